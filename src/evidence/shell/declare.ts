/**
 * Commands that set variables by names that are words of their own: `export`, `declare` and their kin, `read`. Where a name is not known,
 * that is said: what it sets may be any variable. Source: Bash manual, bash builtins.
 */
import type { Assignment, Word } from 'unbash';
import { arrayOf } from './arrays.ts';
import { assign } from './assign.ts';
import { expandFields } from './expand.ts';
import { endsInBreak, linesOf } from './fields.ts';
import type { Frame } from './frame.ts';
import { readInto, readNames } from './read-lines.ts';
import type { Running } from './scripts.ts';
import { DONE, NOTHING, type Outcome, type Shell } from './shell.ts';
import { EMPTY, knownPrefix, knownText, type ShellText, unknown, whyUnknown, withoutPrefix } from './text.ts';

/** Names without a value are declared as they are; `export $(…)` names and values at once. */
export function declare(shell: Shell, _args: readonly ShellText[], running: Running): Outcome {
  const { step, command, text } = running;
  const expansion = shell.expansion(step);
  const options = optionsOf(command.args);
  // `export -n` takes out of the environment.
  const isReference = options.includes('n') && command.name?.value !== 'export';
  const letters = command.name?.value === 'export' ? '' : options.replaceAll(/[^ilnu]/g, '');
  const isFixed =
    command.name?.value === 'readonly' || (options.includes('r') && command.name?.value !== 'export');
  const isExported = command.name?.value === 'export' ? !options.includes('n') : options.includes('x');
  let isDone = true;
  for (const arg of command.args) {
    const name = nameOf(arg);
    if (isExported && name !== null) step.frame.own.delete(name);
    if (arg.type === 'Assignment' && isReference) {
      assign(arg, expansion);
      referTo(shell, arg.name, running);
    }
    if (letters !== '' && name !== null) step.frame.setAttributes(name, letters);
    if (arg.type === 'Assignment' && !isReference && !assign(arg, expansion)) isDone = false;
    if (isFixed && name !== null) step.frame.setAttributes(name, `${step.frame.attributesOf(name)}r`);
    if (arg.type === 'Assignment') continue;
    for (const field of expandFields(arg, expansion)) {
      const [label, name = ''] = /^([A-Za-z_]\w*)=/.exec(knownPrefix(field)) ?? [];
      if (isExported) step.frame.own.delete(name);
      if (label !== undefined) step.frame.set(name, withoutPrefix(field, label.length));
      else if (knownText(field) === null) {
        const key = shell.listener.credentialsIn(field, text);
        if (key !== null) step.frame.set('AWS_ACCESS_KEY_ID', key);
        // Functions, and variables that are printed.
        else if (!/[fFp]/.test(options)) sayNames(shell, field, running);
      }
    }
  }
  return { output: EMPTY, status: isDone };
}

/** In a function; `declare` and `typeset` do the same, unless they say `-g` or only print. */
export function declareLocal(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const { frame } = running.step;
  const { command } = running;
  if (command.name?.value !== 'local' && /[fFgp]/.test(optionsOf(command.args)))
    return declare(shell, args, running);
  for (const arg of command.args) {
    const name = nameOf(arg);
    if (name === null || frame.locals?.has(name) !== false || frame.isFixed(name)) continue;
    frame.cover(name);
    // `getopts` begins anew in a function that says so.
    if (name === 'OPTIND') frame.unset(name);
    // In bash it has no value any more, in dash the one of before.
    else if (arg.type === 'Word' && frame.get(name) !== null)
      frame.set(name, unknown(`\`local ${name}\` gives it no value`));
  }
  return declare(shell, args, running);
}

/** The variable that a word of `declare` names; null: it is none. */
function nameOf(arg: Word | Assignment): string | null {
  if (arg.type === 'Assignment') return arg.name;
  return /^[A-Za-z_]\w*$/.test(arg.value) ? arg.value : null;
}

/** `unset NAME`, `unset NAME[KEY]`; with `-f` it is about functions. */
export function unsetNames(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const { frame } = running.step;
  const words = args.map(knownText);
  if (words.some((word) => /^-\w*f/.test(word ?? ''))) {
    for (const word of words) if (word !== null) frame.functions.delete(word);
    return DONE;
  }
  for (const [at, word] of words.entries()) {
    const [, array, key = ''] = /^(\w+)\[(.*)\]$/s.exec(word ?? '') ?? [];
    if (word === null) sayNames(shell, args[at] ?? EMPTY, running);
    else if (array !== undefined) unsetElement(frame, array, key);
    else if (!frame.isFixed(word)) frame.unset(word);
  }
  return DONE;
}

/** An index may be computed, and be counted from the end. */
function unsetElement(frame: Frame, array: string, key: string): void {
  const elements = frame.arrays.get(array);
  if (elements?.has(key) === true || /^\d+$/.test(key))
    frame.setArray(array, new Map([...(elements ?? [])].filter(([own]) => own !== key)));
  else frame.set(array, unknown(`\`${array}\` has elements that are not followed`));
}

/** The letters of all options. */
function optionsOf(args: readonly (Word | Assignment)[]): string {
  return args.map((arg) => (arg.type === 'Word' ? /^-(\w+)$/.exec(arg.value)?.[1] : '')).join('');
}

/** `declare -n NAME=OTHER`: from here on each may be set by the name of the other, which is not followed. */
function referTo(shell: Shell, name: string, running: Running): void {
  const { frame } = running.step;
  const target = frame.get(name) ?? EMPTY;
  const other = knownText(target);
  if (other === null) sayNames(shell, target, running);
  else frame.set(other, unknown(`\`${other}\` is \`${name}\` too, by \`-n\``));
  frame.set(name, unknown(`\`${name}\` is another variable, by \`-n\``));
}

export function readLine(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const { step, command } = running;
  const frame = step.outer ?? step.frame;
  const given = step.stdin === null ? null : linesOf(step.stdin);
  const { names, others, isLine, isNone } = readNames(args);
  const fixed = names.filter((name) => frame.isFixed(name)).map((name) => [name, frame.get(name)] as const);
  for (const other of others) sayNames(shell, other, running);
  for (const name of names) frame.owns(name);
  if (!isLine || given === null) {
    for (const name of names) frame.set(name, unknown(`\`${name}\` is read while running`));
    return NOTHING;
  }
  readInto(frame, {
    names,
    line: given[0] ?? EMPTY,
    separators: isNone ? EMPTY : step.frame.get('IFS'),
    command,
  });
  for (const [name, text] of fixed) frame.set(name, text ?? EMPTY);
  if (fixed.length > 0) return { output: EMPTY, status: false };
  // Of a line without a break it is told that nothing comes behind it.
  return { output: EMPTY, status: given.length > 1 || (step.stdin !== null && endsInBreak(step.stdin)) };
}

/** `mapfile NAME`: the lines of what it reads. */
export function readArray(shell: Shell, args: readonly ShellText[], running: Running): Outcome {
  const { step } = running;
  const frame = step.outer ?? step.frame;
  const words = args.filter((arg) => knownText(arg)?.startsWith('-') !== true);
  const given = words.at(-1);
  const name = given === undefined ? 'MAPFILE' : knownText(given);
  const lines = step.stdin === null ? null : linesOf(step.stdin);
  if (name === null) sayNames(shell, given ?? EMPTY, running);
  else if (lines === null || words.length > 1) frame.set(name, unknown(`\`${name}\` is read while running`));
  else frame.setArray(name, arrayOf(lines));
  return DONE;
}

/** `printf -v NAME` keeps what it would print. */
export function keepPrinted(
  shell: Shell,
  { name, printed }: { readonly name: ShellText; readonly printed: ShellText },
  running: Running,
): void {
  const frame = running.step.outer ?? running.step.frame;
  const known = knownText(name);
  const [array = ''] = /^\w+(?=\[)/.exec(known ?? '') ?? [];
  if (known === null) sayNames(shell, name, running);
  else if (array !== '') frame.set(array, unknown(`\`${array}\` has elements that are not followed`));
  else if (!frame.isFixed(known)) {
    frame.owns(known);
    frame.set(known, printed);
  }
}

function sayNames({ listener }: Shell, name: ShellText, { step, command, text }: Running): void {
  const why = `which variables it sets is not known: ${whyUnknown(name)}`;
  listener.unresolved(step.unit.place(command.pos), text, why);
}
