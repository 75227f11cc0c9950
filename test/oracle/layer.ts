/** What one layer says, taken alone: every outcome that the case leaves possible. */

import { type Levels, type LayerVerdict, type Policies, type Statement, statementsOf } from './case.ts';
import type { Caller } from './caller.ts';
import { type Form, formsNaming, isNotListed, narrowsToRole, type Place } from './principal.ts';
import { type Asked, statementMatches } from './statement.ts';
import { all, type Truth, truth } from './truth.ts';

export interface Outcome {
  /** A Deny matches. */
  readonly deny: boolean;
  /** How the matching Allows name the caller; empty when none matches. A layer without principals says `direct`. */
  readonly grants: readonly Form[];
}

export type LayerState =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'present';
      /** More than one when something is unknown. */
      readonly outcomes: readonly Outcome[];
      readonly doubts: readonly Doubt[];
    };

/** One thing that is not known: a statement that may match, or a layer that could not be read. */
export interface Doubt {
  /** The layer or context keys that would tell. */
  readonly names: readonly string[];
  /** The layer's outcomes if it turned out one way and the other, whatever else in the layer is open. */
  readonly pairs: readonly (readonly [Outcome, Outcome])[];
}

export const ABSENT: LayerState = { kind: 'absent' };

export interface Question {
  readonly layer: string;
  readonly asked: Asked;
  readonly caller: Caller;
  /** Null where statements name no principal (identity, boundary, session, service control). */
  readonly place: Place | null;
}

export function stateOf(policies: Policies | undefined, question: Question): LayerState {
  if (policies === undefined) return ABSENT;
  if (policies === 'unreadable') return unreadable(question);

  const matches: Match[] = [];
  for (const policy of policies) {
    for (const statement of statementsOf(policy.document)) {
      matches.push(matchOf(statement, policy.document.Version, question));
    }
  }
  const doubts = matches
    .filter(({ truth: open }) => typeof open !== 'string')
    .map((match): Doubt => {
      const others = possibleOutcomes(matches.filter((other) => other !== match));
      return {
        names: keysOf(match.truth),
        pairs: others.map((outcome) => [outcome, united(outcome, match.outcome)] as const),
      };
    });
  return present(possibleOutcomes(matches), doubts);
}

interface Match {
  readonly truth: Truth;
  readonly outcome: Outcome;
}

const SILENT: Outcome = { deny: false, grants: [] };

function matchOf(statement: Statement, version: string | undefined, question: Question): Match {
  const { forms, named } = principalOf(statement, question);
  const outcome = statement.Effect === 'Deny' ? { deny: true, grants: [] } : { deny: false, grants: forms };
  if (named === 'no') return { truth: 'no', outcome };
  const { asked, layer } = question;
  return { truth: all([named, statementMatches(statement, { version, layer }, asked)]), outcome };
}

function principalOf(statement: Statement, question: Question): { forms: readonly Form[]; named: Truth } {
  if (question.place === null) return { forms: ['direct'], named: 'yes' };
  if (statement.NotPrincipal !== undefined) {
    return { forms: [], named: isNotListed(statement.NotPrincipal, question.caller, question.place) };
  }
  const forms = formsNaming(statement.Principal ?? {}, question.caller, question.place).map((form) =>
    form === 'account' && narrowsToRole(statement.Condition, question.caller) ? 'role' : form,
  );
  return { forms, named: truth(forms.length > 0) };
}

/** Statements unite; one that may or may not match gives both outcomes. */
function possibleOutcomes(matches: readonly Match[]): readonly Outcome[] {
  let outcomes: readonly Outcome[] = [SILENT];
  for (const match of matches) {
    if (match.truth === 'no') continue;
    const withIt = outcomes.map((outcome) => united(outcome, match.outcome));
    outcomes = match.truth === 'yes' ? withIt : distinct([...outcomes, ...withIt]);
  }
  return outcomes;
}

function united(left: Outcome, right: Outcome): Outcome {
  const grants = [...new Set([...left.grants, ...right.grants])].sort();
  return { deny: left.deny || right.deny, grants };
}

function distinct(outcomes: readonly Outcome[]): readonly Outcome[] {
  return [...new Map(outcomes.map((outcome) => [JSON.stringify(outcome), outcome])).values()];
}

function keysOf(value: Truth): readonly string[] {
  return typeof value === 'string' ? [] : value.maybe;
}

function present(outcomes: readonly Outcome[], doubts: readonly Doubt[]): LayerState {
  return { kind: 'present', outcomes, doubts };
}

function unreadable(question: Question): LayerState {
  const forms: readonly (readonly Form[])[] =
    question.place === null || question.place.accountMeansRootOnly
      ? [[], ['direct']]
      : [[], ['account'], ['role'], ['direct']];
  const outcomes = forms.flatMap((grants) => [
    { deny: false, grants },
    { deny: true, grants },
  ]);
  return present(outcomes, [unread(question.layer, outcomes)]);
}

function unread(layer: string, outcomes: readonly Outcome[]): Doubt {
  return {
    names: [layer],
    pairs: outcomes.flatMap((one) => outcomes.map((other) => [one, other] as const)),
  };
}

/** Every level needs an Allow; a Deny at any level is final. Source: facts 1.6. */
export function stateOfLevels(levels: Levels | undefined, question: Question): LayerState {
  if (levels === undefined) return ABSENT;
  if (levels === 'unreadable') return unreadable(question);
  const states = levels.map((level) => stateOf(level.policies, question));
  return states.reduce(joined, present([{ deny: false, grants: ['direct'] }], []));
}

function joined(above: LayerState, here: LayerState): LayerState {
  if (above.kind === 'absent') return here;
  if (here.kind === 'absent') return above;
  const outcomes = above.outcomes.flatMap((one) => here.outcomes.map((other) => bothAllow(one, other)));
  const within = (doubts: readonly Doubt[], others: readonly Outcome[]): readonly Doubt[] =>
    doubts.map(({ names, pairs }) => ({
      names,
      pairs: pairs.flatMap(([one, other]) =>
        others.map((outcome) => [bothAllow(one, outcome), bothAllow(other, outcome)] as const),
      ),
    }));
  return present(distinct(outcomes), [
    ...within(above.doubts, here.outcomes),
    ...within(here.doubts, above.outcomes),
  ]);
}

function bothAllow(above: Outcome, here: Outcome): Outcome {
  const allowed = above.grants.length > 0 && here.grants.length > 0;
  return { deny: above.deny || here.deny, grants: allowed ? ['direct'] : [] };
}

/** `RCPFullAWSAccess` is at every level and cannot be taken away, so only a Deny counts. Source: facts 1.7. */
export function withFullAccess(state: LayerState): LayerState {
  if (state.kind === 'absent') return state;
  const full = (outcome: Outcome): Outcome => ({ deny: outcome.deny, grants: ['direct'] });
  const doubts = state.doubts.map(({ names, pairs }) => ({
    names,
    pairs: pairs.map(([one, other]) => [full(one), full(other)] as const),
  }));
  return present(distinct(state.outcomes.map(full)), doubts);
}

/** Source: simulate format, `layers`. A layer that surely lacks an Allow is denied, whatever else is unknown. */
export function verdictOf(state: LayerState): LayerVerdict {
  if (state.kind === 'absent') return 'absent';
  const { outcomes } = state;
  if (outcomes.every((outcome) => outcome.deny)) return 'explicitlyDenied';
  const passing = outcomes.filter((outcome) => !outcome.deny && outcome.grants.length > 0);
  if (passing.length === outcomes.length) return 'allowed';
  return passing.length === 0 ? 'implicitlyDenied' : 'unknown';
}
