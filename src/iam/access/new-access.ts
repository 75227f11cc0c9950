/**
 * What a change of policies newly allows. Comes in: the identity policies of one principal before and after. Goes
 * out: every request that some Allow of `after` matches and no Deny of it, and for which that was not so before, as
 * patterns, exceptions and conditions. Never: samples, or looks into a condition: equal tests hold together, and
 * different ones are taken to have nothing to do with each other. Other layers are left out of account on both sides.
 */
import type { Policy } from '../policy.ts';
import type { Access, AccessCondition, NewAccess } from './access.ts';
import { holdsIn, literalOf, testOf, type Cube } from './cubes.ts';
import type { SearchBudget } from './glob-language.ts';
import { Diagrams } from './diagrams.ts';
import { Comparison, type Gain } from './gain.ts';
import { actionMembership, resourceMatch, type Match } from './match.ts';
import { partitionOf, type Membership, type Partition, type TextClass } from './partition.ts';
import { isWithoutResource } from '../services/without-resource.ts';
import { ACTIONS, RESOURCES } from './pattern.ts';
import { relevant } from './relevant.ts';
import { exclusionsOf, readyStatements, type ReadyStatements } from './statements.ts';
import { wordingFor } from './wording.ts';

/** States all searches of one comparison may visit: policies of people take ten for each pattern, or fewer. */
const budgetFor = ({ actions, resources }: ReadyStatements): number =>
  Math.min(40_000, 4_000 + 40 * (actions.length + resources.length));

export function newAccess(before: readonly Policy[], after: readonly Policy[]): NewAccess {
  const ready = relevant(readyStatements(before, after));
  const budget: SearchBudget = { states: budgetFor(ready) };
  const actions = partitionOf(ACTIONS, ready.actions, budget);
  const resources = partitionOf(RESOURCES, ready.resources, budget);
  const gains = gainsOf(ready, actions, resources);
  const access = worded(gains, { ready, actions, resources });
  return { access, exact: access.every(({ atMost }) => atMost === null) };
}

/** Classes that no statement tells apart. */
interface Group<T> {
  readonly classes: readonly number[];
  /** What each statement says of them. */
  readonly answers: readonly T[];
  readonly inhabited: boolean;
  /** Whether these are actions that work on no resource: whatever is asked for, they are asked on `*`. */
  readonly withoutResource: boolean;
}

function grouped<T>(
  { classes }: Partition,
  answer: (one: TextClass) => readonly T[],
  keyOf: (one: T) => string,
): readonly Group<T>[] {
  const groups = new Map<string, Omit<Group<T>, 'classes'> & { classes: number[] }>();
  for (const [index, one] of classes.entries()) {
    const answers = answer(one);
    const inhabited = one.witness !== null;
    const withoutResource = isWithoutResource(one.literal);
    const key = [inhabited, withoutResource, ...answers.map(keyOf)].join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { classes: [index], answers, inhabited, withoutResource });
    else group.classes.push(index);
  }
  return [...groups.values()];
}

/** The same gain for the same resources, over all actions that have it. */
interface Gained {
  readonly gain: Gain;
  readonly actions: number[];
  readonly resources: readonly number[];
}

function gainsOf(ready: ReadyStatements, actions: Partition, resources: Partition): readonly Gained[] {
  const { statements } = ready;
  const diagrams = new Diagrams();
  const byAction = grouped<Membership>(
    actions,
    (one) => statements.map((statement) => actionMembership(statement, one)),
    (membership) => membership,
  );
  const byResource = grouped<Match>(
    resources,
    (one) => statements.map((statement) => resourceMatch(statement, { partition: resources, diagrams }, one)),
    ({ atLeast, atMost }) => `${atLeast} ${atMost}`,
  );
  const comparison = new Comparison(statements, diagrams, exclusionsOf(ready.variables));
  const found = new Map<Gain, Map<string, Gained>>();
  for (const action of byAction) {
    const asked = forAction(action, byResource, resources);
    for (const [gain, reached] of gainsOn(comparison, action, asked)) {
      const alike = found.get(gain) ?? new Map<string, Gained>();
      found.set(gain, alike);
      const key = reached.join();
      const same = alike.get(key);
      if (same === undefined) alike.set(key, { gain, actions: [...action.classes], resources: reached });
      else same.actions.push(...action.classes);
    }
  }
  return [...found.values()].flatMap((alike) => [...alike.values()]);
}

/** For an action without resource-level support what holds of `*` holds of everything it is asked on. */
function forAction(
  { withoutResource }: Group<Membership>,
  byResource: readonly Group<Match>[],
  { classes }: Partition,
): readonly Group<Match>[] {
  if (!withoutResource) return byResource;
  const star = classes.findIndex(({ kind }) => kind === 'star');
  const all = classes.map((_one, index) => index);
  return byResource
    .filter((group) => group.classes.includes(star))
    .map((group) => ({ ...group, classes: all }));
}

/** By gain, what resources it is gained on. */
function gainsOn(
  comparison: Comparison,
  action: Group<Membership>,
  byResource: readonly Group<Match>[],
): ReadonlyMap<Gain, readonly number[]> {
  const found = new Map<Gain, number[]>();
  const compare = comparison.of(action.answers);
  if (compare === null) return found;
  for (const resource of byResource) {
    for (const gain of compare(resource.answers, action.inhabited && resource.inhabited)) {
      const same = found.get(gain);
      if (same === undefined) found.set(gain, [...resource.classes]);
      else same.push(...resource.classes);
    }
  }
  return found;
}

interface Words {
  readonly ready: ReadyStatements;
  readonly actions: Partition;
  readonly resources: Partition;
}

function worded(gains: readonly Gained[], { ready, actions, resources }: Words): readonly Access[] {
  const [wordActions, wordResources] = [wordingFor(actions), wordingFor(resources)];
  const isPossible = possibilities(ready, resources);
  return gains.flatMap(({ gain, actions: doing, resources: reached }) => {
    if (!isPossible(gain.cube, reached)) return [];
    const conditions = gain.cube.map((literal): AccessCondition => {
      const test = ready.tests[testOf(literal)];
      if (test === undefined) throw new Error('Internal error: a test without a number');
      return { ...test, holds: holdsIn(literal) };
    });
    return wordActions(doing).flatMap((action) =>
      wordResources(reached).map((resource) => ({
        actions: action.patterns,
        exceptActions: action.except,
        resources: resource.patterns,
        exceptResources: resource.except,
        conditions,
        atMost:
          gain.atMost ??
          (action.exact && resource.exact ? null : 'no pattern says exactly what several have in common'),
      })),
    );
  });
}

/** False where no resource of the classes can match all the patterns with variables that it would have to. */
function possibilities(
  ready: ReadyStatements,
  resources: Partition,
): (cube: Cube, reached: readonly number[]) => boolean {
  const known = new Map<string, Map<number, boolean>>();
  return (cube, reached) => {
    const patterns = cube.flatMap((literal) => {
      const variable = ready.variables.get(testOf(literal));
      return variable !== undefined && holdsIn(literal) ? [variable] : [];
    });
    const valueless = patterns.some(
      ({ hasValues }) => hasValues !== null && cube.includes(literalOf(hasValues, false)),
    );
    if (valueless) return false;
    if (patterns.length < 2) return true;
    const hulls = patterns.map(({ hull }) => hull);
    const key = patterns.map(({ matches }) => matches).join();
    const row = known.get(key) ?? new Map<number, boolean>();
    known.set(key, row);
    return reached.some((index) => {
      const one = resources.classes[index];
      const possible = row.get(index) ?? (one !== undefined && resources.meets(one, hulls) !== false);
      row.set(index, possible);
      return possible;
    });
  };
}
