/**
 * An Allow with what goes taken out of it. Comes in: the statement and what is known of the role's use. Goes out: the patterns of
 * actions that stay, null where it stays as it is, none where it goes as a whole; and why something stays. Never: another resource,
 * condition or effect; a pattern that takes in an action that the statement did not.
 */
import { actionsOf, findAction, isService } from '#catalog/actions.ts';
import { compileAction } from '#iam/match/action.ts';
import type { ResourceClause, Statement } from '#iam/policy.ts';
import { type Fate, fateOf } from './fate.ts';
import type { Usage } from './usage.ts';

/** An action, or a pattern of some, that stays, and why. */
export interface Kept {
  readonly what: string;
  readonly kind: Exclude<Fate['kind'], 'goes'>;
  readonly why: string;
}

export interface Narrowed {
  /** Null: as they are. */
  readonly actions: readonly string[] | null;
  readonly kept: readonly Kept[];
}

export function narrowStatement({ action, resource }: Statement, usage: Usage): Narrowed {
  if (action.kind === 'not-action')
    return asItIs('everything but some actions', 'what that comes to is not told apart');
  const parts = action.patterns.map((pattern) => narrowPattern(pattern, resource, usage));
  const kept = parts.flatMap((part) => part.kept);
  if (parts.every(({ actions }) => actions === null)) return { actions: null, kept };
  const actions = parts.flatMap((part, index) => part.actions ?? action.patterns[index] ?? []);
  return { actions: [...new Set(actions)], kept };
}

const asItIs = (what: string, why: string): Narrowed => ({
  actions: null,
  kept: [{ what, kind: 'open', why }],
});

/** One element of `Action`: what stays of it. */
function narrowPattern(pattern: string, on: ResourceClause, usage: Usage): Narrowed {
  const named = /[*?]/.test(pattern) ? null : (findAction(pattern)?.name ?? pattern);
  if (named === null) return narrowWildcard(pattern, on, usage);
  const fate = fateOf(named, on, usage);
  return fate.kind === 'goes'
    ? { actions: [], kept: [] }
    : { actions: null, kept: [{ what: pattern, ...fate }] };
}

/** Spelt out only where of each of its actions it is known whether it stays. */
function narrowWildcard(pattern: string, on: ResourceClause, usage: Usage): Narrowed {
  const prefix = pattern.split(':')[0] ?? '';
  if (!isService(prefix)) return asItIs(pattern, 'the services that it stands for are not told apart');
  const meant = actionsMeant(pattern, prefix.toLowerCase(), usage);
  if (meant.length === 0) return asItIs(pattern, 'it stands for no action that is known');
  const fates = meant.map((what) => ({ what, fate: fateOf(what, on, usage) }));
  const stays = fates.flatMap(({ what, fate }): readonly Kept[] =>
    fate.kind === 'goes' ? [] : [{ what, ...fate }],
  );
  const unsure = stays.find(({ kind }) => kind === 'open');
  if (unsure !== undefined) return asItIs(pattern, `\`${unsure.what}\` is one of them: ${unsure.why}`);
  if (stays.length === meant.length) return { actions: null, kept: stays };
  return { actions: stays.map(({ what }) => what), kept: stays };
}

/** By the list of actions, and those that it lacks and something tells of. */
function actionsMeant(pattern: string, prefix: string, usage: Usage): readonly string[] {
  const { matches } = compileAction(pattern);
  const tracked = Object.keys(usage.accessed.services[prefix]?.actions ?? {});
  const told = [
    ...tracked.map((name) => `${prefix}:${name}`),
    ...[...usage.needs, ...usage.recorded].map(({ action }) => action),
  ];
  const listed = actionsOf(prefix).map(({ name }) => name);
  const lacking = told.filter((action) => findAction(action) === null);
  return [...new Set([...listed, ...lacking])].filter((action) => matches(action.toLowerCase()));
}
