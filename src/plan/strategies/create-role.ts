/** Option 3 of the runbook, its other half: a new role for this project alone, with everything the project needs. */
import { err, ok } from '#basics/result.ts';
import { known, type Role } from '#account/snapshot.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { blankRole } from '../steps/create-role.ts';
import { handOver, notesOnReopening } from '../hand-over.ts';
import { selectGrants } from '../grants.ts';
import { taggedWith, whyNoInline } from '../house-rules.ts';
import type { Step } from '../plan.ts';
import { inlineExcess, quotaProblem, trustExcess } from '../quotas.ts';
import { trustText } from '../trust-policy.ts';
import { type Drafting, isRefusedToCodeBuild, type Task } from './draft.ts';
import { planInline, putPolicy } from './inline.ts';
import { managedSteps } from './managed.ts';

export function planCreateRole(task: Task): Drafting {
  const { snapshot } = task.diagnosis;
  const { project } = snapshot;
  if (hasRoleOfItsOwn(task.diagnosis)) return planInItsOwn(task);
  const creation = creationStep(task);
  if (snapshot.role.kind === 'known' && snapshot.role.value.boundary.kind === 'unreadable') {
    const message = `the permissions boundary of role \`${snapshot.role.value.name}\`, which the new role has to carry too, could not be read`;
    return err({
      kind: 'role-unreadable',
      message,
      next: 'run Rolemend as someone who may read the role and its boundary',
    });
  }
  const role = blankRole(snapshot, creation);
  const { granted, withheld } = selectGrants(
    task.diagnosis,
    { ...snapshot, role: known(role) },
    task.options,
  );
  const excess = trustExcess(role.name, role.trustPolicy);
  if (excess !== null)
    return err(
      quotaProblem(excess, 'make a role by hand and choose it with `--strategy switch-role --role NAME`'),
    );
  const policies = granted.length === 0 ? ok([]) : policySteps(task, role, granted);
  if (!policies.ok) return policies;
  const handedOver = handOver(snapshot, role.arn);
  return ok({
    strategy: 'create-role',
    roleArn: role.arn,
    steps: [creation, ...policies.value, handedOver],
    granted,
    withheld,
    notes: [
      'only this project may use the new role: its trust names the account and the project',
      ...(creation.boundaryArn === null
        ? []
        : [`it carries the same permissions boundary, \`${creation.boundaryArn}\``]),
      `the old role \`${project.serviceRole}\` is left as it is`,
      ...notesOnReopening(handedOver),
      `whoever runs this needs \`iam:PassRole\` on \`${role.arn}\``,
    ],
  });
}

/** A role that only this project may use, made by an earlier change: another one would be no better. */
function hasRoleOfItsOwn({ snapshot }: Task['diagnosis']): boolean {
  const { role, project } = snapshot;
  return (
    role.kind === 'known' &&
    role.value.name.startsWith(roleName(project.name).slice(0, LONGEST_ROLE_NAME - 4)) &&
    role.value.trustPolicy.includes(`"${project.arn}"`) &&
    !isRefusedToCodeBuild(snapshot, role.value)
  );
}

function planInItsOwn(task: Task): Drafting {
  const drafted = planInline(task);
  if (!drafted.ok) return drafted;
  const note = 'the project has a role of its own already, which is given what is missing';
  return ok({ ...drafted.value, notes: [note, ...drafted.value.notes] });
}

/** Inline where it fits, else managed. */
function policySteps(
  task: Task,
  role: Role,
  granted: readonly JudgedNeed[],
): ReturnType<typeof managedSteps> {
  if (whyNoInline(task.options) !== null) return managedSteps(task, role, granted);
  const put = putPolicy(role, task.options.policyName, granted);
  if (!put.ok) return put;
  return inlineExcess(role, put.value) === null ? ok([put.value]) : managedSteps(task, role, granted);
}

function creationStep({ diagnosis, options, roles }: Task): Extract<Step, { kind: 'create-role' }> {
  const { snapshot } = diagnosis;
  const { partition, account, project } = snapshot;
  const role = freeName(roleName(project.name), roles);
  const boundary = snapshot.role.kind === 'known' ? snapshot.role.value.boundary : null;
  return {
    kind: 'create-role',
    role,
    roleArn: `arn:${partition}:iam::${account}:role${PATH}${role}`,
    path: PATH,
    description: `Service role of CodeBuild project ${project.name}, made by Rolemend`,
    trustPolicy: trustText(snapshot),
    boundaryArn: boundary?.kind === 'known' ? boundary.value.arn : null,
    ...taggedWith(options),
  };
}

const roleName = (project: string): string => `codebuild-${project}-ecr-role`;

/** Where the console puts roles for services. Source: CodeBuild User Guide, setting-up-service-role. */
const PATH = '/service-role/';

/** Source: IAM quotas page (role names: 64 characters, unique without regard to case). */
const LONGEST_ROLE_NAME = 64;

function freeName(wanted: string, roles: readonly Role[]): string {
  const taken = new Set(roles.map(({ name }) => name.toLowerCase()));
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${wanted.slice(0, LONGEST_ROLE_NAME - suffix.length)}${suffix}`;
    if (!taken.has(name.toLowerCase())) return name;
  }
}
