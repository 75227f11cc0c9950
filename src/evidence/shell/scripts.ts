/** Texts that are run: `sh -c`, `eval`, `. FILE`, scripts of the source and scripts that commands wrote. */
import type { Command } from 'unbash';
import { linesIn } from '#basics/text-span.ts';
import { pathFrom } from './directory.ts';
import { noteUnknown } from './existence.ts';
import { contentsOf } from './files.ts';
import type { Frame } from './frame.ts';
import { leavable, rejoined } from './left.ts';
import { runBatch } from './batch/run.ts';
import { enterCall, leaveCall } from './batch/scopes.ts';
import { runPowerShell } from './powershell/run.ts';
import { withOptions } from './shell-options.ts';
import { NOTHING, type Outcome, type Shell, type Step } from './shell.ts';
import {
  fetchedFrom,
  isKnown,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  sourcePath,
  whyUnknown,
} from './text.ts';

/** A command that is being walked. */
export interface Running {
  readonly step: Step;
  readonly command: Command;
  readonly text: string;
}

/** A program that a command calls. */
export interface Called {
  readonly name: string;
  readonly args: readonly ShellText[];
  readonly running: Running;
}

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh']);

export function isShell(name: string): boolean {
  return SHELLS.has(name);
}

/** Options of shells that take a value of their own. */
const VALUED = new Set(['-o', '+o', '-O', '+O', '--rcfile', '--init-file']);

/** `sh -c TEXT`, `sh FILE`, or a script on its standard input. */
export function runShell(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const frame = running.step.frame.program();
  let first = 0;
  let hasText = false;
  let readsInput = false;
  for (; first < args.length; first++) {
    const option = knownPrefix(args[first] ?? { pieces: [], origins: [] });
    if (!/^[-+]./.test(option)) break;
    if (/^-[a-z]*c[a-z]*$/.test(option)) hasText = true;
    if (/^-[a-z]*s[a-z]*$/.test(option)) readsInput = true;
    if (VALUED.has(option) || /^-[a-z]*o$/.test(option)) first++;
  }
  const { options } = withOptions(frame.options, args.slice(0, first));
  frame.options = options;
  const target = args[first];
  if (target !== undefined && hasText) {
    frame.positional = args.slice(first + 2);
    return runText(shell, target, { running, frame });
  }
  if (target !== undefined && !readsInput && knownText(target) !== '-') {
    return runScript(shell, target, { args: args.slice(first + 1), running, options });
  }
  frame.positional = args.slice(first);
  return running.step.stdin === null ? NOTHING : runText(shell, running.step.stdin, { running, frame });
}

export function runText(
  shell: Shell,
  text: ShellText,
  { running, frame }: { readonly running: Running; readonly frame: Frame },
): Outcome {
  const { step, command } = running;
  const where = step.unit.place(command.pos);
  const holdsKey = shell.listener.credentialsIn(text, '') !== null;
  const source = knownText(text) ?? (holdsKey ? null : sourceOf(text, frame));
  const place = fetchedFrom(text);
  if (source === null && place !== null) {
    const why = `a program fetched from \`${place}\` is run, and is not read`;
    shell.listener.saidOnce(where, running.text, why);
  } else if (source === null) {
    if (!setsKeys(shell, text, { running, frame }))
      shell.listener.unresolved(where, running.text, `runs a text that is not known: ${whyUnknown(text)}`);
  }
  if (source === null) {
    noteUnknown(frame);
    return NOTHING;
  }
  const unit = { source, place: () => where, depth: step.unit.depth + 1 };
  return shell.nested(step, running.text, () =>
    frame === step.frame ? shell.within(unit, frame) : shell.run(unit, frame),
  );
}

/** Of a line, what is looked at for the command it names. */
const LONGEST_LINE = 1024;

/** A line of a text that ends where a command is named. */
const NAMES_COMMAND =
  /(?:^|[;&|(`{]|(?:^|[\s;])(?:then|do|else|elif|if|while|until|!|exec|eval|source|time|[.]))[ \t]*["']?[^\s"'=;&|]*$/;

/**
 * What a shell makes of a text that is known but for words that only a running build knows, and for arguments and what variables are
 * given: each is a variable here, so that it names no command. Null: what is not known may be anything.
 */
function sourceOf({ pieces, origins }: ShellText, frame: Frame): string | null {
  let source = '';
  for (const [index, piece] of pieces.entries()) {
    if (isKnown(piece)) source += piece.text;
    else if (piece.isWord === true || piece.isMadeUp === true || !namesCommand(source)) {
      const name = `__word_${index}`;
      frame.set(name, { pieces: [piece], origins });
      source += quoteAt(source) === "'" ? `'"\${${name}}"'` : `\${${name}}`;
    } else return null;
  }
  return source;
}

const namesCommand = (source: string): boolean =>
  NAMES_COMMAND.test(source.slice(source.lastIndexOf('\n') + 1).slice(-LONGEST_LINE));

/** The quote that is open at the end of a text; null: none. */
function quoteAt(text: string): string | null {
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\\' && quote !== "'") at++;
    else if (quote === null && (char === "'" || char === '"')) quote = char;
    else if (char === quote) quote = null;
  }
  return quote;
}

const EXPORTS = /^(?:\s|export|declare -x|AWS_\w+|=|["';\\]|&&)*$/;

/** A text that is not known may make the shell somebody else. True: as far as it is known it does nothing besides. */
function setsKeys(
  { listener }: Shell,
  text: ShellText | null,
  { running, frame }: { readonly running: Running; readonly frame: Frame },
): boolean {
  const key = listener.credentialsIn(text, running.text);
  if (key === null) return false;
  frame.set('AWS_ACCESS_KEY_ID', key);
  return (
    text?.pieces.some(isKnown) === true && text.pieces.filter(isKnown).every((one) => EXPORTS.test(one.text))
  );
}

const isBatchFile = (path: string): boolean => /[.](?:bat|cmd)$/i.test(path);

export function isScriptPath(path: string): boolean {
  // One on another drive is a program of the machine.
  if (isBatchFile(path)) return !/^[A-Za-z]:/.test(path);
  return /^(~?\.{0,2}\/|\w[\w./-]*\/).*[^/]$/.test(path) && !/^\/(usr\/(local\/)?)?s?bin\/[^/]+$/.test(path);
}

/** `. FILE ARGUMENTS`: without arguments it has those of whoever sources it. */
export function sourceScript(shell: Shell, [path, ...args]: readonly ShellText[], running: Running): Outcome {
  if (path === undefined) return NOTHING;
  const { frame } = running.step;
  const [part] = running.command.args[0]?.type === 'Word' ? (running.command.args[0].parts ?? []) : [];
  if (part?.type === 'ProcessSubstitution' && part.operator === '<') {
    const text = shell.expansion(running.step).substitute(part.script, part.text);
    return runText(shell, text, { running, frame });
  }
  const before = frame.positional;
  if (args.length > 0) frame.positional = args;
  return leavable(frame, () => {
    const outcome = runScript(shell, path, { args: frame.positional, running, frame });
    if (args.length > 0)
      for (const one of [frame, ...frame.left.map((left) => left.frame)]) one.positional = before;
    return rejoined(frame, outcome, (_left, ending) => ending === 'return');
  });
}

interface ScriptCall {
  readonly args: readonly ShellText[];
  readonly running: Running;
  /** Where it is sourced; otherwise it has a shell of its own. */
  readonly frame?: Frame;
  /** Those that its shell is given; otherwise its first line has them. */
  readonly options?: ReadonlySet<string>;
}

export function runScript(shell: Shell, target: ShellText, call: ScriptCall): Outcome {
  const { step, text } = call.running;
  const path = pathFrom(step.frame, target);
  const frame = call.frame ?? step.frame.program();
  const source = scriptText(shell, target, { call, path, frame });
  if (source === null) {
    noteUnknown(frame);
    return NOTHING;
  }
  frame.positional = call.args;
  const sourcedBy = frame.arrays.get(OWN_PATH);
  frame.arrays.set(OWN_PATH, new Map([['0', target]]));
  // What is sourced goes by the name of whoever sources it.
  if (call.frame === undefined) {
    frame.set('0', target);
    frame.options = call.options ?? withOptions(new Set(), optionsOfFirstLine(source)).options;
  }
  const lineOf = linesIn(source);
  const unit = {
    source,
    place: (offset: number) => `${path} line ${lineOf(offset)}`,
    depth: step.unit.depth + 1,
  };
  const outcome = shell.nested(step, text, () => {
    if (isBatchFile(path ?? '')) {
      const folder = `./${path}`.replace(/[^/]+$/, '');
      const line = (number: number) => `${path} line ${number + 1}`;
      enterCall(frame);
      const outcome = runBatch(shell, { unit, line, folder, stdin: step.stdin }, frame);
      leaveCall(frame);
      // It shares the variables of the script that calls it. Source: Windows Commands reference, call.
      if (step.unit.isBatch === true) step.frame.take(frame);
      return outcome;
    }
    if (/[.]ps1$/i.test(path ?? '')) return runPowerShell(shell, unit, frame);
    return call.frame === undefined
      ? shell.run(unit, frame, step.stdin)
      : shell.within(unit, frame, step.stdin);
  });
  if (sourcedBy === undefined) frame.arrays.delete(OWN_PATH);
  else frame.arrays.set(OWN_PATH, sourcedBy);
  return outcome;
}

const OWN_PATH = 'BASH_SOURCE';

/** Null: it cannot be read, or is no script of a shell, which is said. */
function scriptText(
  shell: Shell,
  target: ShellText,
  { call, path, frame }: { readonly call: ScriptCall; readonly path: string | null; readonly frame: Frame },
): string | null {
  const { step, command, text } = call.running;
  const say = (why: string) => {
    shell.listener.unresolved(step.unit.place(command.pos), text, why);
    return null;
  };
  const contents = contentsOf({ frame: step.frame, listener: shell.listener }, target);
  const isSourced = call.frame !== undefined;
  if (contents === null) {
    if (isSourced) setsKeys(shell, null, { running: call.running, frame });
    const name = sourcePath(target) ?? text;
    return isSourced && SET_UP.test(name) ? null : say(`script \`${name}\` was not read`);
  }
  const known = knownText(contents);
  const holdsKey = known === null && isSourced && setsKeys(shell, contents, { running: call.running, frame });
  const source = known ?? (holdsKey ? null : sourceOf(contents, frame));
  if (source === null && holdsKey) return null;
  const place = fetchedFrom(contents);
  if (source === null && place !== null) {
    const name = sourcePath(target) ?? path ?? '';
    const why = `\`${name}\` is a program fetched from \`${place}\`, and is not read`;
    shell.listener.saidOnce(step.unit.place(command.pos), text, why);
    return null;
  }
  if (source === null) return say(`script \`${path}\` is not known: ${whyUnknown(contents)}`);
  const interpreter = interpreterOf(source);
  if (isSourced || interpreter === null || isShell(interpreter)) return source;
  return say(`\`${path}\` is a program of the source for \`${interpreter}\`, whose calls are not read`);
}

/** Files that tools make to set up a shell: a virtual environment's, the shell's own. */
const SET_UP =
  /(?:^|[/])(?:(?:\w+[/])?bin[/]activate|[.](?:bashrc|bash_profile|profile|zshrc|nvm[/]nvm[.]sh|cargo[/]env))$/;

/** `#!/bin/bash -e` */
function optionsOfFirstLine(script: string): readonly ShellText[] {
  const [, words] = /^#!\s*\S{1,200}sh[ \t]+([^\n]{1,200})/.exec(script) ?? [];
  return (words ?? '')
    .trim()
    .split(/\s+/)
    .map((word) => literal(word));
}

/** What `#!` names, without its directory; null: nothing. */
function interpreterOf(script: string): string | null {
  const line = /^#!\s*(\S{1,200})(?:[ \t]+(?:-S[ \t]+)?(\S{1,200}))?/.exec(script);
  const name = line?.[1]?.split('/').at(-1);
  return (name === 'env' ? line?.[2] : name) ?? null;
}
