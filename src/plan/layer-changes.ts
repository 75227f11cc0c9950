/**
 * Policies of other layers that a person named to be changed. Comes in: the diagnosis and what was named. Goes out: a step for
 * each that stops a need of the plan for want of an Allow, with what it opens and whom that reaches besides. Never: changes what
 * was not named, what is of an account that is not open, or what denies explicitly.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { PolicyUsers } from '#account/policy-address.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeNeed } from '#diagnosis/judge.ts';
import { parseArn } from '#iam/arn.ts';
import { afterSteps } from './after-state.ts';
import { flagOf, isNamedById, isOfPolicy, type PolicyTarget } from './change-target.ts';
import { grantOf } from './grants.ts';
import type { Handoff } from './handoffs/handoff.ts';
import { whyNotOpen } from './handoffs/named.ts';
import { layerHandoffs, type Remedy } from './handoffs/handoffs.ts';
import type { NamedBoundary, Opened, PlanOptions, Step } from './plan.ts';
import type { PlanProblem } from './problem.ts';
import type { Opening } from './proposition.ts';
import { whyOutOfScope } from './scope.ts';
import { newVersion } from './strategies/managed.ts';
import { trustConditions } from './trust-condition.ts';

/** What the policies that were named come to. */
export interface LayerChanges {
  /** The state that they lead to, with the needs judged in it. */
  readonly changed: Diagnosis;
  readonly steps: readonly Step[];
  readonly openings: readonly Opening[];
  readonly opened: readonly Opened[];
  readonly notes: readonly string[];
}

export function layerChanges(diagnosis: Diagnosis, options: PlanOptions): Result<LayerChanges, PlanProblem> {
  let course: Course = { steps: [], openings: [], opened: [], notes: [] };
  const policies = (options.changes ?? []).filter(isOfPolicy);
  const named = new Map(policies.map((target) => [flagOf(target), target]));
  for (const target of named.values()) {
    const next = withTarget(course, target, { diagnosis, options });
    if (!next.ok) return next;
    course = next.value;
  }
  const changed = course.steps.length === 0 ? diagnosis : judgedIn(diagnosis, course.steps);
  const trust = trustConditions(changed, options);
  const steps = [...course.steps, ...trust.steps];
  return ok({ ...course, changed, steps, notes: [...course.notes, ...trust.notes] });
}

type Course = Omit<LayerChanges, 'changed'>;

interface Task {
  readonly diagnosis: Diagnosis;
  readonly options: PlanOptions;
}

function withTarget(course: Course, target: PolicyTarget, task: Task): Result<Course, PlanProblem> {
  const remedy = remedyAt(course, target, task);
  if (remedy === undefined) return ok({ ...course, notes: [...course.notes, noteOn(course, target, task)] });
  const step = stepOf(remedy.handoff, target, task);
  return step.ok ? ok(added(course, { target, remedy, step: step.value }, task)) : step;
}

type Taken = { readonly target: PolicyTarget; readonly remedy: Remedy; readonly step: LayerStep };
type LayerStep = Extract<Step, { kind: 'write-policy' | 'create-policy-version' }>;

function added(course: Course, { target, remedy, step }: Taken, { diagnosis, options }: Task): Course {
  const { handoff, needs } = remedy;
  const users = boundaryOf(options, target)?.users ?? null;
  return {
    ...course,
    steps: [...course.steps, step],
    openings: [...course.openings, { step, layer: handoff.layer, needs }],
    opened: [
      ...course.opened,
      {
        change: flagOf(target),
        newlyAllows: handoff.newlyAllows,
        pairs:
          target.kind === 'boundary' ? needs.filter((need) => isOfRole(diagnosis, need)).map(grantOf) : [],
        users: target.kind === 'boundary' ? users : NOBODY,
      },
    ],
  };
}

/** What is stopped for the role of batches is told as that role's own. */
const isOfRole = ({ needs }: Diagnosis, { action, resource }: JudgedNeed): boolean =>
  needs.some(
    (need) => need.subject === 'service-role' && need.action === action && need.resource === resource,
  );

const NOBODY: PolicyUsers = { roles: [], users: [], groups: [] };

/** A policy has one remedy, whoever it stops. */
function remedyAt(course: Course, target: PolicyTarget, { diagnosis, options }: Task): Remedy | undefined {
  return layersOf(diagnosis, course.steps, { options, extent: 'lacking' }).find(
    ({ handoff }) => handoff.named?.flag === flagOf(target) && handoff.named.refused === null,
  );
}

/** Only for needs that the person's consent covers. */
function layersOf(
  diagnosis: Diagnosis,
  steps: readonly Step[],
  {
    options,
    extent,
  }: { readonly options: PlanOptions; readonly extent: Parameters<typeof layerHandoffs>[2] },
): readonly Remedy[] {
  const { snapshot } = diagnosis;
  const needs = diagnosis.needs.filter((need) => whyOutOfScope(snapshot, need, options) === null);
  return layerHandoffs({ ...diagnosis, needs }, afterSteps(snapshot, steps), extent);
}

function stepOf(
  { change, owner, at }: Handoff,
  target: PolicyTarget,
  { diagnosis, options }: Task,
): Result<LayerStep, PlanProblem> {
  const { before, after } = change;
  if (after === null) throw new Error('Internal error: a change without a text');
  const { kind, on } = target;
  if (kind !== 'boundary') {
    return ok({
      kind: 'write-policy',
      at: {
        kind,
        account: owner.account ?? diagnosis.snapshot.account,
        region: regionOf(diagnosis.snapshot, target),
        on: isNamedById(kind) ? at : on,
      },
      before,
      after,
    });
  }
  const read = boundaryOf(options, target)?.policy ?? null;
  if (read === null || read.text !== before) return err(unread(on));
  return newVersion(read, after, 'make room, or have its owner change it');
}

function boundaryOf({ boundaries = [] }: PlanOptions, { on }: PolicyTarget): NamedBoundary | null {
  return boundaries.find(({ policy }) => policy.arn === on) ?? null;
}

function regionOf({ region }: Snapshot, { kind, on }: PolicyTarget): string {
  if (kind === 'trust' || kind === 'serviceControl' || kind === 'resourceControl') return '';
  return kind === 'registry' ? (on.split('/')[1] ?? region) : parseArn(on)?.region || region;
}

const unread = (arn: string): PlanProblem => ({
  kind: 'policy-unreadable',
  message: `managed policy \`${arn}\` cannot be changed: it could not be read with its versions`,
  next: 'run Rolemend as someone who may do `iam:GetPolicy`, `iam:GetPolicyVersion` and `iam:ListPolicyVersions`',
});

/** Why what was named is not changed. */
function noteOn(course: Course, target: PolicyTarget, { diagnosis, options }: Task): string {
  const flag = flagOf(target);
  const found = layersOf(diagnosis, course.steps, { options, extent: 'whole' }).find(
    ({ handoff }) => handoff.named?.flag === flag,
  );
  const why =
    found?.handoff.named?.refused ??
    whyNotOpen(accountOf(target), diagnosis.snapshot) ??
    'it is not what stops a need of this plan for want of an Allow';
  return `\`${flag}\` was named to be changed, and is not: ${why}`;
}

/** A bucket's ARN names none. */
const accountOf = ({ kind, on }: PolicyTarget): string | null =>
  kind === 'registry' ? (on.split('/')[0] ?? null) : parseArn(on)?.account || null;

function judgedIn(diagnosis: Diagnosis, steps: readonly Step[]): Diagnosis {
  const snapshot = afterSteps(diagnosis.snapshot, steps);
  return { ...diagnosis, snapshot, needs: diagnosis.needs.map((need) => judgeNeed(snapshot, need)) };
}
