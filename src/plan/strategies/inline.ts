/** Option 1 and 2 of the runbook: an inline policy on the role the project has. */
import { err, ok, type Result } from '#basics/result.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { Role } from '#account/snapshot.ts';
import { grantOf, selectGrants } from '../grants.ts';
import { whyNoInline } from '../house-rules.ts';
import type { Step } from '../plan.ts';
import { mergedText, policyText } from '../policy-document.ts';
import type { PlanProblem } from '../problem.ts';
import { inlineExcess } from '../quotas.ts';
import { changeableRole, type Drafting, type Task } from './draft.ts';
import { planManaged } from './managed.ts';

/** Where the inline policies of the role have no room left, a managed policy is planned instead, and said so. */
export function planInline(task: Task): Drafting {
  const role = changeableRole(task);
  if (!role.ok) return role;
  const { granted, withheld } = selectGrants(task.diagnosis, task.diagnosis.snapshot, task.options);
  const forbidden = whyNoInline(task.options);
  if (forbidden !== null) return managedInstead(task, forbidden);
  const draft = { strategy: 'inline', roleArn: role.value.arn, granted, withheld } as const;
  if (granted.length === 0) return ok({ ...draft, steps: [], notes: [] });
  const step = putPolicy(role.value, task.options.policyName, granted);
  if (!step.ok) return step;
  const excess = inlineExcess(role.value, step.value);
  if (excess === null) return ok({ ...draft, steps: [step.value], notes: [] });
  return managedInstead(task, excess);
}

function managedInstead(task: Task, why: string): Drafting {
  const managed = planManaged(task);
  if (!managed.ok || managed.value.steps.length === 0) return managed;
  return ok({
    ...managed.value,
    notes: [`${why}: a managed policy is used instead`, ...managed.value.notes],
  });
}

/** The policy of this name extended, or a new one; no other policy is looked at. */
export function putPolicy(
  role: Role,
  policyName: string,
  granted: readonly JudgedNeed[],
): Result<Extract<Step, { kind: 'put-role-policy' }>, PlanProblem> {
  const grants = granted.map(grantOf);
  const step = { kind: 'put-role-policy', role: role.name, roleArn: role.arn, policyName } as const;
  const before = presentText(role, policyName);
  if (before === 'unreadable') return err(unreadableProblem(role, policyName, 'it could not be read'));
  if (before === null) return ok({ ...step, before, after: policyText(grants) });
  const merged = mergedText(before.text, grants);
  if (!merged.ok) return err(unreadableProblem(role, policyName, merged.error));
  return ok({ ...step, before: before.text, after: merged.value });
}

/** Null only where every inline policy was read and none has the name. */
function presentText(role: Role, policyName: string): { readonly text: string } | null | 'unreadable' {
  if (role.inline.kind !== 'known') return role.inline.kind === 'absent' ? null : 'unreadable';
  for (const policy of role.inline.value) {
    if (policy.kind === 'known' && policy.value.name === policyName) return { text: policy.value.text };
  }
  return role.inline.value.some(({ kind }) => kind === 'unreadable') ? 'unreadable' : null;
}

function unreadableProblem(role: Role, policyName: string, why: string): PlanProblem {
  return {
    kind: 'policy-unreadable',
    message: `inline policy \`${policyName}\` of role \`${role.name}\` cannot be extended: ${why}`,
    next: 'choose another name with `--policy-name NAME`, or run Rolemend as someone who may read the role',
  };
}
