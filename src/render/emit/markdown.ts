/** The few pieces of Markdown the emitters share. Names are shown as code, so none is read as markup. */

/** Inline code; the fence grows with the backticks in the text (CommonMark 6.1). */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

/**
 * A sentence that marks names as code and may quote what others wrote: backticks that pair stay code, and nothing else
 * of it is markup, whatever the names hold (CommonMark 2.4, 6.1; the colon keeps GitHub from making an address a link).
 */
export function prose(text: string): string {
  return text
    .split(/(?<!`)(`[^`]+`)(?!`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replaceAll(/[\\`*_[\]<>#!|~&]|:(?=\/\/)/g, '\\$&')))
    .join('');
}

/** A fenced block; the fence is longer than any run of backticks within (CommonMark 4.5). */
export function block(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

export const jsonBlock = (text: string): string => block('json', text);

/** A numbered list whose items may hold blocks: continuation lines are indented under their number. */
export function numbered(items: readonly string[]): string {
  return items
    .map((item, index) => {
      const number = `${index + 1}. `;
      return number + item.split('\n').join(`\n${' '.repeat(number.length)}`);
    })
    .join('\n');
}
