/** What tools write in front of every line of their log, and what therefore stands inside a broken sentence. */

/** Each prefix with an example of where it was seen. Tried at the start of a line, several times over. */
const PREFIXES: readonly string[] = [
  // CodeBuild: [Container] 2024/04/21 17:45:04.761232
  '\\[Container\\] \\d{4}/\\d\\d/\\d\\d \\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?',
  // Loggers and CI consoles: 2024-04-21T17:45:04.123Z, [2024-04-21 17:45:04,123]
  '\\[?\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?(?:Z|[+-]\\d\\d:?\\d\\d)?\\]?',
  // Consoles with a clock: 18:13:35
  '\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})?\\]?(?=\\s|$)',
  // syslog: Dec 28 23:57:02 host dockerd[487]:
  '[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d [\\w.-]{1,64} [\\w./-]{1,40}(?:\\[\\d{1,8}\\])?:',
  // Web consoles: 244 |; compose: web_1  |
  '\\d{1,7} \\|',
  '[A-Za-z][\\w.-]{0,40} {1,20}\\|',
  // BuildKit: #16, #16 12.34; its terminal form: => => #
  '#\\d{1,4}(?: \\d{1,6}\\.\\d{1,4})?(?= |$)',
  '=>(?: =>)? ?#?(?= )',
  // Terraform's box and the like
  '[│┃╷╵║▌]',
  '\\|(?= )',
  // Comments and Markdown
  '#{1,6}(?= |$)',
  '(?:>|&gt;)(?= )',
  // Levels: [INFO], ##[error]
  '\\[(?:INFO|WARN|WARNING|ERROR|DEBUG|TRACE|FATAL|NOTICE)\\]:?',
  '##\\[\\w{1,12}\\]',
  // Google Cloud Build
  'Step #\\d{1,3} - "[^"\\n]{0,60}":',
];

const PREFIX = new RegExp(`(?:${PREFIXES.join('|')})[ \\t]{0,200}`, 'y');
const INDENT = /(?:[ \t\u00a0]|\\{1,8}t){0,400}/y;
const AT_MOST = 5;

export interface SkippedPrefix {
  /** Where the line's own text begins. */
  readonly end: number;
  readonly found: boolean;
}

/** Passes over indentation and prefixes at the start of a line. */
export function skipPrefix(text: string, lineStart: number): SkippedPrefix {
  let end = matchEnd(INDENT, text, lineStart);
  let found = false;
  for (let round = 0; round < AT_MOST; round++) {
    const next = matchEnd(PREFIX, text, end);
    if (next === end) break;
    found = true;
    end = matchEnd(INDENT, text, next);
  }
  return { end, found };
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

/**
 * Lines that hold nothing but a number, where numbers count up from line to line: a console's numbering.
 * A lone number may as well be the rest of a broken ARN and is left alone.
 */
export function numberOnlyLines(text: string): ReadonlySet<number> {
  const counted = new Set<number>();
  let last: { readonly at: number; readonly number: number } | null = null;
  NUMBER_ALONE.lastIndex = 0;
  // Without an object for each match: a text may have nothing but such lines.
  while (NUMBER_ALONE.test(text)) {
    const end = NUMBER_ALONE.lastIndex;
    const at = text.lastIndexOf('\n', end - 1) + 1;
    const number = Number(text.slice(at, end));
    if (last !== null && isNext(number, last.number)) counted.add(last.at).add(at);
    last = { at, number };
  }
  return counted;
}

const NUMBER_ALONE = /(?:\n|^)[ \t]{0,8}\d{1,7}[ \t]{0,8}(?=\r?\n|$)/g;

/** Numbers a few lines apart: not every line of a console is a line of the message. */
function isNext(left: number, right: number): boolean {
  return left !== right && Math.abs(left - right) <= 20;
}
