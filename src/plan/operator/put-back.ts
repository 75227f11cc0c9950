/** What `undo` will not be able to put back although whoever runs it may: said before anything is changed. */
import { nameInArn } from '#iam/arn.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { judgeTrust } from '#diagnosis/judge.ts';
import type { NotPutBack } from '../plan.ts';
import { forStep, type PerStep, type Step } from '../steps/step.ts';

/** Judged on the state before the steps, which undo would go back to. */
export const notPutBack = (snapshot: Snapshot, steps: readonly Step[]): readonly NotPutBack[] =>
  steps.flatMap((step) => forStep(STAYING, step, snapshot) ?? []);

const STAYING: PerStep<NotPutBack | null, [Snapshot]> = {
  'put-role-policy': () => null,
  'create-policy': () => null,
  'create-policy-version': () => null,
  'attach-role-policy': () => null,
  'delete-role-policy': () => null,
  'detach-role-policy': () => null,
  'create-role': () => null,
  'set-project-role': ({ project, before, reopened }, snapshot) => {
    if (reopened !== undefined) return null;
    const why = whyNotGivenBack(snapshot, before);
    return why === null ? null : { what: `the role \`${before}\` of project \`${project}\``, why };
  },
  'set-project-setting': () => null,
  'write-policy': () => null,
  'add-tag': () => null,
  'create-repository': ({ name }) => ({
    what: `repository \`${name}\``,
    why: 'it is kept once it holds images, and the build pushes some',
  }),
};

/** CodeBuild gives a project no role that it cannot assume. Source: CodeBuild User Guide, troubleshooting. */
function whyNotGivenBack(snapshot: Snapshot, roleArn: string): string | null {
  const { role, build, project } = snapshot;
  const looked =
    build.kind === 'known' && build.value.serviceRole !== '' ? build.value.serviceRole : project.serviceRole;
  if (nameInArn(looked) !== nameInArn(roleArn)) return UNKNOWN;
  if (role.kind === 'absent')
    return 'it cannot be given back: it does not exist, and CodeBuild refuses a project such a role';
  if (role.kind === 'unreadable') return UNKNOWN;
  const { decision } = judgeTrust(snapshot, role.value);
  if (decision === 'allowed') return null;
  return decision === 'unknown'
    ? UNKNOWN
    : 'it cannot be given back: CodeBuild may not assume it, and refuses a project such a role';
}

const UNKNOWN = 'whether it can be given back is not known: its trust policy could not be read';
