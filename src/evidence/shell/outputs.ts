/**
 * What well-known filters print, where their input and arguments are known. Comes in: an invocation. Goes out: its output, with
 * its line break, or null where this file knows nothing about the command.
 */
import type { Invocation } from './invocation.ts';
import {
  concat,
  cutField,
  EMPTY,
  knownText,
  literal,
  madeUp,
  mapKnown,
  type ShellText,
  withoutTrailingBreaks,
} from './text.ts';
import { joined } from './frame.ts';

type Filter = (args: readonly string[], invocation: Invocation) => ShellText | null;

export function outputOf(invocation: Invocation): ShellText | null {
  if (invocation.name === 'echo') return echoed(invocation.args);
  if (invocation.name === 'printf') return printed(invocation.args);
  const filter = FILTERS.get(invocation.name);
  const args = invocation.args.map(knownText);
  const isKnown = args.every((arg) => arg !== null);
  return filter === undefined || !isKnown ? null : filter(args, invocation);
}

const BREAK = literal('\n');

function echoed(args: readonly ShellText[]): ShellText {
  const options = args.findIndex((arg) => !/^-[neE]+$/.test(knownText(arg) ?? ''));
  const words = options < 0 ? [] : args.slice(options);
  return concat([joined(words, literal(' ')), BREAK]);
}

/** `%s` only, each filled once; a format used again for more arguments is not followed. */
function printed([format, ...values]: readonly ShellText[]): ShellText | null {
  const known = format === undefined ? null : knownText(format);
  if (known === null) return null;
  const pieces = known.replaceAll('\\n', '\n').split('%s');
  if (pieces.some((piece) => /[%\\]/.test(piece)) || pieces.length - 1 !== values.length) return null;
  return concat(pieces.flatMap((piece, index) => [literal(piece), values[index] ?? EMPTY]));
}

const FILTERS: ReadonlyMap<string, Filter> = new Map(
  Object.entries<Filter>({
    cat: (args, { stdin }) => (args.length === 0 || args[0] === '-' ? stdin : null),
    cut,
    awk,
    tr: translate,
    sed: substitute,
    head: (_args, { stdin }) => oneLine(stdin),
    tail: (_args, { stdin }) => oneLine(stdin),
    basename: ([path, suffix = '']) => (path === undefined ? null : literal(`${lastName(path, suffix)}\n`)),
    dirname: ([path]) => (path === undefined ? null : literal(`${path.replace(/\/[^/]*\/?$/, '') || '.'}\n`)),
    true: () => EMPTY,
    date: () => madeUp('the time of the build'),
  }),
);

function lastName(path: string, suffix: string): string {
  const name =
    path
      .replace(/(?<!\/)\/+$/, '')
      .split('/')
      .at(-1) ?? '';
  return suffix !== '' && name.endsWith(suffix) && name !== suffix ? name.slice(0, -suffix.length) : name;
}

/** Lines of a text of one line. */
function oneLine(stdin: ShellText | null): ShellText | null {
  const text = stdin === null ? null : withoutTrailingBreaks(stdin);
  return text === null || knownText(text)?.includes('\n') !== false ? null : concat([text, BREAK]);
}

/** An option's value, as `-d:` or `-d :`. */
function valueOf(args: readonly string[], option: string): string | null {
  const at = args.findIndex((arg) => arg.startsWith(option));
  const arg = args[at];
  if (arg === undefined) return null;
  return arg === option ? (args[at + 1] ?? null) : arg.slice(option.length);
}

function cut(args: readonly string[], { stdin }: Invocation): ShellText | null {
  if (stdin === null) return null;
  const line = withoutTrailingBreaks(stdin);
  if (knownText(line)?.includes('\n') === true) return null;
  const characters = /^(\d{1,4})?-(\d{1,4})$/.exec(valueOf(args, '-c') ?? '');
  if (characters !== null) {
    const [, from = '1', to = ''] = characters;
    return concat([mapKnown(line, (text) => text.slice(Number(from) - 1, Number(to))), BREAK]);
  }
  const field = valueOf(args, '-f') ?? '';
  if (!/^[1-9]\d{0,3}$/.test(field)) return null;
  return concat([cutField(line, valueOf(args, '-d') ?? '\t', Number(field)), BREAK]);
}

function awk(args: readonly string[], { stdin }: Invocation): ShellText | null {
  const delimiter = valueOf(args, '-F');
  const field = /^\s*\{\s*print\s+\$([1-9]\d{0,3})\s*;?\s*\}\s*$/.exec(args.at(-1) ?? '')?.[1];
  if (stdin === null || field === undefined || delimiter === null || delimiter.length !== 1) return null;
  const line = withoutTrailingBreaks(stdin);
  return knownText(line)?.includes('\n') === true
    ? null
    : concat([cutField(line, delimiter, Number(field)), BREAK]);
}

const CASES: ReadonlyMap<string, 'upper' | 'lower'> = new Map(
  Object.entries<'upper' | 'lower'>({
    'a-z A-Z': 'upper',
    '[:lower:] [:upper:]': 'upper',
    'A-Z a-z': 'lower',
    '[:upper:] [:lower:]': 'lower',
  }),
);

function translate(args: readonly string[], { stdin }: Invocation): ShellText | null {
  if (stdin === null || args.length !== 2) return null;
  const [from = '', to = ''] = args;
  const changed = CASES.get(`${from} ${to}`);
  if (changed === 'upper') return mapKnown(stdin, (text) => text.toUpperCase());
  if (changed === 'lower') return mapKnown(stdin, (text) => text.toLowerCase());
  const plain = /^[^\\[\]-]$/;
  if (from === '-d' && plain.test(to)) return mapKnown(stdin, (text) => text.replaceAll(to, ''));
  const isOne = plain.test(from) && (plain.test(to) || to === '-');
  return isOne ? mapKnown(stdin, (text) => text.replaceAll(from, to)) : null;
}

/** `s/plain/plain/[g]`, with any delimiter; anything a regular expression could mean is not followed. */
function substitute(args: readonly string[], { stdin }: Invocation): ShellText | null {
  const script = args.length === 1 ? (args[0] ?? '') : valueOf(args, '-e');
  if (stdin === null || !script?.startsWith('s')) return null;
  const delimiter = script.charAt(1);
  const [pattern = '', by = '', flags = '', ...rest] = script.slice(2).split(delimiter);
  const isPlainText = !/[\\.*[\]^$&]/.test(pattern + by);
  if (pattern === '' || rest.length > 0 || !isPlainText || !/^g?$/.test(flags)) return null;
  return mapKnown(stdin, (text) => {
    if (flags === '' && text.trimEnd().includes('\n')) return null;
    return flags === 'g' ? text.split(pattern).join(by) : text.replace(pattern, () => by);
  });
}
