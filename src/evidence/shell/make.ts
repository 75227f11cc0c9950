/** `make TARGET`: runs the recipes of a target and of what it depends on, each line in a shell of its own. Source: GNU make manual. */
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import type { Frame } from './frame.ts';
import { OVERRIDE } from './make/definitions.ts';
import { MakeRun } from './make/run.ts';
import type { Called } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { EMPTY, knownPrefix, knownText, literal, type ShellText, withoutPrefix } from './text.ts';

const FILES = ['GNUmakefile', 'makefile', 'Makefile'];

/** Long options by the letter of the same. Source: GNU make manual, Options. */
const LONG: Readonly<Record<string, string>> = {
  directory: 'C',
  file: 'f',
  makefile: 'f',
  'include-dir': 'I',
  'old-file': 'o',
  'assume-old': 'o',
  'new-file': 'W',
  'assume-new': 'W',
  'what-if': 'W',
  eval: 'E',
  jobs: 'j',
  'load-average': 'l',
  'max-load': 'l',
  'output-sync': 'O',
  'environment-overrides': 'e',
  'just-print': 'n',
  'dry-run': 'n',
  recon: 'n',
  question: 'q',
  touch: 't',
  version: 'v',
  help: 'h',
};
/** Options with a value, in their word or the next; with a number or nothing; and with a value in their word or nothing. */
const VALUED = /[CfIoWE]/;
const NUMBERED = /[jl]/;
const JOINED = /O/;

interface Command {
  readonly goals: readonly string[];
  /** As they are read, one behind the other. */
  readonly files: readonly ShellText[];
  /** Letters of options. */
  readonly letters: string;
}

/** Goes where `-C` says, and keeps variables of the command line. Null: what make is told is not known. */
function readCommand(frame: Frame, args: readonly ShellText[]): Command | null {
  const goals: string[] = [];
  const files: ShellText[] = [];
  let letters = '';
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? EMPTY;
    const [label, variable = ''] = /^([A-Za-z_]\w*):?=/.exec(knownPrefix(arg)) ?? [];
    if (label !== undefined) {
      frame.set(OVERRIDE + variable, withoutPrefix(arg, label.length));
      continue;
    }
    const option = optionsOf(knownPrefix(arg));
    if (option === null && knownText(arg) === null) return null;
    if (option === null) goals.push(knownText(arg) ?? '');
    else {
      letters += option.letters;
      const last = option.letters.at(-1) ?? '';
      const next = args[at + 1] ?? EMPTY;
      const isNext =
        option.from === null &&
        (VALUED.test(last) || (NUMBERED.test(last) && /^\d+$/.test(knownText(next) ?? '')));
      const value = option.from === null ? next : withoutPrefix(arg, option.from);
      if (isNext) at++;
      if (last === 'C') changeDirectory(frame, value);
      if (last === 'f') files.push(value);
    }
  }
  return { goals, files, letters };
}

/** The letters of one word, and where the value of the last begins that stands in it. Null: it is no option. */
function optionsOf(word: string): { readonly letters: string; readonly from: number | null } | null {
  const [long, name = '', equals = ''] = /^--([a-z-]+)(=?)/.exec(word) ?? [];
  if (long !== undefined) {
    const letter = (Object.hasOwn(LONG, name) ? LONG[name] : undefined) ?? '';
    return { letters: letter, from: equals === '' ? null : long.length };
  }
  if (!/^-./.test(word)) return null;
  for (let at = 1; at < word.length; at++) {
    const letter = word.charAt(at);
    if (VALUED.test(letter) || NUMBERED.test(letter) || JOINED.test(letter))
      return { letters: word.slice(1, at + 1), from: at + 1 < word.length ? at + 1 : null };
  }
  return { letters: word.slice(1), from: null };
}

/** Null: it is no make, or its file cannot be read. */
export function runMake(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (name !== 'make' && name !== 'gmake') return null;
  const frame = running.step.frame.program();
  const command = readCommand(frame, args);
  if (command === null) return null;
  // It tells of itself, or what it would do.
  if (/[nqtvh]/.test(command.letters)) return NOTHING;
  const place = { frame, listener: shell.listener };
  const found =
    command.files.length > 0
      ? command.files.map((file) => fileOf(place, file))
      : [FILES.map((file) => fileOf(place, literal(file))).find((file) => file !== null) ?? null];
  const files = found.filter((file) => file !== null);
  if (files.length < found.length) return null;
  const isEnvironmentFirst = command.letters.includes('e');
  const run = new MakeRun(shell, { frame, running, goals: command.goals, isEnvironmentFirst });
  for (const file of files) run.read(file);
  return run.targets();
}
