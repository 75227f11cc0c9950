/** Under which tests a statement matches the texts of a class. */
import { both, literalOf, type Cube } from './cubes.ts';
import type { Membership, Partition, TextClass } from './partition.ts';
import type { ReadyResources, ReadyStatement } from './statements.ts';

/** The statement matches in all of `atLeast` and in nothing beyond `atMost`; the two differ only where a bound was hit. */
export interface Match {
  readonly atLeast: readonly Cube[];
  readonly atMost: readonly Cube[];
  /** Equal for equal matches. */
  readonly key: string;
}

const keyOf = (cubes: readonly Cube[]): string => cubes.map((cube) => `(${cube.join()})`).join('');

const exactly = (cubes: readonly Cube[]): Match => ({ atLeast: cubes, atMost: cubes, key: keyOf(cubes) });

const between = (atLeast: readonly Cube[], atMost: readonly Cube[]): Match => ({
  atLeast,
  atMost,
  key: `${keyOf(atLeast)}..${keyOf(atMost)}`,
});

const NEVER = exactly([]);
const ALWAYS = exactly([[]]);

/** Whether a bound was hit on the way. */
export const isDoubtful = ({ atLeast, atMost }: Match): boolean => atLeast !== atMost;

export function actionMembership({ actions }: ReadyStatement, { membership }: TextClass): Membership {
  const any = anyOf(actions.patterns, membership);
  if (!actions.negated || any === 'maybe') return any;
  return any === 'yes' ? 'no' : 'yes';
}

/** Under which tests, its own among them, the statement matches the resources of a class. */
export function resourceMatch(
  { resources, tests }: ReadyStatement,
  partition: Partition,
  one: TextClass,
): Match {
  return narrowed(matchOf(resources, partition, one), tests);
}

function matchOf(resources: ReadyResources, partition: Partition, one: TextClass): Match {
  if (resources.kind === 'all') return ALWAYS;
  const plain = anyOf(resources.patterns, one.membership);
  const possible = resources.variables.filter(({ hull }) => partition.meets(one, [hull]) !== false);
  if (resources.kind === 'resource') {
    if (plain === 'yes') return ALWAYS;
    const cubes = possible.map(({ matches }): Cube => [literalOf(matches, true)]);
    return plain === 'maybe' ? between(cubes, [[]]) : exactly(cubes);
  }
  if (plain === 'yes') return NEVER;
  // A variable without a value makes the statement match nothing, in the negated form as well (facts 2.6).
  const valued = resources.variables.flatMap(({ hasValues }) =>
    hasValues === null ? [] : [literalOf(hasValues, true)],
  );
  const cube = allOf([...valued, ...possible.map(({ matches }) => literalOf(matches, false))]);
  return plain === 'maybe' ? between([], [cube]) : exactly([cube]);
}

function anyOf(patterns: readonly number[], membership: readonly Membership[]): Membership {
  let any: Membership = 'no';
  for (const pattern of patterns) {
    const one = membership[pattern];
    if (one === 'yes') return 'yes';
    if (one === 'maybe') any = 'maybe';
  }
  return any;
}

/** The literals are of different tests. */
function allOf(literals: readonly number[]): Cube {
  return [...new Set(literals)].sort((left, right) => left - right);
}

/** The match narrowed by what else the statement asks. */
function narrowed(match: Match, tests: Cube): Match {
  if (tests.length === 0) return match;
  const atMost = narrow(match.atMost, tests);
  return isDoubtful(match) ? between(narrow(match.atLeast, tests), atMost) : exactly(atMost);
}

/** The match as far as its action is known to match. */
export function withAction(match: Match, action: Membership): Match {
  return action === 'yes' ? match : between([], match.atMost);
}

function narrow(cubes: readonly Cube[], tests: Cube): readonly Cube[] {
  return cubes.map((cube) => both(cube, tests)).filter((cube): cube is Cube => cube !== null);
}
