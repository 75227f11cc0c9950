/** The small tools buildspecs cut and join text with, as far as they are used there. */
import { jq } from './jq.ts';
import { grep, sed } from './pattern-tools.ts';
import { inputOf, linesOf } from './text-input.ts';
import { type Invocation, pathOf, type Program } from '../shell/shell.ts';
import { notRun } from './build-host.ts';
import { operandsOf, valuesOf } from './options.ts';

/** A tool that makes lines of lines. */
const byLines =
  (
    withValue: ReadonlySet<string>,
    work: (lines: readonly string[], invocation: Invocation) => readonly string[],
  ): Program =>
  (invocation) => {
    const text = inputOf(invocation, operandsOf(invocation.args, withValue));
    if (text === null) return 1;
    const lines = work(linesOf(text), invocation);
    invocation.io.out(lines.map((line) => `${line}\n`).join(''));
    return 0;
  };

const NONE: ReadonlySet<string> = new Set();

/** `-f1,3-`, `-c 1-7`, as first and last positions. */
function rangesOf(list: string): readonly (readonly [number, number])[] {
  return list.split(',').map((range) => {
    const [, from = '', dash = '', to = ''] = /^(\d{0,9})(-?)(\d{0,9})$/.exec(range) ?? [];
    const first = Math.max(1, Number(from));
    return [first, dash === '' ? first : to === '' ? Infinity : Number(to)];
  });
}

/** What is taken, each once and in its order. */
function picked<Item>(items: readonly Item[], ranges: ReturnType<typeof rangesOf>): readonly Item[] {
  const begun = new Int32Array(items.length + 2);
  for (const [first, last] of ranges) {
    if (first > items.length || last < first) continue;
    begun[first] = (begun[first] ?? 0) + 1;
    const after = Math.min(last, items.length) + 1;
    begun[after] = (begun[after] ?? 0) - 1;
  }
  let open = 0;
  return items.filter((_, index) => (open += begun[index + 1] ?? 0) > 0);
}

const cut = byLines(new Set(['-d', '-f', '-c']), (lines, { args, shell }) => {
  const [fields] = valuesOf(args, ['-f', '--fields']);
  const [characters = '1-'] = valuesOf(args, ['-c', '--characters']);
  const [delimiter = '\t'] = valuesOf(args, ['-d', '--delimiter']);
  const ranges = rangesOf(fields ?? characters);
  return lines.map((line) => {
    shell.machine.allowance.spend(ranges.length);
    if (fields === undefined) return picked(Array.from(line), ranges).join('');
    return line.includes(delimiter) ? picked(line.split(delimiter), ranges).join(delimiter) : line;
  });
});

function counted(args: readonly string[]): number {
  const [given] = valuesOf(args, ['-n', '--lines']);
  const short = args.find((word) => /^-\d+$/.test(word));
  return Math.abs(Number(given ?? short ?? 10));
}

const WORDS = new Set(['-n', '--lines', '-c', '--bytes']);

/** The first or last lines, with `-c` characters. */
function end(which: 'first' | 'last'): Program {
  const range = (count: number) => (which === 'first' ? ([0, count] as const) : ([-count] as const));
  const ofLines = byLines(WORDS, (lines, { args }) => lines.slice(...range(counted(args))));
  return (invocation) => {
    const [characters] = valuesOf(invocation.args, ['-c', '--bytes']);
    if (characters === undefined) return ofLines(invocation);
    const text = inputOf(invocation, operandsOf(invocation.args, WORDS));
    invocation.io.out(text?.slice(...range(Number(characters))) ?? '');
    return text === null ? 1 : 0;
  };
}

function tr({ args, io, shell }: Invocation): number {
  const [from = '', to = ''] = args.filter((word) => !/^-[dsc]$/.test(word)).map(charactersOf);
  shell.machine.allowance.spend(from.length + to.length);
  const places = new Map(Array.from(from, (character, at) => [character, at] as const).toReversed());
  const kept = args.includes('-d')
    ? Array.from(io.stdin.rest).filter((character) => !places.has(character))
    : Array.from(io.stdin.rest).map((character) => {
        const at = places.get(character);
        return at === undefined ? character : to.charAt(Math.min(at, to.length - 1));
      });
  io.out(kept.join(''));
  return 0;
}

const CLASSES: Readonly<Record<string, string>> = {
  '[:upper:]': 'A-Z',
  '[:lower:]': 'a-z',
  '[:digit:]': '0-9',
};

/** No set that a buildspec writes is longer. */
const SET_BOUND = 1_000;

/** The characters of a set, ranges written out. */
function charactersOf(set: string): string {
  return set
    .slice(0, SET_BOUND)
    .replaceAll(/\[:\w+:\]/g, (name) => CLASSES[name] ?? '')
    .replaceAll(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter)
    .replaceAll(/(.)-(.)/g, (_, first: string, last: string) =>
      Array.from({ length: Math.max(0, last.charCodeAt(0) - first.charCodeAt(0) + 1) }, (_unused, index) =>
        String.fromCharCode(first.charCodeAt(0) + index),
      ).join(''),
    );
}

/** `{print $N}` only. */
function awk(invocation: Invocation): number {
  const { args, io } = invocation;
  const [separator] = valuesOf(args, ['-F']);
  const [program = '', ...paths] = operandsOf(args, new Set(['-F']));
  const [, field] = /^\{\s*print\s+\$(\d+|NF)\s*(?:;\s*)?\}$/.exec(program.trim()) ?? [];
  if (field === undefined) return notRun(invocation);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  for (const line of linesOf(text)) {
    const fields = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    const value = field === 'NF' ? fields.at(-1) : field === '0' ? line : fields[Number(field) - 1];
    io.out(`${value ?? ''}\n`);
  }
  return 0;
}

export const TEXT_TOOLS: Readonly<Record<string, Program>> = {
  cat: (invocation) => {
    const text = inputOf(invocation, operandsOf(invocation.args));
    if (text === null) return 1;
    invocation.io.out(text);
    return 0;
  },
  tee: (invocation) => {
    const { io, shell, args } = invocation;
    for (const path of operandsOf(args)) shell.machine.files.set(pathOf(shell, path), io.stdin.rest);
    io.out(io.stdin.rest);
    return 0;
  },
  cut,
  head: end('first'),
  tail: end('last'),
  sort: byLines(NONE, (lines, { args }) => {
    const sorted = args.includes('-u') ? [...new Set(lines)].toSorted() : lines.toSorted();
    return args.includes('-r') ? sorted.toReversed() : sorted;
  }),
  uniq: byLines(NONE, (lines) => lines.filter((line, index) => line !== lines[index - 1])),
  rev: byLines(NONE, (lines) => lines.map((line) => Array.from(line).toReversed().join(''))),
  tr,
  grep,
  egrep: grep,
  sed,
  awk,
  jq,
  wc: (invocation) => {
    const text = inputOf(invocation, operandsOf(invocation.args));
    invocation.io.out(`${linesOf(text ?? '').length}\n`);
    return text === null ? 1 : 0;
  },
};
