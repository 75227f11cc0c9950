/** A greedy shrinker: takes one thing away at a time, for as long as the smaller case still shows the same. */

import type { Case } from './case.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

/** `isWanted` says whether a smaller case still shows what is looked for. */
export function shrink(given: Case, isWanted: (smaller: Case) => boolean): Case {
  let current = given;
  for (;;) {
    const smaller = firstWanted(smallerCases(current), isWanted);
    if (smaller === null) return current;
    current = smaller;
  }
}

function firstWanted(cases: Iterable<Case>, isWanted: (smaller: Case) => boolean): Case | null {
  for (const one of cases) if (isWanted(one)) return one;
  return null;
}

/** Whole layers first, then policies, statements, conditions, values: the big pieces go early. */
function* smallerCases(given: Case): Generator<Case> {
  const whole = given as unknown as Json;
  const paths = [...pathsIn(whole, [])].sort((left, right) => left.length - right.length);
  for (const path of paths) {
    if (mayGo(whole, path)) yield changed(whole, path, undefined) as unknown as Case;
    if (mayBeStar(whole, path)) yield changed(whole, path, '*') as unknown as Case;
  }
}

function* pathsIn(value: Json, path: Path): Generator<Path> {
  yield path;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    yield* pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** What a case, a policy or a statement cannot be without. */
const NEEDED = new Set<string | number>(
  'name request policies principal action resource target document Version Statement Effect'
    .split(' ')
    .concat('Action NotAction Resource NotResource Principal NotPrincipal service anonymous'.split(' ')),
);

/** Taking it away leaves a case that the grammar permits: what is needed stays, and no list or object runs empty. */
function mayGo(whole: Json, path: Path): boolean {
  const last = path[path.length - 1];
  if (last === undefined) return false;
  const parent = path.slice(0, -1);
  // `resource` is needed in the request, but is a layer like any other in the policies.
  if (parent.join('/') === 'policies') return true;
  if (NEEDED.has(last)) return false;
  return parent.join('/') === 'request/context' || Object.keys(valueAt(whole, parent) ?? {}).length > 1;
}

function mayBeStar(whole: Json, path: Path): boolean {
  return (
    ['Action', 'Resource', 'Principal'].includes(String(path[path.length - 1])) &&
    valueAt(whole, path) !== '*'
  );
}

function valueAt(whole: Json, path: Path): Json | undefined {
  let value: Json | undefined = whole;
  for (const step of path) value = (value as { readonly [key: string]: Json } | undefined)?.[step];
  return value;
}

/** The value with what is at the path replaced, or left out when there is no replacement. */
function changed(value: Json, path: Path, replacement: Json | undefined): Json {
  const [step, ...rest] = path;
  const change = (inner: Json): readonly Json[] => {
    if (rest.length > 0) return [changed(inner, rest, replacement)];
    return replacement === undefined ? [] : [replacement];
  };
  if (Array.isArray(value))
    return value.flatMap((item: Json, index) => (index === step ? change(item) : [item]));
  const entries = Object.entries(value as { readonly [key: string]: Json });
  return Object.fromEntries(
    entries.flatMap(([key, item]) => (key === step ? change(item).map((to) => [key, to]) : [[key, item]])),
  ) as Json;
}
