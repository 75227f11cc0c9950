/** A managed policy that the role has and a person named: what is missing is granted there, and by no policy of Rolemend's own. */
import { err, ok } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Role } from '#account/snapshot.ts';
import { type ChangeTarget, flagOf } from '../change-target.ts';
import { grantOf, selectGrants } from '../grants.ts';
import type { Opened, PlanOptions } from '../plan.ts';
import { mergedText } from '../policy-document.ts';
import type { PlanProblem } from '../problem.ts';
import { changeableRole, type Draft, type Drafting, type Task } from './draft.ts';
import { planInline } from './inline.ts';
import { attachedPolicy, newVersion } from './managed.ts';

/** Null: none is named. */
export const namedPolicy = ({ changes = [] }: PlanOptions): ChangeTarget | null =>
  changes.find(({ kind }) => kind === 'managed') ?? null;

/** A policy of Rolemend's own is planned in its place, and said so, where the named one is none that the role's owner writes. */
export function planNamedPolicy(task: Task, target: ChangeTarget): Drafting {
  const role = changeableRole(task);
  if (!role.ok) return role;
  const why = whyNotNamed(role.value, target);
  if (why !== null)
    return withNote(planInline(task), `\`${flagOf(target)}\` was named to be changed, and is not: ${why}`);
  const { granted, withheld } = selectGrants(task.diagnosis, task.diagnosis.snapshot, task.options);
  const draft = { strategy: 'managed', roleArn: role.value.arn, granted, withheld, notes: [] } as const;
  if (granted.length === 0) return ok({ ...draft, steps: [] });
  const present = task.options.boundaries?.find(({ policy }) => policy.arn === target.on)?.policy;
  if (present === undefined) return err(unreadable(target.on, 'it could not be read with its versions'));
  const merged = mergedText(present.text, granted.map(grantOf));
  if (!merged.ok) return err(unreadable(target.on, merged.error));
  const step = newVersion(present, merged.value, 'leave out `--change`');
  return step.ok ? ok({ ...draft, steps: [step.value] }) : step;
}

function whyNotNamed(role: Role, { on }: ChangeTarget): string | null {
  if (parseArn(on)?.account !== parseArn(role.arn)?.account) return 'it is not of the account of the role';
  return attachedPolicy(role, on) === null ? `role \`${role.name}\` does not have it` : null;
}

const withNote = (drafting: Drafting, note: string): Drafting =>
  drafting.ok ? ok({ ...drafting.value, notes: [note, ...drafting.value.notes] }) : drafting;

const unreadable = (arn: string, why: string): PlanProblem => ({
  kind: 'policy-unreadable',
  message: `managed policy \`${arn}\` cannot be extended: ${why}`,
  next: 'leave out `--change managed-policy`, or have its owner change it',
});

/** What it opens to whoever has the policy besides; nothing where it is not what is written. */
export function openedByNamed(options: PlanOptions, { steps, granted }: Draft): readonly Opened[] {
  const target = namedPolicy(options);
  const isWritten = steps.some(
    (step) => step.kind === 'create-policy-version' && step.policyArn === target?.on,
  );
  if (target === null || !isWritten) return [];
  const users = options.boundaries?.find(({ policy }) => policy.arn === target.on)?.users ?? null;
  const newlyAllows = granted.map(({ action, resource }) => `${action} on ${resource}`);
  return [{ change: flagOf(target), newlyAllows, pairs: [], users }];
}
