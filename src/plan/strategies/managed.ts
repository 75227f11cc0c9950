/** A customer managed policy of Rolemend's own name, attached to the role the project has. */
import { err, ok } from '#basics/result.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { ManagedPolicy, Role, Snapshot } from '#account/snapshot.ts';
import { QUOTAS } from '#iam/quota.ts';
import { grantOf, selectGrants } from '../grants.ts';
import type { Step } from '../plan.ts';
import { mergedText, policyText } from '../policy-document.ts';
import type { PlanProblem } from '../problem.ts';
import { attachmentExcess, managedExcess, quotaProblem } from '../quotas.ts';
import { changeableRole, type Drafting, type Task } from './draft.ts';

export function planManaged(task: Task): Drafting {
  const found = changeableRole(task);
  if ('problem' in found) return err(found.problem);
  const { role } = found;
  const { granted, withheld } = selectGrants(task.diagnosis, task.diagnosis.snapshot, task.options);
  const draft = { strategy: 'managed', roleArn: role.arn, granted, withheld, notes: [] } as const;
  if (granted.length === 0) return ok({ ...draft, steps: [] });
  const steps = managedSteps(task, role, granted);
  return 'problem' in steps ? err(steps.problem) : ok({ ...draft, steps });
}

/** A new default version of the policy where it is attached already, else the policy and its attachment. */
export function managedSteps(
  task: Task,
  role: Role,
  granted: readonly JudgedNeed[],
): readonly Step[] | { readonly problem: PlanProblem } {
  const arn = policyArn(task.diagnosis.snapshot, task.options.policyName);
  const present = attachedPolicy(role, arn);
  return present === null ? newPolicy(task, role, granted) : newVersion(present, granted);
}

function newPolicy(
  { diagnosis, options, roles }: Task,
  role: Role,
  granted: readonly JudgedNeed[],
): readonly Step[] | { readonly problem: PlanProblem } {
  const { snapshot } = diagnosis;
  const arn = policyArn(snapshot, options.policyName);
  const user = roles.find((other) => attachedPolicy(other, arn) !== null);
  if (user !== undefined) return { problem: sharedProblem(options.policyName, `role \`${user.name}\``) };
  const after = policyText(granted.map(grantOf));
  const excess = attachmentExcess(role) ?? managedExcess(options.policyName, after);
  if (excess !== null) return { problem: quotaProblem(excess, roomNext(snapshot)) };
  const description = `What CodeBuild project ${snapshot.project.name} needs, written by Rolemend`;
  return [
    { kind: 'create-policy', policyName: options.policyName, path: '/', policyArn: arn, description, after },
    { kind: 'attach-role-policy', role: role.name, roleArn: role.arn, policyArn: arn },
  ];
}

function newVersion(
  present: ManagedPolicy,
  granted: readonly JudgedNeed[],
): readonly Step[] | { readonly problem: PlanProblem } {
  if (present.attachmentCount > 1) {
    return { problem: sharedProblem(present.name, `${present.attachmentCount - 1} others`) };
  }
  const merged = mergedText(present.text, granted.map(grantOf));
  if (!merged.ok) {
    const message = `managed policy \`${present.name}\` cannot be extended: ${merged.error}`;
    return {
      problem: { kind: 'policy-unreadable', message, next: 'choose another name with `--policy-name NAME`' },
    };
  }
  const excess = managedExcess(present.name, merged.value) ?? versionExcess(present);
  if (excess !== null)
    return { problem: quotaProblem(excess, 'choose another name with `--policy-name NAME`') };
  const before = { versionId: present.defaultVersionId, document: present.text };
  return [{ kind: 'create-policy-version', policyArn: present.arn, before, after: merged.value }];
}

/** A version more than the quota would need an older one deleted, which could not be undone. */
function versionExcess({ name, versionCount }: ManagedPolicy): string | null {
  if (versionCount === undefined || versionCount < QUOTAS.policyVersions) return null;
  return `managed policy \`${name}\` has ${versionCount} versions, where ${QUOTAS.policyVersions} are the quota`;
}

function attachedPolicy({ attached }: Role, arn: string): ManagedPolicy | null {
  if (attached.kind !== 'known') return null;
  const found = attached.value.find((policy) => policy.kind === 'known' && policy.value.arn === arn);
  return found?.kind === 'known' ? found.value : null;
}

function policyArn({ partition, account }: Snapshot, name: string): string {
  return `arn:${partition}:iam::${account}:policy/${name}`;
}

function sharedProblem(name: string, users: string): PlanProblem {
  return {
    kind: 'policy-shared',
    message: `managed policy \`${name}\` is attached to ${users} as well, which would be granted the same`,
    next: 'choose another name with `--policy-name NAME`',
  };
}

function roomNext({ project }: Snapshot): string {
  return `detach what is not used, or make a role of its own: \`rolemend fix ${project.name} --strategy create-role\``;
}
