/** Under which tests a statement matches the texts of a class. */
import { cubeOf, literalOf } from './cubes.ts';
import { ALWAYS, NEVER, TOO_LARGE, type Diagram, type Diagrams } from './diagrams.ts';
import type { Membership, Partition, TextClass } from './partition.ts';
import type { ReadyResources, ReadyStatement } from './statements.ts';

/** The statement matches in all of `atLeast` and in nothing beyond `atMost`; the two differ only where a bound was hit. */
export interface Match {
  readonly atLeast: Diagram;
  readonly atMost: Diagram;
}

const exactly = (diagram: Diagram): Match =>
  diagram === TOO_LARGE ? { atLeast: NEVER, atMost: ALWAYS } : { atLeast: diagram, atMost: diagram };

/** Whether a bound was hit on the way. */
export const isDoubtful = ({ atLeast, atMost }: Match): boolean => atLeast !== atMost;

export function actionMembership({ actions }: ReadyStatement, { membership }: TextClass): Membership {
  const any = anyOf(actions.patterns, membership);
  if (!actions.negated || any === 'maybe') return any;
  return any === 'yes' ? 'no' : 'yes';
}

export interface Matching {
  readonly partition: Partition;
  readonly diagrams: Diagrams;
}

/** Under which tests, its own among them, the statement matches the resources of a class. */
export function resourceMatch(
  { resources, tests }: ReadyStatement,
  { partition, diagrams }: Matching,
  one: TextClass,
): Match {
  const match = matchOf(resources, { partition, diagrams }, one);
  if (match.atMost === NEVER) return match;
  const own = diagrams.ofCube(tests);
  const atMost = exactly(diagrams.and(match.atMost, own)).atMost;
  return { atLeast: exactly(diagrams.and(match.atLeast, own)).atLeast, atMost };
}

function matchOf(resources: ReadyResources, { partition, diagrams }: Matching, one: TextClass): Match {
  if (resources.kind === 'all') return exactly(ALWAYS);
  const plain = anyOf(resources.patterns, one.membership);
  if (plain === 'yes') return exactly(resources.kind === 'resource' ? ALWAYS : NEVER);
  const possible = resources.variables.filter(({ hull }) => partition.meets(one, [hull]) !== false);
  if (resources.kind === 'resource') {
    const some = exactly(
      possible.reduce<Diagram>(
        (all, { matches }) => diagrams.or(all, diagrams.ofCube([literalOf(matches, true)])),
        NEVER,
      ),
    );
    return plain === 'maybe' ? { ...some, atMost: ALWAYS } : some;
  }
  // A variable without a value makes the statement match nothing, in the negated form as well (facts 2.6).
  const valued = resources.variables.flatMap(({ hasValues }) =>
    hasValues === null ? [] : [literalOf(hasValues, true)],
  );
  const none = exactly(
    diagrams.ofCube(cubeOf([...valued, ...possible.map(({ matches }) => literalOf(matches, false))])),
  );
  return plain === 'maybe' ? { ...none, atLeast: NEVER } : none;
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
