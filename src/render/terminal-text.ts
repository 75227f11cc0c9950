/**
 * Text from outside made safe to print: a log line must not move the cursor, recolour the screen,
 * set the title or hide what follows. Source of the ranges: ECMA-48 controls, and Unicode's
 * bidirectional controls (UTS #55), which can make text read as something else.
 */
// biome-ignore format: one range a line reads better
const UNSAFE = new RegExp(
  [
    '\\u001b\\[[0-9;?]*[ -/]*[@-~]', // CSI sequences, whole
    '\\u001b\\][^\\u0007\\u001b]{0,4096}(?:\\u0007|\\u001b\\\\)', // OSC sequences, whole
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]', // C0 but tab and line feed, DEL, C1
    '[\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]', // bidirectional controls, separators of lines
  ].join('|'),
  'g',
);

/** `text` without control characters, on one line, at most `limit` characters long. */
export function safeLine(text: string, limit = 2000): string {
  const bounded = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const line = bounded
    .replace(UNSAFE, '')
    .replace(/[\t\n]+/g, ' ')
    .trimEnd();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}

/** `text` without control characters but with its lines. */
export function safeText(text: string): string {
  return text.replace(UNSAFE, '');
}
