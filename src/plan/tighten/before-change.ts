/** A role as it was before steps that took something out of it, by what the steps hold of it. */
import { known, type Known, type ManagedPolicy, type Role, type Snapshot } from '#account/snapshot.ts';
import { afterSteps } from '../after-state.ts';
import type { Step } from '../steps/step.ts';

/** What was taken out of a role. */
export interface TakenOut {
  readonly roleArn: string;
  readonly steps: readonly Step[];
  /** By ARN: managed policies that it was to have no more. */
  readonly detached: Readonly<Record<string, ManagedPolicy>>;
}

export function beforeChange(snapshot: Snapshot, { roleArn, steps, detached }: TakenOut): Snapshot {
  const written = afterSteps(snapshot, steps.toReversed().flatMap(takenBack));
  const attached = steps.flatMap((step) =>
    step.kind === 'detach-role-policy' ? (detached[step.policyArn] ?? []) : [],
  );
  return {
    ...written,
    role: withAttached(written.role, attached, roleArn),
    batchRole: withAttached(written.batchRole, attached, roleArn),
  };
}

/** As the step that writes what was there. */
function takenBack(step: Step): readonly Step[] {
  if (step.kind === 'put-role-policy' && step.before !== null)
    return [{ ...step, before: step.after, after: step.before }];
  if (step.kind === 'create-policy-version') return [{ ...step, after: step.before.document }];
  if (step.kind !== 'delete-role-policy') return [];
  const { role, roleArn, policyName, before: after } = step;
  return [{ kind: 'put-role-policy', role, roleArn, policyName, before: null, after }];
}

function withAttached(role: Known<Role>, policies: readonly ManagedPolicy[], arn: string): Known<Role> {
  if (role.kind !== 'known' || role.value.arn !== arn || role.value.attached.kind !== 'known') return role;
  const arns = new Set(policies.map((one) => one.arn));
  const others = role.value.attached.value.filter((one) => one.kind !== 'known' || !arns.has(one.value.arn));
  return known({ ...role.value, attached: known([...others, ...policies.map((one) => known(one))]) });
}
