/** Command lines as most tools read them: `--name value`, `--name=value`, `-n value`, operands. */
import { EMPTY, knownPrefix, knownText, type ShellText, withoutPrefix } from '../text.ts';

export interface Options {
  /** All values given for any of these names, in order. */
  readonly all: (...names: readonly string[]) => readonly ShellText[];
  /** The last of them. */
  readonly last: (...names: readonly string[]) => ShellText | null;
  readonly has: (...names: readonly string[]) => boolean;
  readonly operands: readonly ShellText[];
}

/**
 * `valued`: the options that take the next argument. An option with `=` needs no entry. Everything behind `--` is an operand.
 */
export function readOptions(args: readonly ShellText[], valued: readonly string[]): Options {
  const given: { readonly name: string; readonly value: ShellText | null }[] = [];
  const operands: ShellText[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? EMPTY;
    const option = splitOption(arg);
    if (knownText(arg) === '--') {
      operands.push(...args.slice(at + 1));
      break;
    }
    if (option === null) operands.push(arg);
    else if (option.value === null && valued.includes(option.name)) {
      given.push({ name: option.name, value: args[++at] ?? null });
    } else given.push(option);
  }
  const all = (...names: readonly string[]) =>
    given.flatMap(({ name, value }) => (names.includes(name) && value !== null ? [value] : []));
  return {
    all,
    last: (...names) => all(...names).at(-1) ?? null,
    has: (...names) => given.some(({ name }) => names.includes(name)),
    operands,
  };
}

/** Null: the argument is an operand. A lone `-` is one, and so is what is not known from its first character on. */
export function splitOption(
  arg: ShellText,
): { readonly name: string; readonly value: ShellText | null } | null {
  const prefix = knownPrefix(arg);
  if (!prefix.startsWith('-') || (prefix === '-' && arg.pieces.length === 1)) return null;
  const equals = prefix.indexOf('=');
  if (equals < 0) return { name: prefix, value: null };
  return { name: prefix.slice(0, equals), value: withoutPrefix(arg, equals + 1) };
}

/** Whether a flag is on: given without a value, or with one that is not `false`. */
export function isOn(options: Options, name: string): boolean {
  const value = options.last(name);
  return options.has(name) && (value === null || knownText(value) !== 'false');
}

/** Option names written one after the other. */
export function optionNames(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
