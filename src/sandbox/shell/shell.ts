/**
 * The shell that a build's commands run in. Comes in: a command's text. Goes out: its exit status, and what it
 * wrote. It is POSIX sh and the parts of bash that buildspecs use, over files in memory. Never: starts a process,
 * touches a disk, or reads a clock of its own; programs are what its maker hands in.
 * Independent of the reader in `evidence/` on purpose: one misreading of the shell cannot hide in both.
 */
import type { CompoundCommand, CompoundList, Redirected } from 'unbash';
import type { Allowance } from './work.ts';

interface Stdin {
  /** What has not been read yet. */
  rest: string;
}

/** Where a command reads and writes. */
export interface Io {
  readonly stdin: Stdin;
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

export interface Variable {
  readonly value: string | readonly string[];
  readonly exported: boolean;
}

export interface Invocation {
  readonly name: string;
  readonly args: readonly string[];
  readonly io: Io;
  readonly shell: Shell;
  /** Runs a text, as `eval` and `sh -c` do. */
  readonly run: (text: string, shell: Shell, io: Io) => Promise<number>;
  /** Runs a command by its words, as `env` and `sudo` do. */
  readonly call: (words: readonly string[], shell: Shell, io: Io) => Promise<number>;
}

/** `tested`: the status decides something, so `set -e` does not end the shell on it. */
export interface Run {
  readonly shell: Shell;
  readonly io: Io;
  readonly tested: boolean;
}

/** A program on the path: its exit status when it has ended. */
export type Program = (invocation: Invocation) => number | Promise<number>;

export type Flow =
  | { readonly kind: 'exit' }
  | { readonly kind: 'return' }
  | { readonly kind: 'break' | 'continue'; readonly levels: number };

/** What all shells of one build share. */
export interface Machine {
  /** By absolute path. */
  readonly files: Map<string, string>;
  /** The program of a name; null: there is none. */
  readonly program: (name: string) => Program | null;
  /** What may still be run, looked at and written. */
  readonly allowance: Allowance;
  /** Commands that were said not to have run, each once. */
  readonly notRun: Set<string>;
  readonly now: () => Date;
}

export interface Shell {
  readonly machine: Machine;
  readonly variables: Map<string, Variable>;
  readonly functions: Map<string, CompoundCommand | Redirected | CompoundList>;
  readonly options: Set<string>;
  parameters: readonly string[];
  cwd: string;
  status: number;
  /** Not null while a `break`, `return` or `exit` is on its way out. */
  flow: Flow | null;
  /** One map a function that is running: what its `local` variables hid. */
  readonly hidden: Map<string, Variable | undefined>[];
  depth: number;
}

const MOST_NOT_RUN = 500;

/** Keeps and says what is not carried out here; what would have been its answer is unknown to the script. */
export function sayNotRun({ machine: { notRun } }: Shell, io: Pick<Io, 'err'>, command: string): void {
  const text = command.slice(0, 500);
  if (notRun.size < MOST_NOT_RUN) notRun.add(text);
  io.err(`(not run in the sandbox: ${text})\n`);
}

/** Functions and subshells inside each other. */
export const DEPTH = 100;

export function newShell(machine: Machine, environment: Readonly<Record<string, string>>): Shell {
  return {
    machine,
    variables: new Map(Object.entries(environment).map(([name, value]) => [name, { value, exported: true }])),
    functions: new Map(),
    options: new Set(),
    parameters: [],
    cwd: environment['PWD'] ?? '/',
    status: 0,
    flow: null,
    hidden: [],
    depth: 0,
  };
}

/** A copy whose changes stay its own; files are shared. */
export function subshell(shell: Shell): Shell {
  return {
    ...shell,
    variables: new Map(shell.variables),
    functions: new Map(shell.functions),
    options: new Set(shell.options),
    flow: null,
    hidden: [],
    depth: shell.depth + 1,
  };
}

export function setVariable(shell: Shell, name: string, value: string | readonly string[]): void {
  const exported = shell.variables.get(name)?.exported === true || shell.options.has('allexport');
  shell.variables.set(name, { value, exported });
}

/** A variable's text; an array's is that of its first element. */
export function textOf(shell: Shell, name: string): string | undefined {
  const value = shell.variables.get(name)?.value;
  return typeof value === 'object' ? value[0] : value;
}

/** A path from the root, `.` and `..` worked out. */
export function pathOf(shell: Shell, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${shell.cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
