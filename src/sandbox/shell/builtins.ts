/** Commands of the shell itself. */
import { formatted } from './printf.ts';
import {
  type Flow,
  type Invocation,
  type Program,
  pathOf,
  sayNotRun,
  setVariable,
  subshell,
  textOf,
} from './shell.ts';
import { testWords } from './test-expression.ts';

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };
const unescaped = (text: string): string =>
  text.replaceAll(/\\([ntr\\])/g, (_, letter: string) => ESCAPES[letter] ?? letter);

function echo({ args, io }: Invocation): number {
  const flags = args.findIndex((word) => !/^-[neE]+$/.test(word));
  const options = args.slice(0, flags === -1 ? args.length : flags).join('');
  const text = args.slice(flags === -1 ? args.length : flags).join(' ');
  io.out((options.includes('e') ? unescaped(text) : text) + (options.includes('n') ? '' : '\n'));
  return 0;
}

function cd({ args, shell }: Invocation): number {
  const previous = shell.cwd;
  const [target = textOf(shell, 'HOME') ?? '/'] = args;
  shell.cwd = target === '-' ? (textOf(shell, 'OLDPWD') ?? previous) : pathOf(shell, target);
  setVariable(shell, 'OLDPWD', previous);
  setVariable(shell, 'PWD', shell.cwd);
  return 0;
}

/** `NAME=value` or `NAME`, with what is to happen to each. */
function eachName(args: readonly string[], work: (name: string, value: string | undefined) => void): void {
  for (const word of args) {
    const [, name, value] = /^([A-Za-z_]\w*)(?:=([^]*))?$/.exec(word) ?? [];
    if (name !== undefined) work(name, value);
  }
}

function exportNames({ args, shell }: Invocation): number {
  eachName(args, (name, value) => {
    const before = shell.variables.get(name)?.value ?? '';
    shell.variables.set(name, { value: value ?? before, exported: !args.includes('-n') });
  });
  return 0;
}

function declare({ name: command, args, shell }: Invocation): number {
  const scope = command === 'readonly' || args.includes('-g') ? undefined : shell.hidden.at(-1);
  eachName(args, (name, value) => {
    const before = shell.variables.get(name);
    const isArray = typeof before?.value === 'object';
    if (scope !== undefined && !scope.has(name)) scope.set(name, isArray ? undefined : before);
    if (value !== undefined) setVariable(shell, name, value);
    else if (!isArray && scope !== undefined) setVariable(shell, name, '');
    if (args.includes('-x')) {
      shell.variables.set(name, { value: shell.variables.get(name)?.value ?? '', exported: true });
    }
  });
  return 0;
}

const OPTIONS: Readonly<Record<string, string>> = { e: 'errexit', x: 'xtrace', u: 'nounset', a: 'allexport' };

function set({ args, shell }: Invocation): number {
  let at = 0;
  for (; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '--' || !/^[-+]/.test(word)) break;
    const change = (option: string): void => {
      if (word.startsWith('-')) shell.options.add(option);
      else shell.options.delete(option);
    };
    for (const letter of word.slice(1)) {
      if (letter === 'o') change(args[++at] ?? '');
      else change(OPTIONS[letter] ?? letter);
    }
  }
  if (at < args.length) shell.parameters = args.slice(args[at] === '--' ? at + 1 : at);
  return 0;
}

/** Leaves with a status: the one given, or that of the command before. */
function leave(kind: 'exit' | 'return'): Program {
  return ({ args, shell }) => {
    const status = args[0] === undefined ? shell.status : Number(args[0]) & 255;
    shell.flow = { kind };
    shell.status = status;
    return status;
  };
}

function leaveLoop(kind: 'break' | 'continue'): Program {
  return ({ args, shell }) => {
    const flow: Flow = { kind, levels: Math.max(1, Number(args[0] ?? 1)) };
    shell.flow = flow;
    return 0;
  };
}

function read({ args, io, shell }: Invocation): number {
  const names = args.filter((word) => !word.startsWith('-'));
  if (io.stdin.rest === '') return 1;
  const end = io.stdin.rest.indexOf('\n');
  const line = end === -1 ? io.stdin.rest : io.stdin.rest.slice(0, end);
  io.stdin.rest = end === -1 ? '' : io.stdin.rest.slice(end + 1);
  const words = line.trim().split(/\s+/);
  const last = names.length - 1;
  for (const [index, name] of names.entries()) {
    setVariable(shell, name, index === last ? words.slice(index).join(' ') : (words[index] ?? ''));
  }
  if (names.length === 0) setVariable(shell, 'REPLY', line);
  return 0;
}

async function source({ name, args, io, shell, run }: Invocation): Promise<number> {
  const text = shell.machine.files.get(pathOf(shell, args[0] ?? ''));
  if (text !== undefined) return run(text, shell, io);
  // What a command that was not run would have written cannot be missed.
  if (shell.machine.notRun.size > 0) {
    sayNotRun(shell, io, [name, ...args].join(' '));
    return 0;
  }
  io.err(`sh: ${name}: ${args[0] ?? ''}: No such file or directory\n`);
  return 1;
}

/** `sh -c TEXT`, `bash FILE`, or a script on standard input. */
async function innerShell({ args, io, shell, run, name }: Invocation): Promise<number> {
  const inner = subshell(shell);
  const at = args.findIndex((word) => !word.startsWith('-'));
  const flags = args.slice(0, at === -1 ? args.length : at);
  if (flags.some((flag) => /^-\w*e/.test(flag))) inner.options.add('errexit');
  const operands = at === -1 ? [] : args.slice(at);
  if (flags.some((flag) => /^-\w*c$/.test(flag))) {
    inner.parameters = operands.slice(2);
    await run(operands[0] ?? '', inner, io);
    return inner.status;
  }
  const [path] = operands;
  const text = path === undefined ? io.stdin.rest : shell.machine.files.get(pathOf(shell, path));
  if (text === undefined) {
    sayNotRun(shell, io, [name, ...args].join(' '));
    return 0;
  }
  inner.parameters = operands.slice(1);
  await run(text, inner, { ...io, stdin: { rest: '' } });
  return inner.status;
}

const nothing: Program = () => 0;

export const BUILTINS: Readonly<Record<string, Program>> = {
  ':': nothing,
  true: nothing,
  false: () => 1,
  echo,
  printf: ({ args, io }) => {
    io.out(formatted(args));
    return 0;
  },
  cd,
  pwd: ({ io, shell }) => {
    io.out(`${shell.cwd}\n`);
    return 0;
  },
  export: exportNames,
  declare,
  typeset: declare,
  local: declare,
  readonly: declare,
  set,
  shopt: nothing,
  trap: nothing,
  wait: nothing,
  umask: nothing,
  unset: ({ args, shell }) => {
    for (const name of args) {
      shell.variables.delete(name);
      shell.functions.delete(name);
    }
    return 0;
  },
  exit: leave('exit'),
  return: leave('return'),
  break: leaveLoop('break'),
  continue: leaveLoop('continue'),
  shift: ({ args, shell }) => {
    shell.parameters = shell.parameters.slice(Number(args[0] ?? 1));
    return 0;
  },
  read,
  test: ({ args, shell }) => Number(!testWords(shell, args)),
  '[': ({ args, shell }) => Number(!testWords(shell, args.slice(0, -1))),
  eval: ({ args, shell, io, run }) => run(args.join(' '), shell, io),
  '.': source,
  source,
  sh: innerShell,
  bash: innerShell,
  '/bin/sh': innerShell,
  '/bin/bash': innerShell,
};
