/**
 * What a plan asks of whoever runs Rolemend. Comes in: a plan and the state it was made from. Goes out: every
 * action with the ARN it is asked on, and what for. Never: a wildcard for a name that is known.
 */
import type { NextBuild } from '#account/ports.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Role } from '#account/snapshot.ts';
import { compileResource } from '#iam/match/resource.ts';
import type { Plan, Step } from '../plan.ts';
import { roleReads } from './role-reads.ts';
import type { Asked, Purpose, Right } from './right.ts';
import { rightsOfStep, type Setting } from './step-rights.ts';

/** The state the plan was made from. */
export interface WholeSetting extends Setting {
  readonly partition: string;
  readonly account: string;
  /** Of the account, as far as they were looked at. */
  readonly roles: readonly Role[];
}

/** `next`: the build that proves the plan. */
export function requiredRights(
  { steps, roleArn }: Pick<Plan, 'steps' | 'roleArn'>,
  setting: WholeSetting,
  next: Next,
): readonly Right[] {
  const rights = steps.map((step) => rightsOfStep(step, setting));
  return distinctRights([
    ...forPurpose(
      'apply',
      rights.flatMap(({ apply }) => apply),
    ),
    ...forPurpose(
      'undo',
      rights.flatMap(({ undo }) => undo),
    ),
    ...forPurpose('retry', retryRights(setting.project.arn, next)),
    // Whether IAM has caught up is asked of the simulator; without it, reading back has to do.
    ...[roleArn, ...steps.flatMap(roleOfPolicy)].map(
      (resource): Right => ({ action: 'iam:SimulatePrincipalPolicy', resource, for: 'read' }),
    ),
    ...forPurpose('read', nextRoleReads(steps, setting)),
  ]);
}

/** The role that a project is given is looked at once it has it; what one that is made has is part of the steps. */
function nextRoleReads(
  steps: readonly Step[],
  { roles, partition, account }: WholeSetting,
): readonly Asked[] {
  const made = new Set(steps.flatMap((step) => (step.kind === 'create-role' ? [step.roleArn] : [])));
  return steps.flatMap((step) => {
    if (step.kind !== 'set-project-role' || made.has(step.after)) return [];
    return roleReads(step.after, roles.find(({ arn }) => arn === step.after) ?? null, { partition, account });
  });
}

/** The role of batches is given a policy beside the role of the plan. */
const roleOfPolicy = (step: Step): readonly string[] =>
  step.kind === 'put-role-policy' ? [step.roleArn] : [];

type Next = Pick<NextBuild, 'kind' | 'batch'>;

function retryRights(resource: string, { kind, batch }: Next): readonly Asked[] {
  const begin = kind === 'start' ? 'StartBuild' : 'RetryBuild';
  const actions = batch === undefined ? [begin] : [`${begin}Batch`, 'BatchGetBuildBatches'];
  return [...actions, 'BatchGetBuilds'].map((name) => ({ action: `codebuild:${name}`, resource }));
}

/** The same, said to be for one part of the work. */
function forPurpose(purpose: Purpose, all: readonly Asked[]): readonly Right[] {
  return all.map((one) => ({ ...one, for: purpose }));
}

/** What is needed for several things is said once, with the first of them. */
export function distinctRights<Of extends Right>(rights: readonly Of[]): readonly Of[] {
  const found = new Map<string, Of>();
  for (const right of rights) {
    const key = stableJson([right.action, right.resource, right.context ?? {}, right.account ?? '']);
    if (!found.has(key)) found.set(key, right);
  }
  return [...found.values()];
}

/** Leaves out what a pattern among the rights allows anyway, whatever the request carries. */
export function withoutCovered(rights: readonly Right[]): readonly Right[] {
  const wide = rights.filter(({ resource, context }) => context === undefined && resource.includes('*'));
  return rights.filter(
    (right) =>
      !wide.some(
        (other) =>
          other !== right &&
          other.action === right.action &&
          other.account === right.account &&
          other.resource !== right.resource &&
          compileResource(other.resource).matches(right.resource),
      ),
  );
}
