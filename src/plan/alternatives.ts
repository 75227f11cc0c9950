/**
 * Plans that end the same problem, side by side. Comes in: plans for one diagnosis, made by other strategies or with more named
 * to be changed. Goes out: those that end all that the person's word covers, the one that newly allows least first, then the
 * smallest, then the one that reaches fewest. Never: counts what only a log, the start of one build or an untrusted file asks for.
 */
import { policySize } from '#iam/quota.ts';
import { nameInArn } from '#iam/arn.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { afterSteps } from './after-state.ts';
import { weightOfPatterns } from './excess.ts';
import { expectedEnd, isOfLogOrStart } from './expected-end.ts';
import type { Alternative, Opened, Plan, PlanOptions, Step } from './plan.ts';
import type { Role } from '#account/snapshot.ts';
import { whyOutOfScope } from './scope.ts';
import { isOnlyProjects } from './only-project.ts';
import { shownBy, stepSummary } from './steps/step.ts';

/** A plan of one choice, and what it was made for. */
export interface Candidate {
  readonly plan: Plan;
  readonly options: PlanOptions;
  /** Of the project as it is once the settings that were named are changed. */
  readonly settled: Diagnosis;
  readonly roles: readonly Role[];
}

/** Whether something is red that no log alone tells, so that a plan can end it. */
export const isRedForCertain = (diagnosis: Diagnosis, options: PlanOptions): boolean =>
  leaves(diagnosis, options, { steps: [], roles: [] }) === 'not-green';

/** Best first, each once; none where there is no choice. `chosen` is among them only where it ends the problem too. */
export function ranked(chosen: Candidate | null, others: readonly Candidate[]): readonly Alternative[] {
  const all = [...(chosen === null ? [] : [chosen]), ...others].filter(endsIt);
  const each = [...new Map(all.toReversed().map((one) => [one.plan.id, one])).values()];
  const alternatives = each.map((one) => alternativeOf(one, one === chosen)).toSorted(byRank);
  return alternatives.every((one) => one.chosen) ? [] : alternatives;
}

/** Those that a person would weigh: they allow less or reach fewer than the chosen one; where that ends nothing, the best, and what does so against it. */
export function worthWeighing(alternatives: readonly Alternative[]): readonly Alternative[] {
  const against = alternatives.find((one) => one.chosen) ?? alternatives[0];
  if (against === undefined) return [];
  return alternatives.filter((one) => (one === against ? !one.chosen : isLighter(one, against)));
}

const isLighter = (one: Alternative, other: Alternative): boolean =>
  allowed(one) < allowed(other) || (allowed(one) === allowed(other) && reached(one) < reached(other));

function endsIt({ plan, options, settled, roles }: Candidate): boolean {
  const { steps } = plan;
  return steps.length > 0 && leaves(settled, options, { steps, roles }) !== 'not-green';
}

/** The end by what the person's word covers alone: what a file of the source asks for must not rule out one plan for another. */
function leaves(
  diagnosis: Diagnosis,
  options: PlanOptions,
  { steps, roles }: { readonly steps: readonly Step[]; readonly roles: readonly Role[] },
): Plan['expectedEnd']['kind'] {
  const { snapshot } = diagnosis;
  const covered = {
    ...diagnosis,
    needs: diagnosis.needs.filter((need) => whyOutOfScope(snapshot, need, options) === null),
    findings: diagnosis.findings.filter((finding) => !isOfLogOrStart(finding, diagnosis)),
  };
  return expectedEnd(covered, { steps, after: afterSteps(snapshot, steps, roles) }).kind;
}

function alternativeOf({ plan, options }: Candidate, chosen: boolean): Alternative {
  const { strategy, steps, proof, opened, roleArn } = plan;
  if (strategy === 'tighten') throw new Error('Internal error: nothing is granted by taking out');
  return {
    chosen,
    strategy,
    role: strategy === 'switch-role' ? nameInArn(roleArn) : null,
    changes: options.changes ?? [],
    steps: steps.map(stepSummary),
    grants: plan.grants.length,
    onlyProject: plan.grants.filter(isOnlyProjects).length,
    beyond: proof.surplus,
    opens: opened.flatMap(({ newlyAllows }) => newlyAllows),
    size: { steps: steps.length, characters: steps.reduce((sum, step) => sum + growthOf(step), 0) },
    reach: {
      projects: plan.reach === null ? null : plan.reach.projects,
      users: usersOf(opened, nameInArn(roleArn)),
    },
  };
}

function growthOf(step: Step): number {
  const texts = shownBy(step);
  return texts === null ? 0 : policySize(texts.after) - policySize(texts.before ?? '');
}

/** A boundary's or a managed policy's are known by name; another policy stands on one thing. */
function usersOf(opened: readonly Opened[], own: string): Alternative['reach']['users'] {
  if (opened.some(({ users }) => users === null)) return null;
  const names = opened.flatMap(({ users }) => [
    ...(users?.roles ?? []).filter((name) => name !== own).map((name) => `role ${name}`),
    ...(users?.users ?? []).map((name) => `user ${name}`),
    ...(users?.groups ?? []).map((name) => `group ${name}`),
  ]);
  return [...new Set(names)];
}

/** What puts one before another. */
export type Ahead = 'allows-less' | 'fewer-steps' | 'smaller' | 'reaches-fewer';

/** What is compared, in this order: the first that differs decides. */
const MEASURES: readonly (readonly [Ahead, (one: Alternative) => number])[] = [
  ['allows-less', (one) => allowed(one)],
  ['fewer-steps', ({ size }) => size.steps],
  ['smaller', ({ size }) => size.characters],
  ['reaches-fewer', (one) => reached(one)],
];

/** Why one stands before another that it is ranked with; null: they differ in nothing that is compared. */
export const whyAhead = (one: Alternative, other: Alternative): Ahead | null =>
  MEASURES.find(([, measure]) => measure(one) !== measure(other))?.[0] ?? null;

function byRank(left: Alternative, right: Alternative): number {
  for (const [, measure] of MEASURES) {
    const difference = measure(left) - measure(right);
    if (difference !== 0) return difference;
  }
  return JSON.stringify(left) < JSON.stringify(right) ? -1 : 1;
}

const allowed = ({ beyond }: Alternative): number =>
  beyond.reduce(
    (sum, { actions, resources }) => sum + weightOfPatterns(actions) * weightOfPatterns(resources),
    0,
  );

/** What is not known may be anybody; other projects count for what they get. */
function reached({ grants, onlyProject, reach: { projects, users } }: Alternative): number {
  const shared = grants === 0 ? 1 : 1 - onlyProject / grants;
  const others = projects === null ? MANY : projects.length;
  return others * shared + (users === null ? MANY : users.length);
}

const MANY = 2 ** 32;
