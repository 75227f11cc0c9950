/** What a strategy is given, and what it hands back to be proved and made a plan. */
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { judgeTrust } from '#diagnosis/judge.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import type { PlanOptions, Step, Strategy, Withheld } from '../plan.ts';
import type { PlanProblem } from '../problem.ts';

export interface Task {
  readonly diagnosis: Diagnosis;
  readonly options: PlanOptions;
  /** All roles of the account, for the strategies that look at them. */
  readonly roles: readonly Role[];
}

export interface Draft {
  /** The one in effect, which may not be the one asked for. */
  readonly strategy: Strategy;
  readonly roleArn: string;
  readonly steps: readonly Step[];
  readonly granted: readonly JudgedNeed[];
  readonly withheld: readonly Withheld[];
  readonly notes: readonly string[];
}

export type Drafting = Result<Draft, PlanProblem>;

/** The role a plan may change: there, read, and trusted by CodeBuild. */
export function changeableRole({ diagnosis }: Task): Result<Role, PlanProblem> {
  const { snapshot } = diagnosis;
  const { role, project } = snapshot;
  const remedy = `\`rolemend fix ${project.name} --strategy create-role\` makes a role for the project`;
  if (role.kind === 'absent') {
    return err({ kind: 'no-role', message: `role \`${project.serviceRole}\` does not exist`, next: remedy });
  }
  if (role.kind === 'unreadable') {
    const message = `${role.problem.what} could not be read (${role.problem.why})`;
    return err({ kind: 'role-unreadable', message, next: whoCanRead(role.problem.needs, snapshot) });
  }
  if (isRefusedToCodeBuild(snapshot, role.value)) {
    const message = `CodeBuild cannot assume role \`${role.value.name}\`, so no policy on it has any effect`;
    return err({ kind: 'no-role', message, next: remedy });
  }
  return ok(role.value);
}

/** Whether the role's trust policy is known to keep CodeBuild out. */
export function isRefusedToCodeBuild(snapshot: Snapshot, role: Role): boolean {
  const { decision } = judgeTrust(snapshot, role);
  return decision === 'implicitlyDenied' || decision === 'explicitlyDenied';
}

function whoCanRead(action: string | null, { operator }: Snapshot): string {
  return action === null
    ? 'try again'
    : `let \`${operator}\` do \`${action}\`, or run Rolemend as someone who may`;
}
