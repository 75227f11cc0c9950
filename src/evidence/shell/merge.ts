/** What the ways through a condition leave: of their frames that of the shell that goes on behind it. */
import { isEqual, oneOf } from './choice-text.ts';
import type { Elements, Frame } from './frame.ts';
import type { Layer } from './layer.ts';
import { EMPTY, type ShellText, unknown, whyUnknown } from './text.ts';

/** Of several ways, what each holds of something; what stands for all of them. */
type Merge = (texts: readonly (ShellText | null)[], what: string) => ShellText | null;

/**
 * Takes over what one of several ways through a condition left behind. Where they differ, it is one of what they left, if that is
 * known and the condition is given; and else not known.
 */
export function mergeWays(into: Frame, ways: readonly Frame[], condition: symbol | undefined): void {
  into.mayHaveExited ||= ways.some(({ mayHaveExited }) => mayHaveExited);
  const [first, ...others] = ways.map(({ options }) => options);
  into.options = new Set([...(first ?? [])].filter((one) => others.every((on) => on.has(one))));
  if (ways.every(({ ended }) => ended !== null)) into.ended = ways[0]?.ended ?? null;
  const merge: Merge = (texts, what) => {
    const [text = null] = texts;
    if (texts.every((other) => isEqual(other, text))) return text;
    const why = `${what} depends on a condition`;
    return oneOf(texts, condition, why) ?? unknown(reasonOf(texts) ?? why);
  };
  mergeVariables(into, ways, merge);
  // What one way exports may be there.
  for (const name of changedIn(ways, ({ own }) => own))
    if (ways.every((way) => way.own.get(name) === true || way.get(name) === null)) into.own.set(name, true);
    else into.own.delete(name);
  mergeFunctions(into, ways, condition);
  mergeArrays(into, ways, merge);
  const most = Math.max(0, ...ways.map(({ positional }) => positional.length));
  into.positional = Array.from({ length: most }, (_, at) => {
    const texts = ways.map(({ positional }) => positional[at] ?? unknown(''));
    return merge(texts, `argument ${at + 1}`) ?? EMPTY;
  });
  for (const signal of changedIn(ways, ({ traps }) => traps))
    into.traps.set(signal, [...new Set(ways.flatMap(({ traps }) => traps.get(signal) ?? []))]);
  for (const path of changedIn(ways, ({ files }) => files)) {
    const texts = ways.map(({ files }) => files.get(path) ?? null);
    const text = merge(texts, `what \`${path}\` holds`);
    // Where a way did not write it, it is what the source has.
    if (text === null) into.files.delete(path);
    else into.files.set(path, text);
  }
}

function mergeVariables(into: Frame, ways: readonly Frame[], merge: Merge): void {
  for (const name of changedIn(ways, ({ variables }) => variables)) {
    const texts = ways.map((way) => way.get(name));
    const text = merge(texts, `\`${name}\``);
    if (text === null) into.unset(name);
    else if (!isEqual(into.get(name), text)) into.set(name, text);
  }
}

function mergeFunctions(into: Frame, ways: readonly Frame[], condition: symbol | undefined): void {
  for (const name of changedIn(ways, ({ functions }) => functions)) {
    const values = ways.map(({ functions }) => functions.get(name) ?? null);
    const [first = null] = values;
    const isOne = values.every((one) => one === first);
    if (!isOne) into.functions.set(name, { condition: condition ?? Symbol(name), values });
    else if (first === null) into.functions.delete(name);
    else into.functions.set(name, first);
  }
}

function mergeArrays(into: Frame, ways: readonly Frame[], merge: Merge): void {
  for (const way of ways) takeOver(into.arrays, way.arrays);
  for (const name of changedIn(ways, ({ arrays }) => arrays)) {
    const elements = mergedElements(
      ways.map(({ arrays }) => arrays.get(name)),
      (texts) => merge(texts, `\`${name}\``),
    );
    if (elements !== null) into.arrays.set(name, elements);
  }
}

/** Elements by their keys, where every way has the same ones; null: they differ, or one way has none. */
function mergedElements(
  ways: readonly (Elements | undefined)[],
  merged: (texts: readonly (ShellText | null)[]) => ShellText | null,
): Elements | null {
  const [first] = ways;
  if (first === undefined || !ways.every((one) => one?.size === first.size)) return null;
  const keys = [...first.keys()];
  if (!ways.every((one) => keys.every((key) => one?.has(key)))) return null;
  const elements = keys.map((key) => [key, merged(ways.map((one) => one?.get(key) ?? null))] as const);
  return new Map(elements.flatMap(([key, text]) => (text === null ? [] : [[key, text] as const])));
}

/** What any of the ways set; each lies over the frame that it was copied from. */
function changedIn(branches: readonly Frame[], layer: (frame: Frame) => Layer<unknown>): ReadonlySet<string> {
  return new Set(branches.flatMap((branch) => [...layer(branch).changed()]));
}

function takeOver<V>(into: Layer<V>, branch: Layer<V>): void {
  for (const name of branch.changed()) {
    const value = branch.get(name);
    if (value !== undefined) into.set(name, value);
  }
}

/** A value that is not known in one of the ways is the better reason. */
function reasonOf(values: readonly (ShellText | null)[]): string | null {
  return (
    values.map((value) => (value === null ? null : whyUnknown(value))).find((why) => why !== null) ?? null
  );
}
