/** Filters that choose or order lines: head, tail, sort, uniq, grep, wc, rev, tac, cat, paste, tee. Source: POSIX; GNU coreutils and grep manuals. */
import { once } from '#basics/remember.ts';
import { plainly, readExpression } from '#basics/regular/expression.ts';
import type { Program } from '#basics/regular/program.ts';
import { find, mayFind, type Part } from '#basics/regular/run.ts';
import type { Spend } from '#basics/regular/spend.ts';
import {
  concat,
  cutKnown,
  isKnown,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  unknown,
  whyUnknown,
} from '../text.ts';
import { partsOf } from '../fields.ts';
import {
  BREAK,
  codesOf,
  eachLine,
  type Filter,
  isBroken,
  knownLines,
  linesFrom,
  newSpend,
  ofLines,
  readArguments,
  textOf,
  unbroken,
} from './filter.ts';

export const cat: Filter = (args, invocation) => {
  const given = readArguments(args, { flags: 'u', valued: '' });
  return given === null ? null : textOf(given.operands, invocation);
};

const END: Readonly<Record<string, string>> = { lines: 'n', bytes: 'c' };

/** `-5` is `-n 5`. */
function counted(
  args: readonly string[],
): { readonly count: string; readonly bytes: string | null; readonly operands: readonly string[] } | null {
  const short = args.map((arg) => (/^-\d+$/.test(arg) ? `-n${arg.slice(1)}` : arg));
  const given = readArguments(short, { flags: 'q', valued: 'nc', long: END });
  if (given === null) return null;
  return {
    count: given.values.get('n') ?? '10',
    bytes: given.values.get('c') ?? null,
    operands: given.operands,
  };
}

export const head: Filter = (args, invocation) => {
  const given = counted(args);
  if (given === null || given.operands.length > 1) return null;
  if (given.bytes !== null) {
    const text = textOf(given.operands, invocation);
    const length = /^\d{1,6}$/.test(given.bytes) ? Number(given.bytes) : null;
    return text === null
      ? null
      : cutKnown(text, (known) =>
          length === null || /[^ -~\n]/.test(known) ? null : known.slice(0, length),
        );
  }
  if (!/^-?\d{1,6}$/.test(given.count)) return null;
  const count = Number(given.count);
  const lines = linesFrom(given.operands, invocation);
  if (lines === null) {
    const text = textOf(given.operands, invocation);
    const first = text === null ? [] : partsOf(text, '\n').parts.slice(0, -1);
    return count < 0 || first.length < count ? null : ofLines(first.slice(0, count));
  }
  const chosen = lines.slice(0, count);
  const isWhole = chosen.length < lines.length || isBroken(given.operands, invocation);
  return isWhole ? ofLines(chosen) : unbroken(ofLines(chosen));
};

export const tail: Filter = (args, invocation) => {
  const given = counted(args);
  if (given === null || given.operands.length > 1) return null;
  if (given.bytes !== null) {
    const text = textOf(given.operands, invocation);
    const length = /^[1-9]\d{0,5}$/.test(given.bytes) ? Number(given.bytes) : null;
    return text === null
      ? null
      : cutKnown(text, (known) => (length === null || /[^ -~\n]/.test(known) ? null : known.slice(-length)));
  }
  const lines = linesFrom(given.operands, invocation);
  if (lines === null || !/^\+?[1-9]\d{0,5}$/.test(given.count)) return null;
  const count = Number(given.count);
  const chosen = ofLines(given.count.startsWith('+') ? lines.slice(count - 1) : lines.slice(-count));
  return isBroken(given.operands, invocation) ? chosen : unbroken(chosen);
};

/** As C orders, and as languages do, which may leave punctuation aside. */
const byCode = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
const orders = once((): readonly (typeof byCode)[] => [
  byCode,
  new Intl.Collator('en').compare,
  new Intl.Collator('en', { ignorePunctuation: true }).compare,
]);

/** Order by whole lines, where every locale has the same, or by numbers alone. */
export const sort: Filter = (args, invocation) => {
  const given = readArguments(args, { flags: 'run', valued: '' });
  const lines = given === null ? null : linesFrom(given.operands, invocation);
  const known = knownLines(lines);
  if (given === null || lines === null || known === null) return null;
  const isNumeric = given.flags.includes('n');
  if (known.length > 1 && isNumeric && !known.every((line) => /^(?:0|-?[1-9]\d{0,14})$/.test(line)))
    return null;
  const order = (left: string, right: string): number =>
    isNumeric ? Number(left) - Number(right) : byCode(left, right);
  const sorted = known
    .map((line, index) => ({ line, text: lines[index] ?? BREAK }))
    .toSorted((one, other) => order(one.line, other.line));
  const isSame = sorted.every(({ line }, index) => {
    const before = sorted[index - 1]?.line ?? line;
    return before === line || orders().every((one) => one(before, line) < 0);
  });
  if (!isNumeric && !isSame) return null;
  if (given.flags.includes('r')) sorted.reverse();
  const isUnique = given.flags.includes('u');
  return ofLines(
    sorted.filter(({ line }, index) => !isUnique || line !== sorted[index - 1]?.line).map(({ text }) => text),
  );
};

export const uniq: Filter = (args, invocation) => {
  const lines = args.length === 0 ? linesFrom([], invocation) : null;
  const known = knownLines(lines);
  return lines === null || known === null
    ? null
    : ofLines(lines.filter((_, index) => index === 0 || known[index] !== known[index - 1]));
};

export const tac: Filter = (args, invocation) => {
  const lines = linesFrom(args, invocation);
  if (lines === null || isBroken(args, invocation)) return lines && ofLines(lines.toReversed());
  return concat([...lines.slice(-1), ofLines(lines.slice(0, -1).toReversed())]);
};

export const rev: Filter = (args, invocation) => {
  const lines = eachLine(linesFrom(args, invocation), (line) => [...line].toReversed().join(''));
  return lines && (isBroken(args, invocation) ? ofLines(lines) : unbroken(ofLines(lines)));
};

export const wc: Filter = (args, invocation) => {
  const given = readArguments(args, { flags: 'lwc', valued: '' });
  const text = given === null || given.operands.length > 0 ? null : textOf([], invocation);
  const known = text === null ? null : knownText(text);
  if (known === null || given === null) return null;
  if (given.flags === 'l') return literal(`${known.split('\n').length - 1}\n`);
  if (given.flags === 'w') return literal(`${known.split(/\s+/).filter((word) => word !== '').length}\n`);
  return given.flags === 'c' && !/[^ -~\n]/.test(known) ? literal(`${known.length}\n`) : null;
};

/** `-s` with a delimiter of one character. */
export const paste: Filter = (args, invocation) => {
  const given = readArguments(args, { flags: 's', valued: 'd' });
  const lines = given === null ? null : linesFrom(given.operands, invocation);
  const delimiter = given?.values.get('d') ?? '\t';
  if (
    lines === null ||
    given?.flags.includes('s') !== true ||
    delimiter.length !== 1 ||
    given.operands.length > 1
  )
    return null;
  return concat([
    ...lines.flatMap((line, index) => (index === 0 ? [line] : [literal(delimiter), line])),
    BREAK,
  ]);
};

export const tee: Filter = (args, { stdin, write }) => {
  const given = readArguments(args, { flags: 'a', valued: '', long: { append: 'a' } });
  if (given === null || stdin === null) return stdin;
  for (const path of given.operands) write(literal(path), stdin, given.flags.includes('a'));
  return stdin;
};

const GREP_LONG: Readonly<Record<string, string>> = {
  'ignore-case': 'i',
  'invert-match': 'v',
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'only-matching': 'o',
  'max-count': 'm',
  regexp: 'e',
  quiet: 'q',
  silent: 'q',
  'perl-regexp': 'P',
};

export const grep: Filter = (args, invocation) => {
  const given = readArguments(args, {
    flags: 'EFGPivohswxcqa',
    valued: 'em',
    long: { ...GREP_LONG, color: 'h' },
  });
  if (given === null) return null;
  const { flags, values } = given;
  const [pattern, ...paths] = [...(values.has('e') ? [values.get('e') ?? ''] : []), ...given.operands];
  const lines = linesFrom(paths, invocation);
  const program =
    pattern === undefined ? null : programOf(pattern, { flags, isExtended: invocation.name === 'egrep' });
  if (lines === null || program === null || (paths.length > 1 && !flags.includes('h'))) return null;
  const limit = Number(values.get('m') ?? Number.POSITIVE_INFINITY);
  if (Number.isNaN(limit)) return null;
  const spend = newSpend(invocation);
  const { chosen, open } = chosenOf(lines, { program, spend, limit, isInverted: flags.includes('v') });
  if (flags.includes('o') && !/[vqc]/.test(flags)) {
    const matches = [...chosen, ...open].flatMap((line) => matchesIn(line, program, spend));
    const rest = open.map((line) => unknown(whyUnknown(line) ?? '', line.origins));
    return concat([ofLines(matches), ...rest]);
  }
  if (open.length > 0) return null;
  if (flags.includes('q')) return literal('');
  if (flags.includes('c')) return literal(`${chosen.length}\n`);
  return flags.includes('o') ? null : ofLines(chosen);
};

interface Choosing {
  readonly program: Program;
  readonly spend: Spend;
  readonly limit: number;
  readonly isInverted: boolean;
}

/** `open`: the first line of which it is not known whether it is chosen. */
function chosenOf(lines: readonly ShellText[], { program, spend, limit, isInverted }: Choosing) {
  const chosen: ShellText[] = [];
  for (const line of lines) {
    if (chosen.length >= limit) break;
    const known = knownText(line);
    if (known === null && mayFind(program, partsIn(line), spend)) return { chosen, open: [line] };
    const isHit = known !== null && find(program, known, { spend }) !== null;
    if (isHit !== isInverted) chosen.push(line);
  }
  return { chosen, open: [] };
}

/** Of a line that is not wholly known, those before what is not and whatever that is. */
function matchesIn(line: ShellText, program: Program, spend: Spend): readonly ShellText[] {
  const text = knownPrefix(line);
  const isWhole = knownText(line) !== null;
  const found: ShellText[] = [];
  for (let from = 0; from < text.length; ) {
    const match = find(program, text, { from, spend });
    if (match === null || (!isWhole && match.isOpen)) break;
    if (match.end > match.start) found.push(literal(text.slice(match.start, match.end), line.origins));
    from = Math.max(match.end, match.start + 1);
  }
  return found;
}

function partsIn({ pieces }: ShellText): readonly Part[] {
  return pieces.map((piece) => (isKnown(piece) ? piece.text : { codes: codesOf(piece) }));
}

function programOf(
  pattern: string,
  { flags, isExtended }: { readonly flags: string; readonly isExtended: boolean },
) {
  if (pattern.includes('\n') || /[wx]/.test(flags)) return null;
  // Of Perl's expressions those are followed that extended ones know too.
  if (flags.includes('P') && /\(\?|[*+?}][?+]|\\[KkpPQEAZzGXRhHvVN]|\\[0-9]/.test(pattern)) return null;
  const text = flags.includes('F') ? plainly(pattern) : pattern;
  const expression = readExpression(text, {
    extended: isExtended || /[EPF]/.test(flags),
    ignoreCase: flags.includes('i'),
  });
  return expression.kind === 'program' ? expression.program : null;
}
