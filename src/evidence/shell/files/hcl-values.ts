/** Values of HCL, and what its operators and functions make of them. Never: throws; what is not known stays so. Source: HCL Native Syntax Specification; Bake standard library functions. */
import { concat, knownText, literal, type ShellText, unknown, whyUnknown } from '../text.ts';

export type Value = ShellText | readonly Value[] | ReadonlyMap<string, Value>;
export type Lookup = (name: string) => Value;
export type Expression = (lookup: Lookup) => Value;

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
export const isMapping = (value: Value): value is ReadonlyMap<string, Value> => value instanceof Map;
export const STRANGE = unknown('it is an expression of HCL that is not followed');

/** A list or an object where a text is expected is one that is not known. */
export const textOf = (value: Value): ShellText => (isList(value) || isMapping(value) ? STRANGE : value);

export function truthOf(value: Value): boolean | null {
  const known = isList(value) || isMapping(value) ? null : knownText(value);
  return known === 'true' ? true : known === 'false' || known === '' ? false : null;
}

export const truth = (value: boolean | null): ShellText => (value === null ? STRANGE : literal(`${value}`));
export const negated = (value: boolean | null): boolean | null => (value === null ? null : !value);

export function compared(left: Value, right: Value, isSame: boolean): ShellText {
  const [one, other] = [knownText(textOf(left)), knownText(textOf(right))];
  return one === null || other === null ? STRANGE : truth((one === other) === isSame);
}

/** `deciding`: the value that settles it, whatever the other side is. */
export function logical(left: Expression, right: Expression, deciding: boolean): Expression {
  return (lookup) => {
    const both = [truthOf(left(lookup)), truthOf(right(lookup))];
    if (both.includes(deciding)) return truth(deciding);
    return both.includes(null) ? STRANGE : truth(!deciding);
  };
}

export function member(value: Expression, name: string): Expression {
  return memberOf(value, () => literal(name));
}

export function memberOf(value: Expression, key: Expression): Expression {
  return (lookup) => {
    const [of, name] = [value(lookup), knownText(textOf(key(lookup)))];
    if (name === null) return STRANGE;
    return (isList(of) ? of[Number(name)] : isMapping(of) ? of.get(name) : undefined) ?? STRANGE;
  };
}

const FUNCTIONS: ReadonlyMap<string, (args: readonly Value[]) => Value> = new Map<
  string,
  (args: readonly Value[]) => Value
>([
  ['equal', ([left = STRANGE, right = STRANGE]) => compared(left, right, true)],
  ['notequal', ([left = STRANGE, right = STRANGE]) => compared(left, right, false)],
  ['not', ([value = STRANGE]) => truth(negated(truthOf(value)))],
  ['concat', (lists) => lists.flatMap((list) => (isList(list) ? list : [STRANGE]))],
  ['compact', ([list = []]) => listed(list).filter((item) => knownText(textOf(item)) !== '')],
  ['distinct', ([list = []]) => listed(list)],
  ['lower', ([text = STRANGE]) => changed(text, (known) => known.toLowerCase())],
  ['upper', ([text = STRANGE]) => changed(text, (known) => known.toUpperCase())],
  ['trimspace', ([text = STRANGE]) => changed(text, (known) => known.trim())],
  [
    'join',
    ([separator = STRANGE, list = []]) =>
      concat(
        listed(list).flatMap((item, at) => (at === 0 ? [textOf(item)] : [textOf(separator), textOf(item)])),
      ),
  ],
  [
    'split',
    ([separator = STRANGE, text = STRANGE]) => {
      const [by, whole] = [knownText(textOf(separator)), knownText(textOf(text))];
      return by === null || whole === null ? STRANGE : whole.split(by).map((part) => literal(part));
    },
  ],
]);

const listed = (value: Value): readonly Value[] => (isList(value) ? value : [STRANGE]);

function changed(value: Value, change: (known: string) => string): ShellText {
  const text = textOf(value);
  const known = knownText(text);
  return known === null
    ? unknown(whyUnknown(text) ?? '', text.origins)
    : literal(change(known), text.origins);
}

export function called(name: string, args: readonly Expression[]): Expression {
  const made = FUNCTIONS.get(name);
  if (made === undefined) return () => unknown(`\`${name}(…)\` of HCL is not followed`);
  return (lookup) => made(args.map((arg) => arg(lookup)));
}
