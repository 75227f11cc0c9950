/** Assignments to variables, arrays and elements of arrays. */
import type { Assignment } from 'unbash';
import { expandFields, expandText, type Expansion } from './expand.ts';
import type { Elements } from './frame.ts';
import { concat, EMPTY, knownPrefix, knownText, type ShellText, unknown, withoutPrefix } from './text.ts';

export function assign(assignment: Assignment, expansion: Expansion): void {
  const { name, value, append, index } = assignment;
  const { frame } = expansion;
  if (value.type === 'ArrayValue') {
    assignArray(assignment, expansion);
    return;
  }
  const text = expandText(value, expansion);
  if (index !== undefined) assignElement(assignment, text, expansion);
  else frame.set(name, append === true ? concat([frame.get(name) ?? EMPTY, text]) : text);
}

/** `NAME=(…)`, `NAME+=(…)`, with or without `[KEY]=` before the elements. */
function assignArray({ name, value, append }: Assignment, expansion: Expansion): void {
  if (value.type !== 'ArrayValue') return;
  const { frame } = expansion;
  const elements = new Map(append === true ? frame.arrays.get(name) : undefined);
  for (const text of value.elements.flatMap((element) => expandFields(element, expansion))) {
    const [label, key] = /^\[([^\]=]{1,200})\]=/.exec(knownPrefix(text)) ?? [];
    if (label !== undefined && key !== undefined)
      elements.set(unquoted(key), withoutPrefix(text, label.length));
    else elements.set(`${nextIndex(elements)}`, text);
  }
  frame.variables.delete(name);
  frame.arrays.set(name, elements);
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
  frame.variables.delete(name);
  frame.arrays.set(name, elements);
}

function nextIndex(elements: Elements): number {
  const numbers = [...elements.keys()].filter((key) => /^\d{1,6}$/.test(key)).map(Number);
  return numbers.length === 0 ? 0 : Math.max(...numbers) + 1;
}

function unquoted(key: string): string {
  return key.replace(/^(["'])(.*)\1$/, '$2');
}
