/** A plan for needs held against a snapshot, the way the tasks make one. */
import type { Role, Snapshot } from '#account/snapshot.ts';
import type { Result } from '#basics/result.ts';
import { diagnose } from '#diagnosis/diagnose.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Need } from '#needs/need.ts';
import { makePlan } from '#plan/make-plan.ts';
import type { Plan, PlanOptions, Step } from '#plan/plan.ts';
import type { NoPlan } from '#plan/problem.ts';
import { PUSH, pushNeeds, snapshotWith } from '../diagnosis/build-snapshot.ts';

export const OPTIONS: PlanOptions = {
  strategy: 'inline',
  policyName: 'CodeBuild-ECR-Permissions',
  least: false,
  roleName: null,
  scanOnPush: true,
  tagMutability: 'MUTABLE',
  confirmed: [],
  trustSource: false,
  vouchedCommit: null,
};

export interface Setting {
  readonly snapshot?: Partial<Snapshot>;
  readonly needs?: readonly Need[];
  readonly options?: Partial<PlanOptions>;
  readonly roles?: readonly Role[];
}

function diagnosisOf({ snapshot = {}, needs = pushNeeds() }: Setting): Diagnosis {
  return diagnose(snapshotWith(snapshot), [PUSH], needs);
}

function tryPlan(setting: Setting): Result<Plan, NoPlan> {
  return makePlan(diagnosisOf(setting), { ...OPTIONS, ...setting.options }, setting.roles ?? []);
}

export function planOf(setting: Setting): Plan {
  const plan = tryPlan(setting);
  if (!plan.ok) throw new Error(plan.error.message);
  return plan.value;
}

export function problemOf(setting: Setting): NoPlan {
  const plan = tryPlan(setting);
  if (plan.ok) throw new Error(`a plan was made: ${JSON.stringify(plan.value.steps)}`);
  return plan.error;
}

export function stepOf<Kind extends Step['kind']>(plan: Plan, kind: Kind): Extract<Step, { kind: Kind }> {
  const isKind = (step: Step): step is Extract<Step, { kind: Kind }> => step.kind === kind;
  const step = plan.steps.find(isKind);
  if (step === undefined) throw new Error(`no ${kind} among ${plan.steps.map((one) => one.kind).join()}`);
  return step;
}

export const kindsOf = (plan: Plan): readonly string[] => plan.steps.map(({ kind }) => kind);

export const diagnosisAndPlan = (setting: Setting) => ({
  diagnosis: diagnosisOf(setting),
  plan: planOf(setting),
});
