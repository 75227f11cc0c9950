/** A customer managed policy of Rolemend's own name, attached to the role the project has. */
import { err, ok, type Result } from '#basics/result.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { ManagedPolicy, Role, Snapshot } from '#account/snapshot.ts';
import { QUOTAS } from '#iam/quota.ts';
import { grantOf, selectGrants } from '../grants.ts';
import { taggedWith } from '../house-rules.ts';
import type { Grant, PlanOptions, Step } from '../plan.ts';
import type { StepOf } from '../steps/step.ts';
import { mergedText, policyText } from '../policy-document.ts';
import type { PlanProblem } from '../problem.ts';
import { attachmentExcess, managedExcess, quotaProblem } from '../quotas.ts';
import { changeableRole, type Drafting, type Task } from './draft.ts';

export function planManaged(task: Task): Drafting {
  const role = changeableRole(task);
  if (!role.ok) return role;
  const { granted, withheld } = selectGrants(task.diagnosis, task.diagnosis.snapshot, task.options);
  const draft = { strategy: 'managed', roleArn: role.value.arn, granted, withheld, notes: [] } as const;
  if (granted.length === 0) return ok({ ...draft, steps: [] });
  const steps = managedSteps(task, role.value, granted);
  return steps.ok ? ok({ ...draft, steps: steps.value }) : steps;
}

type Steps = Result<readonly Step[], PlanProblem>;

/** The policy extended where the role has it; taken over where it lies about unused; else made. */
export function managedSteps(task: Task, role: Role, granted: readonly JudgedNeed[]): Steps {
  const { snapshot } = task.diagnosis;
  const { policyName, presentPolicy } = task.options;
  const arn = ownPolicyArn(snapshot, task.options);
  const grants = granted.map(grantOf);
  const own = attachedPolicy(role, arn);
  if (own !== null) return extended(withVersions(own, presentPolicy ?? null), grants);
  const user = task.roles.find((other) => attachedPolicy(other, arn) !== null);
  if (user !== undefined) return err(sharedProblem(policyName, `role \`${user.name}\``));
  const excess =
    attachmentExcess(role) ?? managedExcess(`managed policy \`${policyName}\``, policyText(grants));
  if (excess !== null) return err(quotaProblem(excess, roomNext(snapshot)));
  const attach: Step = { kind: 'attach-role-policy', role: role.name, roleArn: role.arn, policyArn: arn };
  if (presentPolicy?.arn !== arn) return ok([creation(task, policyText(grants)), attach]);
  const taken = takenOver(presentPolicy, grants);
  return taken.ok ? ok([...taken.value, attach]) : taken;
}

function creation({ diagnosis, options }: Task, after: string): Step {
  const { snapshot } = diagnosis;
  return {
    kind: 'create-policy',
    policyName: options.policyName,
    path: options.policyPath ?? '/',
    policyArn: ownPolicyArn(snapshot, options),
    description: `What CodeBuild project ${snapshot.project.name} needs, written by Rolemend`,
    after,
    ...taggedWith(options),
  };
}

function extended(present: ManagedPolicy, grants: readonly Grant[]): Steps {
  if (present.attachmentCount > 1) {
    return err(sharedProblem(present.name, `${present.attachmentCount - 1} others`));
  }
  const merged = mergedText(present.text, grants);
  if (merged.ok) return asSteps(newVersion(present, merged.value, ANOTHER_NAME));
  const message = `managed policy \`${present.name}\` cannot be extended: ${merged.error}`;
  return err({ kind: 'policy-unreadable', message, next: ANOTHER_NAME });
}

/** A policy that nobody has gives nobody anything: what it said before is not granted along. */
function takenOver(present: ManagedPolicy, grants: readonly Grant[]): Steps {
  if (present.attachmentCount > 0) {
    return err(sharedProblem(present.name, `${present.attachmentCount} others`));
  }
  return asSteps(newVersion(present, policyText(grants), ANOTHER_NAME));
}

/** `instead`: what else to do where the quotas leave no room. */
export function newVersion(
  present: ManagedPolicy,
  after: string,
  instead: string,
): Result<StepOf<'create-policy-version'>, PlanProblem> {
  const excess = managedExcess(`managed policy \`${present.name}\``, after);
  if (excess !== null) return err(quotaProblem(excess, instead));
  const full = versionExcess(present);
  if (full !== null) return err(quotaProblem(full, `${instead}${roomForVersion(present)}`));
  const before = { versionId: present.defaultVersionId, document: present.text };
  return ok({ kind: 'create-policy-version', policyArn: present.arn, before, after });
}

const asSteps = (step: Result<Step, PlanProblem>): Steps => (step.ok ? ok([step.value]) : step);

const ANOTHER_NAME = 'choose another name with `--policy-name NAME`';

/** A version more than the quota would need an older one deleted, which could not be undone. */
function versionExcess({ name, versions }: ManagedPolicy): string | null {
  if (versions === undefined || versions.length < QUOTAS.policyVersions) return null;
  return `managed policy \`${name}\` has ${versions.length} versions, where ${QUOTAS.policyVersions} are the quota`;
}

/** The role's own list of what is attached to it does not tell the versions. */
const withVersions = (own: ManagedPolicy, read: ManagedPolicy | null): ManagedPolicy =>
  read?.arn === own.arn && read.versions !== undefined ? { ...own, versions: read.versions } : own;

/** The oldest one that is not in force; whoever deletes it cannot get it back. */
function roomForVersion({ arn, versions = [], defaultVersionId }: ManagedPolicy): string {
  const numberOf = (id: string): number => Number(id.slice(1));
  const others = versions.filter((id) => id !== defaultVersionId);
  const [oldest] = others.toSorted((left, right) => numberOf(left) - numberOf(right));
  return oldest === undefined
    ? ''
    : `, or delete a version for good: \`aws iam delete-policy-version --policy-arn ${arn} --version-id ${oldest}\``;
}

/** Null: the role does not have it, or what it has could not be read. */
export function attachedPolicy({ attached }: Role, arn: string): ManagedPolicy | null {
  if (attached.kind !== 'known') return null;
  const found = attached.value.find((policy) => policy.kind === 'known' && policy.value.arn === arn);
  return found?.kind === 'known' ? found.value : null;
}

/** Where the policy is that is written, or would be. */
export function ownPolicyArn(
  { partition, account }: Pick<Snapshot, 'partition' | 'account'>,
  { policyName, policyPath = '/' }: Pick<PlanOptions, 'policyName' | 'policyPath'>,
): string {
  return `arn:${partition}:iam::${account}:policy${policyPath}${policyName}`;
}

function sharedProblem(name: string, users: string): PlanProblem {
  return {
    kind: 'policy-shared',
    message: `managed policy \`${name}\` is used by ${users} as well, which would be granted the same`,
    next: ANOTHER_NAME,
  };
}

function roomNext({ project }: Snapshot): string {
  return `detach what is not used, or make a role of its own: \`rolemend fix ${project.name} --strategy create-role\``;
}
