/** Assignments to variables, arrays and elements of arrays. */
import type { Assignment } from 'unbash';
import { expandPaths, expandText, type Expansion } from './expand.ts';
import type { Elements } from './frame.ts';
import { MAX_FIELDS } from './gathered.ts';
import {
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  mapKnown,
  type ShellText,
  unknown,
  withoutPrefix,
} from './text.ts';

/** False: it is read-only, and stays as it is. */
export function assign(assignment: Assignment, expansion: Expansion): boolean {
  if (expansion.frame.isFixed(assignment.name)) return false;
  change(assignment, expansion);
  return true;
}

function change(assignment: Assignment, expansion: Expansion): void {
  const { name, value, append, index } = assignment;
  const { frame } = expansion;
  if (value.type === 'ArrayValue') {
    assignArray(assignment, expansion);
    return;
  }
  const text = expandText(value, expansion);
  if (index !== undefined) {
    assignElement(assignment, text, expansion);
    return;
  }
  const letters = frame.attributesOf(name);
  const before = append === true ? (frame.get(name) ?? EMPTY) : EMPTY;
  const other = letters.includes('n') ? (knownText(text) ?? '') : '';
  if (/^[A-Za-z_]\w*$/.test(other))
    frame.set(other, unknown(`\`${other}\` may be \`${name}\` too, by \`-n\``));
  frame.set(name, letters === '' ? concat([before, text]) : attributed(letters, before, text));
}

/** A value as a variable takes it that is declared a number (`-i`), or of small or capital letters (`-l`, `-u`). */
function attributed(letters: string, before: ShellText, text: ShellText): ShellText {
  if (letters.includes('n')) return unknown('it is another variable, by `-n`');
  if (letters.includes('i')) {
    const numbers = [before, text].map((one) => knownText(one) ?? '');
    return numbers.every((one) => /^(?:0|-?[1-9]\d{0,14})?$/.test(one))
      ? literal(`${numbers.reduce((sum, one) => sum + Number(one), 0)}`)
      : unknown('what is computed for `-i` is not followed');
  }
  return mapKnown(concat([before, text]), (known) =>
    letters.includes('l') ? known.toLowerCase() : known.toUpperCase(),
  );
}

/** `NAME=(…)`, `NAME+=(…)`, with or without `[KEY]=` before the elements. */
function assignArray({ name, value, append }: Assignment, expansion: Expansion): void {
  if (value.type !== 'ArrayValue') return;
  const { frame } = expansion;
  const elements = new Map(append === true ? frame.arrays.get(name) : undefined);
  let next = nextIndex(elements);
  for (const text of expandPaths(value.elements, expansion)) {
    const [label, key] = /^\[([^\]=]{1,200})\]=/.exec(knownPrefix(text)) ?? [];
    const at = key === undefined ? `${next}` : unquoted(key);
    elements.set(at, label === undefined ? text : withoutPrefix(text, label.length));
    next = Math.max(next, indexOf(at) + 1);
  }
  if (elements.size > MAX_FIELDS) {
    frame.set(name, unknown(`array \`${name}\` has more than ${MAX_FIELDS} elements`));
    return;
  }
  frame.setArray(name, elements);
}

/** `NAME[KEY]=VALUE`. */
function assignElement({ name, index, append }: Assignment, text: ShellText, expansion: Expansion): void {
  const { frame } = expansion;
  const key = index === undefined ? null : knownText(expandText(index, expansion));
  if (key === null) {
    frame.set(name, unknown(`elements of \`${name}\` are not followed`));
    return;
  }
  const elements = new Map(frame.arrays.get(name));
  const at = unquoted(key);
  elements.set(at, append === true ? concat([elements.get(at) ?? EMPTY, text]) : text);
  frame.setArray(name, elements);
}

function nextIndex(elements: Elements): number {
  let next = 0;
  for (const key of elements.keys()) next = Math.max(next, indexOf(key) + 1);
  return next;
}

/** -1: a key that is no number. */
const indexOf = (key: string): number => (/^\d{1,6}$/.test(key) ? Number(key) : -1);

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
