/**
 * A plan that takes out of a project's role what nothing needs and nothing used. Comes in: the diagnosis of the project and of every
 * other that runs under the role, and what is known of its use. Goes out: a plan proved to leave every need of all of them allowed and
 * to allow nothing new, and for each policy why something stays. Never: a plan that is not proved so.
 */
import type { NextBuild } from '#account/ports.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { isBuildOf } from '#diagnosis/failed-build.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { stableJson } from '#basics/stable-json.ts';
import { compileAction } from '#iam/match/action.ts';
import type { Statement } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { afterSteps } from '../after-state.ts';
import { notPutBack } from '../operator/put-back.ts';
import { ownershipOf } from '../ownership.ts';
import { planHash, planId } from '../plan-hash.ts';
import type { Plan } from '../plan.ts';
import type { KeptState } from '../state-file.ts';
import { shownBy, type Step } from '../steps/step.ts';
import { type TightenedPolicy, type Tightening, tightenRole } from './tighten-role.ts';

export interface TightenTask extends Tightening {
  readonly diagnosis: Diagnosis;
  /** Of the other projects on the role. */
  readonly others: readonly Diagnosis[];
  readonly states: readonly KeptState[];
}

export interface TightenPlan {
  readonly plan: Plan;
  readonly policies: readonly TightenedPolicy[];
}

export function tightenPlan(task: TightenTask): TightenPlan {
  const { diagnosis, others, states } = task;
  const { snapshot } = diagnosis;
  if (snapshot.role.kind !== 'known') throw new Error('Internal error: no role to tighten');
  const policies = tightenRole(snapshot.role.value, task);
  const steps = policies.flatMap(({ step }) => step ?? []);
  const faults = [...[diagnosis, ...others].flatMap((one) => lostBy(one, steps)), ...steps.flatMap(widened)];
  if (faults.length > 0) throw new Error(`Internal error: a plan that tightens is wrong: ${faults[0]}`);
  const { account, region, partition, project } = snapshot;
  const plan: Plan = {
    id: planId(steps),
    hash: planHash(steps, snapshot),
    strategy: 'tighten',
    project: { name: project.name, arn: project.arn, account, region, partition },
    roleArn: snapshot.role.value.arn,
    nextBuild: buildToProve(snapshot),
    steps,
    grants: [],
    withheld: [],
    consent: { confirmed: [], trustSource: false },
    needs: diagnosis.needs,
    proof: PROVED,
    expectedEnd: { kind: 'green', remaining: [], unless: [] },
    reach: { projects: others.map((one) => one.snapshot.project.name).toSorted(), complete: true },
    opened: [],
    ownership: ownershipOf(snapshot, steps, { states }),
    notPutBack: notPutBack(snapshot, steps),
    operator: null,
    handoffs: [],
    alternatives: [],
    notes: [],
  };
  return { plan, policies };
}

const PROVED: Plan['proof'] = {
  enough: true,
  unmet: [],
  allowed: 0,
  open: 0,
  surplus: [],
  exact: true,
  limits: [],
  minimal: true,
};

/** The build that was green, once more: another one may be red for what somebody wrote meanwhile. */
function buildToProve(snapshot: Snapshot): NextBuild {
  const { build, batch } = snapshot;
  const start = { kind: 'start', commit: null } as const;
  if (batch.kind === 'known') return { ...start, batch: true };
  const isOwn = build.kind === 'known' && isBuildOf(snapshot, start, build.value);
  return isOwn ? { kind: 'retry', id: build.value.id } : start;
}

/** Needs that are allowed before the steps and not after them. */
function lostBy({ snapshot, needs }: Diagnosis, steps: readonly Step[]): readonly string[] {
  const after = afterSteps(snapshot, steps);
  return needs
    .filter(({ decision }) => decision.decision === 'allowed')
    .filter((need) => judgeNeed(after, need).decision.decision !== 'allowed')
    .map(
      ({ action, resource }) => `\`${action}\` on \`${resource}\` of \`${snapshot.project.name}\` is lost`,
    );
}

/** A text that may allow something new, or denies less. */
function widened(step: Step): readonly string[] {
  const texts = shownBy(step);
  if (texts === null || texts.before === null) return [];
  const [before, after] = [statementsIn(texts.before), statementsIn(texts.after)];
  const isOf = ({ effect }: Statement, other: Statement): boolean => other.effect === effect;
  const isThere = after.every((one) => before.some((old) => isOf(one, old) && isWithin(one, old)));
  const denies = (all: typeof before): string => stableJson(all.filter(({ effect }) => effect === 'deny'));
  return isThere && denies(before) === denies(after) ? [] : ['a policy may allow more than before'];
}

function statementsIn(text: string): readonly Statement[] {
  const read = readPolicy(text, 'identity');
  return read.ok ? read.value.statements : [];
}

/** The same resources under the same conditions, and no action that the other lacks. */
function isWithin(one: Statement, other: Statement): boolean {
  const rest = ({ resource, conditions, action }: Statement): string =>
    stableJson({ resource, conditions, kind: action.kind });
  const isOf = (action: string): boolean =>
    other.action.patterns.includes(action) ||
    (!/[*?]/.test(action) &&
      other.action.patterns.some((pattern) => compileAction(pattern).matches(action.toLowerCase())));
  const isNegated = one.action.kind === 'not-action' || one.effect === 'deny';
  return (
    rest(one) === rest(other) &&
    (isNegated ? stableJson(one.action) === stableJson(other.action) : one.action.patterns.every(isOf))
  );
}
