/** Programs of `jq` that change what stands at some paths. Source: jq 1.7 manual, assignment and `del`. */
import { isList, isObject, type Json, NotKnown } from '../json-text.ts';
import { hasMarks } from '../marked.ts';
import type { Jq } from './program.ts';

type Evaluate = (program: Jq, input: Json) => readonly Json[];
type Step = string | number;

/** A place in a value, and what stands there. */
interface Place {
  readonly path: readonly Step[];
  readonly value: Json;
}

/** `.a = v` for each `v` of the whole input; `.a |= f` of what stood there; `.a += v` of both. */
export function updated(
  { operator, left, right }: Extract<Jq, { kind: 'update' }>,
  input: Json,
  { evaluate, add }: { readonly evaluate: Evaluate; readonly add: (left: Json, right: Json) => Json },
): readonly Json[] {
  const places = placesOf(left, { path: [], value: input }, evaluate);
  if (operator === '|=') {
    const put = (whole: Json, path: readonly Step[]): Json => {
      const [value, ...others] = evaluate(right, valueAt(whole, path));
      // What becomes nothing is taken away, in an order that is not followed.
      if (value === undefined || others.length > 0) throw new NotKnown();
      return withAt(whole, path, value);
    };
    return [places.reduce((whole, { path }) => put(whole, path), input)];
  }
  return evaluate(right, input).map((value) =>
    places.reduce((whole, { path }) => {
      const put = operator === '=' ? value : add(valueAt(whole, path), value);
      return withAt(whole, path, put);
    }, input),
  );
}

/** `del(.a, .b[0])`. */
export function without(program: Jq, input: Json, evaluate: Evaluate): Json {
  const places = placesOf(program, { path: [], value: input }, evaluate);
  // From the back, so that no other one moves before it is taken away.
  const paths = new Map(places.map(({ path }) => [JSON.stringify(path), path]));
  return [...paths.values()]
    .toSorted((one, other) => compared(other, one))
    .reduce<Json>((whole, path) => withoutAt(whole, path), input);
}

function placesOf(program: Jq, at: Place, evaluate: Evaluate): readonly Place[] {
  if (program.kind === 'identity') return [at];
  if (program.kind === 'member')
    return placesOf(program.of, at, evaluate).flatMap((place) =>
      evaluate(program.name, at.value).map((name) => below(place, stepOf(name))),
    );
  if (program.kind === 'each')
    return placesOf(program.of, at, evaluate).flatMap((place) =>
      stepsIn(place.value).map((step) => below(place, step)),
    );
  if (program.kind === 'pipe')
    return placesOf(program.left, at, evaluate).flatMap((place) => placesOf(program.right, place, evaluate));
  if (program.kind === 'comma')
    return [program.left, program.right].flatMap((part) => placesOf(part, at, evaluate));
  const test = program.kind === 'call' && program.name === 'select' ? program.args[0] : undefined;
  if (test === undefined) throw new NotKnown();
  return evaluate(test, at.value).flatMap((value) => (value === null || value === false ? [] : [at]));
}

function stepOf(name: Json): Step {
  if (typeof name === 'number' && name >= 0) return name;
  // A name of which a part is not known stands for no member that is there.
  if (typeof name !== 'string' || hasMarks(name)) throw new NotKnown();
  return name;
}

const below = ({ path, value }: Place, step: Step): Place => ({
  path: [...path, step],
  value: valueAt(value, [step]),
});

function stepsIn(value: Json): readonly Step[] {
  if (isList(value)) return value.map((_, index) => index);
  if (!isObject(value)) throw new NotKnown();
  return Object.keys(value);
}

function valueAt(whole: Json, path: readonly Step[]): Json {
  return path.reduce<Json>((value, step) => {
    if (value === null) return null;
    if (isList(value) && typeof step === 'number') return value[step] ?? null;
    if (!isObject(value) || typeof step !== 'string') throw new NotKnown();
    return Object.hasOwn(value, step) ? (value[step] ?? null) : null;
  }, whole);
}

function withAt(whole: Json, [step, ...rest]: readonly Step[], value: Json): Json {
  if (step === undefined) return value;
  const next = withAt(valueAt(whole, [step]), rest, value);
  if (typeof step === 'string') return Object.fromEntries([...Object.entries(whole ?? {}), [step, next]]);
  const items = isList(whole) ? [...whole] : [];
  if (step > items.length) throw new NotKnown();
  items[step] = next;
  return items;
}

function withoutAt(whole: Json, [step, ...rest]: readonly Step[]): Json {
  if (step === undefined || whole === null) return null;
  const below = rest.length === 0 ? null : valueAt(whole, [step]);
  if (rest.length > 0) return below === null ? whole : withAt(whole, [step], withoutAt(below, rest));
  if (isList(whole)) return whole.filter((_, index) => index !== step);
  return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== step));
}

function compared(one: readonly Step[], other: readonly Step[]): number {
  const at = one.findIndex((step, index) => step !== other[index]);
  const [left, right] = [one[at], other[at]];
  if (left === undefined || right === undefined) return one.length - other.length;
  return typeof left === 'number' && typeof right === 'number'
    ? left - right
    : `${left}` < `${right}`
      ? -1
      : 1;
}
