/**
 * What a condition that is not known tells of a variable where it holds: behind `[ "$STAGE" = prod ]`, and in the list of `case` for `prod`, it
 * is that. Comes in: a condition. Goes out: the way on which it holds, with the variable as told until that way ends.
 */
import type { Word } from 'unbash';
import { everyText, oneOf } from './choice-text.ts';
import { expandText, type Expansion } from './expand.ts';
import { isPlain } from './pattern.ts';
import type { Outcome, ShellNode, Step } from './shell.ts';
import { knownText, literal, unknown } from './text.ts';

export interface Told {
  readonly name: string;
  /** It is one of these. */
  readonly values: readonly string[];
  /** Whether the condition holds where that is so. */
  readonly where: boolean;
}

/** Null: it tells of no variable, or not what it is. */
export function toldBy(node: ShellNode | undefined, expansion: Expansion): Told | null {
  const [left, operator, right] = node === undefined ? [] : comparedIn(node);
  const told = left === undefined ? null : toldOf(left, [], operator !== '!=');
  if (told === null || right === undefined || !/^[!=]?=$/.test(operator ?? '')) return null;
  // Not before it is needed: what is substituted in it is walked once more.
  const value = knownText(expandText(right, expansion));
  const mayBePattern = node?.type === 'TestCommand' && right.parts !== undefined;
  return value === null || (mayBePattern && !isPlain(value)) ? null : { ...told, values: [value] };
}

/** Of a plain variable. */
export function toldOf({ text }: Word, values: readonly string[], where = true): Told | null {
  const name = /^"?\$(?:\{([A-Za-z_]\w*)\}|([A-Za-z_]\w*))"?$/.exec(text);
  return name === null ? null : { name: name[1] ?? name[2] ?? '', values, where };
}

function comparedIn(node: ShellNode): readonly [Word?, string?, Word?] {
  if (node.type === 'TestCommand') {
    const { expression } = node;
    return expression.type === 'TestBinary' ? [expression.left, expression.operator, expression.right] : [];
  }
  const name = node.type === 'Command' ? node.name?.value : undefined;
  if (node.type !== 'Command' || (name !== '[' && name !== 'test')) return [];
  const [left, operator, right, ...others] = node.args;
  if (others.length !== (name === '[' ? 1 : 0)) return [];
  if (left?.type !== 'Word' || operator?.type !== 'Word' || right?.type !== 'Word') return [];
  return [left, operator.value, right];
}

/** The way on which a condition holds or does not, with what it tells of a variable that is not known. */
export function asTold(
  told: Told | null,
  holds: boolean,
  walk: (way: Step) => Outcome,
): (way: Step) => Outcome {
  if (told === null || told.where !== holds) return walk;
  const { name, values } = told;
  return (way) => {
    const { frame } = way;
    const before = frame.variables.get(name);
    const isKnown = frame.arrays.get(name) !== undefined || everyText(frame.get(name)) !== null;
    if (frame.isLeftOpen || isKnown) return walk(way);
    const [value = '', ...others] = values;
    const why = `\`${name}\` depends on a condition`;
    const texts = values.map((one) => literal(one));
    frame.set(name, others.length === 0 ? literal(value) : (oneOf(texts, Symbol(name), why) ?? unknown(why)));
    const outcome = walk(way);
    // What the way itself sets is left; else it is again what it was.
    if (everyText(frame.get(name))?.every((text) => values.includes(text)) === true) {
      if (before === undefined) frame.variables.delete(name);
      else frame.variables.set(name, before);
    }
    return outcome;
  };
}
