/**
 * The statements that an answer hangs on. A request is newly allowed only where a statement that moved speaks of it:
 * an Allow that `before` has not, or a Deny that `after` has no more. Statements that meet none of those say nothing.
 */
import type { Pattern } from './pattern.ts';
import { areVisiblyApart } from './relations.ts';
import type { ReadyResources, ReadyStatement, ReadyStatements } from './statements.ts';

export function relevant(ready: ReadyStatements): ReadyStatements {
  const statements = marked(ready.statements);
  const moved = statements.filter(({ moves }) => moves);
  return renumbered({
    ...ready,
    statements: statements.filter((one) => one.moves || moved.some((other) => mayMeet(ready, one, other))),
  });
}

/** Statements that say the same have equal keys. */
function keyOf({ effect, actions, resources, tests }: ReadyStatement): string {
  const places =
    resources.kind === 'all'
      ? []
      : [ascending(resources.patterns), ascending(resources.variables.map(({ matches }) => matches))];
  return JSON.stringify([
    effect,
    actions.negated,
    ascending(actions.patterns),
    resources.kind,
    places,
    tests,
  ]);
}

const ascending = (numbers: readonly number[]): readonly number[] =>
  numbers.toSorted((one, other) => one - other);

function marked(statements: readonly ReadyStatement[]): readonly ReadyStatement[] {
  const keys = new Map(statements.map((one) => [one, keyOf(one)]));
  const of = (side: ReadyStatement['side']): ReadonlySet<string | undefined> =>
    new Set(statements.filter((one) => one.side === side).map((one) => keys.get(one)));
  const [before, after] = [of('before'), of('after')];
  return statements.map((one) => ({
    ...one,
    moves: one.moves && !(one.side === 'after' ? before : after).has(keys.get(one)),
  }));
}

/** False where the two visibly share no request. */
function mayMeet(ready: ReadyStatements, one: ReadyStatement, other: ReadyStatement): boolean {
  const named = (numbers: readonly number[], from: readonly Pattern[]): readonly Pattern[] =>
    numbers.flatMap((number) => from[number] ?? []);
  const places = (resources: ReadyResources): readonly Pattern[] | null =>
    resources.kind === 'resource'
      ? [...named(resources.patterns, ready.resources), ...resources.variables.map(({ hull }) => hull)]
      : null;
  const doings = ({ actions }: ReadyStatement): readonly Pattern[] | null =>
    actions.negated ? null : named(actions.patterns, ready.actions);
  return someMeet(doings(one), doings(other)) && someMeet(places(one.resources), places(other.resources));
}

/** Null: patterns that name what they do not cover, which may meet anything. */
function someMeet(some: readonly Pattern[] | null, others: readonly Pattern[] | null): boolean {
  if (some === null || others === null) return true;
  return some.some((one) => others.some((other) => !areVisiblyApart(one, other)));
}

/** With the patterns of these statements alone. */
function renumbered(ready: ReadyStatements): ReadyStatements {
  const [actions, resources] = [new Kept(ready.actions), new Kept(ready.resources)];
  const statements = ready.statements.map(
    (one): ReadyStatement => ({
      ...one,
      actions: { ...one.actions, patterns: actions.numbers(one.actions.patterns) },
      resources:
        one.resources.kind === 'all'
          ? one.resources
          : { ...one.resources, patterns: resources.numbers(one.resources.patterns) },
    }),
  );
  return { ...ready, statements, actions: actions.patterns, resources: resources.patterns };
}

class Kept {
  readonly patterns: Pattern[] = [];
  readonly #from: readonly Pattern[];
  readonly #numbers = new Map<number, number>();

  constructor(from: readonly Pattern[]) {
    this.#from = from;
  }

  numbers(old: readonly number[]): readonly number[] {
    return old.flatMap((number) => {
      const pattern = this.#from[number];
      if (pattern === undefined) return [];
      const known = this.#numbers.get(number) ?? this.patterns.push(pattern) - 1;
      this.#numbers.set(number, known);
      return [known];
    });
  }
}
