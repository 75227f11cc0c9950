/**
 * The step that gives a project another role. CodeBuild gives a project no role that it cannot assume, so where it may
 * not assume the present one, undo has to open that one for a moment. Source: CodeBuild User Guide, troubleshooting.
 */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { judgeTrust } from '#diagnosis/judge.ts';
import { trustExcess } from './quotas.ts';
import type { Reopened } from './steps/set-project-role.ts';
import type { StepOf } from './steps/step.ts';
import { trustStatement } from './trust-policy.ts';

/** The project given the role `after`, and what undo has to do for it. */
export function handOver(snapshot: Snapshot, after: string): StepOf<'set-project-role'> {
  const { project, role } = snapshot;
  const step = {
    kind: 'set-project-role',
    project: project.name,
    before: project.serviceRole,
    after,
  } as const;
  const reopened = role.kind === 'known' ? reopening(snapshot, role.value) : null;
  return reopened === null ? step : { ...step, reopened };
}

/** What undo does to the trust of the present role, for people; none: it does nothing to it. */
export const notesOnReopening = ({ reopened }: StepOf<'set-project-role'>): readonly string[] =>
  reopened === undefined
    ? []
    : [
        `CodeBuild may not assume role \`${reopened.role}\` and refuses to give it back: \`undo\` lets it, for this project alone, in the role's trust policy, and puts that back as it was`,
      ];

/** Null: it need not be opened, or no statement more would do. */
function reopening(snapshot: Snapshot, role: Role): Reopened | null {
  if (role.arn !== snapshot.project.serviceRole) return null;
  if (judgeTrust(snapshot, role).decision !== 'implicitlyDenied') return null;
  const open = withStatement(role.trustPolicy, { Sid: OPENED, ...trustStatement(snapshot) });
  if (open === null || trustExcess(role.name, open + LONGEST_MARK) !== null) return null;
  const opens = judgeTrust(snapshot, { ...role, trustPolicy: open }).decision === 'allowed';
  return opens ? { role: role.name, roleArn: role.arn, before: role.trustPolicy, open } : null;
}

/** Told from what the role's owner may write by the change that is undone, which is added to it. */
const OPENED = 'OpenedByUndoOf';
/** As much as that adds. */
const LONGEST_MARK = 'x'.repeat(32);

function withStatement(text: string, statement: object): string | null {
  try {
    const policy = JSON.parse(text) as { readonly Statement?: unknown };
    const present = Array.isArray(policy.Statement) ? (policy.Statement as unknown[]) : [policy.Statement];
    return JSON.stringify({ ...policy, Statement: [...present, statement] });
  } catch {
    return null;
  }
}
