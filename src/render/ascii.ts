/** Text for a terminal that shows no more than ASCII: the marks in letters, anything else as its code point. */
const LETTERS: Readonly<Record<string, string>> = {
  '✓': '+',
  '✗': 'x',
  '≠': '!=',
  '…': '...',
  '·': '-',
  '–': '-',
  '→': '->',
  '←': '<-',
  '▶': '>',
  '│': '|',
};

/** The same in ASCII. */
export function asciiText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII stays as it is
  return text.replace(
    /[^\u0000-\u007f]/gu,
    (char) => LETTERS[char] ?? `\\u{${char.codePointAt(0)?.toString(16)}}`,
  );
}

/**
 * Whether the locale is one of ASCII alone; none at all says nothing of the terminal. Source: POSIX.1-2017, 8.2, the order of
 * LC_ALL, LC_CTYPE and LANG.
 */
export function isAsciiLocale(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /^(?:C|POSIX)$/.test(locale) || (locale.includes('.') && !/utf-?8/i.test(locale));
}
