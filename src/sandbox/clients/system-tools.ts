/** Tools about paths, files, the time and other commands. */
import { type Invocation, pathOf, type Program } from '../shell/shell.ts';
import { withoutTrailing } from '../shell/trim.ts';
import type { Spend } from '#basics/regular/spend.ts';
import { notRun } from './build-host.ts';
import { operandsOf, valuesOf } from './options.ts';
import { linesOf } from './text-input.ts';

const pad = (value: number): string => String(value).padStart(2, '0');

function date({ args, io, shell }: Invocation): number {
  const now = shell.machine.now();
  const format = args.find((word) => word.startsWith('+'))?.slice(1);
  const parts: Readonly<Record<string, string>> = {
    Y: String(now.getUTCFullYear()),
    m: pad(now.getUTCMonth() + 1),
    d: pad(now.getUTCDate()),
    H: pad(now.getUTCHours()),
    M: pad(now.getUTCMinutes()),
    S: pad(now.getUTCSeconds()),
    s: String(Math.floor(now.getTime() / 1000)),
    F: now.toISOString().slice(0, 10),
    T: now.toISOString().slice(11, 19),
    Z: 'UTC',
  };
  const text =
    format?.replaceAll(/%([A-Za-z])/g, (all, letter: string) => parts[letter] ?? all) ??
    now.toUTCString().replace('GMT', 'UTC');
  io.out(`${text}\n`);
  return 0;
}

/** `env`, `sudo`, `timeout`, `time`, `nice`, `command`: another command by its words. */
function wrapper({ args, io, shell, call }: Invocation): Promise<number> | number {
  const words = [...args];
  const values = new Set(['-u', '-k', '-s', '-g', '-n']);
  while (
    words[0] !== undefined &&
    (words[0].startsWith('-') || /^[A-Za-z_]\w*=/.test(words[0]) || /^\d+[smh]?$/.test(words[0]))
  ) {
    const word = words.shift() ?? '';
    if (values.has(word)) words.shift();
  }
  return words.length === 0 ? 0 : call(words, shell, io);
}

function environment(invocation: Invocation): Promise<number> | number {
  const { args, io, shell, call } = invocation;
  if (args.every((word) => word.startsWith('-'))) {
    for (const [name, { value, exported }] of shell.variables) {
      if (exported && typeof value === 'string') io.out(`${name}=${value}\n`);
    }
    return 0;
  }
  const inner = { ...shell, variables: new Map(shell.variables) };
  let at = 0;
  for (; at < args.length; at += 1) {
    const [, name, value] = /^([A-Za-z_]\w*)=([^]*)$/.exec(args[at] ?? '') ?? [];
    if (name !== undefined) inner.variables.set(name, { value: value ?? '', exported: true });
    else if (!(args[at] ?? '').startsWith('-')) break;
  }
  return call(args.slice(at), inner, io);
}

async function xargs({ args, io, shell, call }: Invocation): Promise<number> {
  const [mark] = valuesOf(args, ['-I']);
  const at = args.findIndex((word, index) => !word.startsWith('-') && !/^-[In]$/.test(args[index - 1] ?? ''));
  const words = at === -1 ? ['echo'] : args.slice(at);
  const items = mark === undefined ? io.stdin.rest.split(/\s+/).filter(Boolean) : linesOf(io.stdin.rest);
  if (mark === undefined) return call([...words, ...items], shell, io);
  const { spend } = shell.machine.allowance;
  let status = 0;
  for (const item of items) {
    const given = words.map((word) => putIn(word, { mark, item, spend }));
    if ((await call(given, shell, io)) !== 0) status = 123;
  }
  return status;
}

interface PutIn {
  readonly mark: string;
  readonly item: string;
  readonly spend: Spend;
}

/** The item wherever its mark stands. */
function putIn(word: string, { mark, item, spend }: PutIn): string {
  if (mark === '') return word;
  const parts = word.split(mark);
  spend(word.length + parts.length * item.length);
  return parts.join(item);
}

const copy =
  (move: boolean): Program =>
  (invocation) => {
    const { args, io, name, shell } = invocation;
    const [from = '', to = ''] = operandsOf(args);
    const { files } = shell.machine;
    const source = pathOf(shell, from);
    const text = files.get(source);
    // A source that was made up has files the sandbox does not know of.
    if (text === undefined) return notRun(invocation);
    shell.machine.allowance.spend(files.size);
    const folder =
      to.endsWith('/') || [...files.keys()].some((path) => path.startsWith(`${pathOf(shell, to)}/`));
    files.set(pathOf(shell, folder ? `${to}/${from.slice(from.lastIndexOf('/') + 1)}` : to), text);
    if (move) files.delete(source);
    if (args.includes('-v')) io.out(`${name}: '${from}' -> '${to}'\n`);
    return 0;
  };

const nothing: Program = () => 0;

export const SYSTEM_TOOLS: Readonly<Record<string, Program>> = {
  date,
  basename: ({ args, io }) => {
    const [path = '', suffix = ''] = args;
    const plain = withoutTrailing(path, '/');
    const name = plain.slice(plain.lastIndexOf('/') + 1);
    // A name that is all suffix stays.
    const shorter = suffix !== '' && name !== suffix && name.endsWith(suffix);
    io.out(`${shorter ? name.slice(0, -suffix.length) : name || '/'}\n`);
    return 0;
  },
  dirname: ({ args, io }) => {
    const path = withoutTrailing(args[0] ?? '', '/');
    const slash = path.lastIndexOf('/');
    io.out(`${slash === -1 ? '.' : withoutTrailing(path.slice(0, slash), '/') || '/'}\n`);
    return 0;
  },
  seq: ({ args, io }) => {
    const [first, last] = args.length === 1 ? [1, Number(args[0])] : [Number(args[0]), Number(args.at(-1))];
    for (let value = first; value <= last && value < first + 10_000; value += 1) io.out(`${value}\n`);
    return 0;
  },
  env: environment,
  printenv: (call) => {
    const { args, io, shell } = call;
    if (args.length === 0) return environment(call);
    const value = shell.variables.get(args[0] ?? '')?.value;
    if (typeof value === 'string') io.out(`${value}\n`);
    return value === undefined ? 1 : 0;
  },
  sudo: wrapper,
  timeout: wrapper,
  time: wrapper,
  nice: wrapper,
  nohup: wrapper,
  command: wrapper,
  exec: wrapper,
  xargs,
  cp: copy(false),
  mv: copy(true),
  rm: ({ args, shell }) => {
    for (const path of operandsOf(args)) shell.machine.files.delete(pathOf(shell, path));
    return 0;
  },
  mkdir: nothing,
  chmod: nothing,
  touch: ({ args, shell }) => {
    for (const path of operandsOf(args).map((each) => pathOf(shell, each))) {
      shell.machine.files.set(path, shell.machine.files.get(path) ?? '');
    }
    return 0;
  },
  sleep: nothing,
  whoami: ({ io }) => {
    io.out('root\n');
    return 0;
  },
};
