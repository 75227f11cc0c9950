/** The escapes that messages pick up on their way into a log: JSON, HTML, Markdown, percent-encoding. */

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  lt: '<',
  gt: '>',
  amp: '&',
  nbsp: ' ',
};

/** The text of `&quot;` or `&#34;`. */
export function unescapeEntity(entity: string): string {
  const name = entity.slice(1, -1).toLowerCase();
  if (!name.startsWith('#')) return ENTITIES[name] ?? entity;
  const code = name.startsWith('#x')
    ? Number.parseInt(name.slice(2), 16)
    : Number.parseInt(name.slice(1), 10);
  return printable(code) ?? entity;
}

/** The text of `\"`, `\\\"`, `\u003c` or Markdown's `\*`. Line breaks are the caller's. */
export function unescapeBackslash(escape: string): string {
  const unicode = /u([0-9a-fA-F]{4})$/.exec(escape);
  if (unicode !== null) return printable(Number.parseInt(unicode[1] ?? '', 16)) ?? '';
  const last = escape.at(-1) ?? '';
  return last === 't' ? ' ' : last;
}

export function unescapePercent(escape: string): string {
  const code = Number.parseInt(escape.slice(1), 16);
  return code === 0x0a || code === 0x0d ? '\n' : (printable(code) ?? escape);
}

function printable(code: number): string | null {
  if (!Number.isInteger(code) || code > 0xffff || code < 0x20) return null;
  return code === 0xa0 ? ' ' : String.fromCharCode(code);
}

/** Parts of a text that are percent-encoded as a whole, in order; elsewhere a `%` belongs to a name. */
export function percentEncodedParts(text: string): readonly (readonly [start: number, end: number])[] {
  const parts: (readonly [number, number])[] = [];
  if (!text.includes('%')) return parts;
  for (const { 0: sign, index } of text.matchAll(/arn%3A|(?:not|is)%20|not\+authorized/gi)) {
    if (index < (parts.at(-1)?.[1] ?? 0)) continue;
    const [start, end] = [edge(text, index, -1), edge(text, index, 1)];
    // One ARN inside another is encoded there, and no more of it: API Gateway names what it tags so.
    if (ENCODED_ARN.test(sign) && text.slice(start, index).includes('arn:')) continue;
    parts.push([start, end]);
  }
  return parts;
}

const ENCODED_ARN = /^arn/i;

const LONGEST_PART = 6000;

/** The white space or quote that ends the part around `at`, looking left (-1) or right (1). */
function edge(text: string, at: number, step: -1 | 1): number {
  let index = at;
  for (let steps = 0; steps < LONGEST_PART; steps++) {
    const next = step === 1 ? index : index - 1;
    if (next < 0 || next >= text.length || /[\s"'<>]/.test(text.charAt(next))) break;
    index += step;
  }
  return index;
}
