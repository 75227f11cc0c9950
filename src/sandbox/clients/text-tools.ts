/** The small tools buildspecs cut and join text with, as far as they are used there. */
import { type Invocation, pathOf, type Program } from '../shell/shell.ts';
import { notRun } from './build-host.ts';
import { operandsOf, valuesOf } from './options.ts';

/** What a tool reads: the files named, or standard input. Null after saying which is missing. */
function inputOf({ name, io, shell }: Invocation, paths: readonly string[]): string | null {
  if (paths.length === 0) {
    const text = io.stdin.rest;
    io.stdin.rest = '';
    return text;
  }
  let text = '';
  for (const path of paths) {
    const content = path === '-' ? io.stdin.rest : shell.machine.files.get(pathOf(shell, path));
    if (content === undefined) {
      io.err(`${name}: ${path}: No such file or directory\n`);
      return null;
    }
    text += content;
  }
  return text;
}

export const linesOf = (text: string): readonly string[] =>
  text === '' ? [] : text.replace(/\n$/, '').split('\n');

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

/** `-f1,3-`, `-c 1-7`. */
function picked<Item>(items: readonly Item[], list: string): readonly Item[] {
  return list.split(',').flatMap((range) => {
    const [, from = '', dash = '', to = ''] = /^(\d*)(-?)(\d*)$/.exec(range) ?? [];
    const first = from === '' ? 1 : Number(from);
    const last = dash === '' ? first : to === '' ? items.length : Number(to);
    return items.slice(Math.max(0, first - 1), last);
  });
}

const cut = byLines(new Set(['-d', '-f', '-c']), (lines, { args }) => {
  const [fields] = valuesOf(args, ['-f', '--fields']);
  const [characters = '1-'] = valuesOf(args, ['-c', '--characters']);
  const [delimiter = '\t'] = valuesOf(args, ['-d', '--delimiter']);
  return lines.map((line) => {
    if (fields === undefined) return picked(Array.from(line), characters).join('');
    return line.includes(delimiter) ? picked(line.split(delimiter), fields).join(delimiter) : line;
  });
});

function counted(args: readonly string[]): number {
  const [given] = valuesOf(args, ['-n', '--lines']);
  const short = args.find((word) => /^-\d+$/.test(word));
  return Math.abs(Number(given ?? short ?? 10));
}

const WORDS = new Set(['-n', '--lines']);

function tr({ args, io }: Invocation): number {
  const [from = '', to = ''] = args.filter((word) => !/^-[dsc]$/.test(word)).map(charactersOf);
  const kept = args.includes('-d')
    ? Array.from(io.stdin.rest).filter((character) => !from.includes(character))
    : Array.from(io.stdin.rest).map((character) => {
        const at = from.indexOf(character);
        return at === -1 ? character : to.charAt(Math.min(at, to.length - 1));
      });
  io.out(kept.join(''));
  return 0;
}

const CLASSES: Readonly<Record<string, string>> = {
  '[:upper:]': 'A-Z',
  '[:lower:]': 'a-z',
  '[:digit:]': '0-9',
};

/** The characters of a set, ranges written out. */
function charactersOf(set: string): string {
  return set
    .replaceAll(/\[:\w+:\]/g, (name) => CLASSES[name] ?? '')
    .replaceAll(/\\([nt\\])/g, (_, letter: string) => ({ n: '\n', t: '\t' })[letter] ?? letter)
    .replaceAll(/(.)-(.)/g, (_, first: string, last: string) =>
      Array.from({ length: Math.max(0, last.charCodeAt(0) - first.charCodeAt(0) + 1) }, (_unused, index) =>
        String.fromCharCode(first.charCodeAt(0) + index),
      ).join(''),
    );
}

/** Patterns and lines longer than this are not tried: the expressions are a buildspec's. */
const PATTERN_BOUND = 500;

function expressionOf(pattern: string, flags: string, extended: boolean): RegExp | null {
  if (pattern.length > PATTERN_BOUND) return null;
  // In a basic expression `+`, `?`, `|`, `(`, `)`, `{` and `}` stand for themselves unless escaped.
  const source = extended
    ? pattern
    : pattern.replaceAll(
        /\\([+?|(){}])|([+?|(){}])/g,
        (_, special?: string, literal?: string) => special ?? `\\${literal ?? ''}`,
      );
  try {
    return new RegExp(source, flags);
  } catch {
    return null;
  }
}

function grep(invocation: Invocation): number {
  const { args, io, name } = invocation;
  const flags = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [pattern = '', ...paths] = operandsOf(args);
  const text = inputOf(invocation, paths);
  const expression = expressionOf(
    pattern,
    flags.includes('i') ? 'i' : '',
    flags.includes('E') || name === 'egrep',
  );
  if (text === null || expression === null) return 2;
  const hits = linesOf(text).filter((line) => expression.test(line) !== flags.includes('v'));
  if (flags.includes('c')) io.out(`${hits.length}\n`);
  else if (!flags.includes('q')) io.out(hits.map((line) => `${line}\n`).join(''));
  return hits.length > 0 ? 0 : 1;
}

/** A part of sed's replacement as JavaScript writes it. */
function replacementPart(part: string): string {
  if (part === '&') return '$&';
  if (part === '$') return '$$';
  return /^\\\d$/.test(part) ? `$${part.slice(1)}` : part.slice(1);
}

/** `s/…/…/flags` only. */
function sed(invocation: Invocation): number {
  const { args, io, shell } = invocation;
  const inPlace = args.some((word) => word.startsWith('-i'));
  const given = valuesOf(args, ['-e', '--expression']);
  const operands = operandsOf(args, new Set(['-e', '--expression']));
  const scripts = given.length > 0 ? given : operands.slice(0, 1);
  const paths = given.length > 0 ? operands : operands.slice(1);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  let lines = linesOf(text);
  for (const script of scripts) {
    const [, , from, to, flags = ''] =
      /^s([^\w\s])((?:\\.|(?!\1)[^])*)\1((?:\\.|(?!\1)[^])*)\1([gIi]*)$/.exec(script) ?? [];
    const extended = args.some((word) => /^-[Er]$/.test(word));
    const expression = from === undefined ? null : expressionOf(from, flags.toLowerCase(), extended);
    if (expression === null || to === undefined) return notRun(invocation);
    const replacement = to.replaceAll(/\\\d|\\.|&|\$/g, replacementPart);
    lines = lines.map((line) => line.replace(expression, replacement));
  }
  const result = lines.map((line) => `${line}\n`).join('');
  if (!inPlace) io.out(result);
  else for (const path of paths) shell.machine.files.set(pathOf(shell, path), result);
  return 0;
}

/** `{print $N}` only. */
function awk(invocation: Invocation): number {
  const { args, io } = invocation;
  const [separator] = valuesOf(args, ['-F']);
  const [program = '', ...paths] = operandsOf(args, new Set(['-F']));
  const [, field] = /^\s*\{\s*print\s+\$(\d+|NF)\s*;?\s*\}\s*$/.exec(program) ?? [];
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

/** Paths only: `.a.b[0].c`. */
function jq(invocation: Invocation): number {
  const { args, io } = invocation;
  const [path = '.', ...paths] = operandsOf(args);
  const text = inputOf(invocation, paths);
  if (text === null) return 2;
  if (!/^(?:\.|(?:\.?\w+|\.?"[^"]+"|\.?\[\d+\])*)+$/.test(path) || path.length > PATTERN_BOUND)
    return notRun(invocation);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    io.err('jq: parse error: Invalid literal at line 1, column 1\n');
    return 2;
  }
  for (const [, name, index] of path.matchAll(/(\w+|(?<=")[^"]+(?="))|\[(\d+)\]/g)) {
    if (index !== undefined) value = Array.isArray(value) ? (value as unknown[])[Number(index)] : null;
    else if (name !== undefined) {
      value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
    }
  }
  const raw = args.some((word) => /^-[a-z]*r/.test(word) || word === '--raw-output');
  io.out(`${raw && typeof value === 'string' ? value : JSON.stringify(value ?? null, null, 2)}\n`);
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
  head: byLines(WORDS, (lines, { args }) => lines.slice(0, counted(args))),
  tail: byLines(WORDS, (lines, { args }) => lines.slice(-counted(args))),
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
