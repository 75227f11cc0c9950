/**
 * Sums of products over tests that may hold or not: each cube is the tests that must hold and those that must not.
 * A set of cubes stands for the requests that lie in one of them.
 */

/** Twice the number of the test; one more where the test must not hold. */
export type Literal = number;
/** Ascending. The empty cube is every request. */
export type Cube = readonly Literal[];

export const testOf = (literal: Literal): number => literal >> 1;
export const holdsIn = (literal: Literal): boolean => (literal & 1) === 0;
export const literalOf = (test: number, holds: boolean): Literal => test * 2 + (holds ? 0 : 1);

/** The tests that cannot hold together with a test. */
export type Exclusions = (test: number) => ReadonlySet<number>;

const NONE: ReadonlySet<number> = new Set();
const NO_EXCLUSIONS: Exclusions = () => NONE;

/** More products than this are not worked out; whoever asks falls back to what is simpler and wider. */
const CUBE_BOUND = 96;

/** Null when no request lies in both. What another test of the cube implies is left out. */
export function both(left: Cube, right: Cube, exclusions: Exclusions = NO_EXCLUSIONS): Cube | null {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const all = merged(left, right);
  if (all === null || exclusions === NO_EXCLUSIONS) return all;
  const excluded = all.flatMap((literal) => (holdsIn(literal) ? [exclusions(testOf(literal))] : []));
  const isExcluded = (literal: Literal): boolean => excluded.some((tests) => tests.has(testOf(literal)));
  if (all.some((literal) => holdsIn(literal) && isExcluded(literal))) return null;
  return all.filter((literal) => holdsIn(literal) || !isExcluded(literal));
}

/** Null when a test would have to hold and not to hold. */
function merged(left: Cube, right: Cube): Cube | null {
  const all: Literal[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    const [one, other] = [left[l] ?? Infinity, right[r] ?? Infinity];
    const next = Math.min(one, other);
    if (!holdsIn(next) && all.at(-1) === next - 1) return null;
    all.push(next);
    if (one === next) l++;
    if (other === next) r++;
  }
  return all;
}

export function intersection(
  left: readonly Cube[],
  right: readonly Cube[],
  exclusions: Exclusions,
): readonly Cube[] | null {
  if (left.length * right.length > CUBE_BOUND ** 2) return null;
  const met = absorbed(
    left
      .flatMap((one) => right.map((other) => both(one, other, exclusions)))
      .filter((cube): cube is Cube => cube !== null),
  );
  return met.length > CUBE_BOUND ? null : met;
}

/** What lies in `cubes` and in none of `taken`; null where it would take too many cubes to say. */
export function difference(
  cubes: readonly Cube[],
  taken: readonly Cube[],
  exclusions: Exclusions,
): readonly Cube[] | null {
  let left = cubes;
  for (const cube of taken) {
    left = absorbed(left.flatMap((one) => minus(one, cube, exclusions)));
    if (left.length > CUBE_BOUND) return null;
    if (left.length === 0) return left;
  }
  return left;
}

function minus(one: Cube, taken: Cube, exclusions: Exclusions): readonly Cube[] {
  if (both(one, taken, exclusions) === null) return [one];
  const missing = taken.filter((literal) => !one.includes(literal));
  return missing.flatMap((literal, index) => {
    const others = [...missing.slice(0, index), literal ^ 1].sort((left, right) => left - right);
    const rest = both(one, others, exclusions);
    return rest === null ? [] : [rest];
  });
}

/** The same requests in as few and as short cubes as can be found simply. */
export function simplified(cubes: readonly Cube[], exclusions: Exclusions): readonly Cube[] {
  let known = absorbed(cubes);
  for (let rounds = 0; rounds < CONSENSUS_ROUNDS && known.length <= CONSENSUS_BOUND; rounds++) {
    const wider = absorbed([...known, ...consensuses(known, exclusions)]);
    if (wider.map(String).join(';') === known.map(String).join(';')) break;
    known = wider;
  }
  return irredundant(known, exclusions);
}

const CONSENSUS_ROUNDS = 4;
const CONSENSUS_BOUND = 12;

/** Two cubes that differ over one test alone hold whatever it says. */
function consensuses(cubes: readonly Cube[], exclusions: Exclusions): readonly Cube[] {
  return cubes.flatMap((one, index) =>
    cubes.slice(index + 1).flatMap((other) => {
      const opposed = one.filter((literal) => other.includes(literal ^ 1));
      const [clash] = opposed;
      if (clash === undefined || opposed.length > 1) return [];
      const rest = both(
        one.filter((literal) => literal !== clash),
        other.filter((literal) => literal !== (clash ^ 1)),
        exclusions,
      );
      return rest === null ? [] : [rest];
    }),
  );
}

/** Without cubes that lie in another; in an order that hangs on the cubes alone. */
export function absorbed(cubes: readonly Cube[]): readonly Cube[] {
  if (cubes.length < 2) return cubes;
  const distinct = [...new Map(cubes.map((cube) => [cube.join(), cube])).values()];
  const sorted = distinct.sort(
    (one, other) => one.length - other.length || (one.join() < other.join() ? -1 : 1),
  );
  const kept: Cube[] = [];
  for (const cube of sorted) {
    if (!kept.some((wider) => wider.every((literal) => cube.includes(literal)))) kept.push(cube);
  }
  return kept;
}

function irredundant(cubes: readonly Cube[], exclusions: Exclusions): readonly Cube[] {
  return cubes.reduceRight<readonly Cube[]>((kept, cube) => {
    const rest = kept.filter((other) => other !== cube);
    return difference([cube], rest, exclusions)?.length === 0 ? rest : kept;
  }, cubes);
}
