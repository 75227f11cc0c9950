/** `printf`, as far as `%s`, `%d`, `%b`, `%q` and `%%`, with widths. */
const CONVERSION = /%(-?)(0?)(\d*)(?:\.\d+)?([sdbqi%])|\\([ntr\\])/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** Wider than any table a build prints. */
const WIDTH_BOUND = 1_000;

export function formatted(args: readonly string[]): string {
  const [format = '', ...values] = args[0] === '--' ? args.slice(1) : args;
  let at = 0;
  let text = '';
  do {
    const before = at;
    text += format.replaceAll(CONVERSION, (...match: readonly unknown[]) => {
      const [, minus, zero, width, kind, escape] = match as readonly (string | undefined)[];
      if (escape !== undefined) return ESCAPES[escape] ?? escape;
      if (kind === '%') return '%';
      const value = values[at++] ?? (kind === 'd' ? '0' : '');
      const size = Math.min(WIDTH_BOUND, Number(width ?? 0));
      return minus === '-' ? value.padEnd(size) : value.padStart(size, zero === '0' ? '0' : ' ');
    });
    // The format is used again for the values that are left, if it takes any.
    if (at === before) break;
  } while (at < values.length);
  return text;
}
