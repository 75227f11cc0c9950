/** Whom a plan reaches besides its own project: the others that run under the role whose policies it writes. */
import type { Known, RoleUsers, Snapshot } from '#account/snapshot.ts';
import { isOnlyProjects } from './only-project.ts';
import type { Plan } from './plan.ts';

const NOBODY: RoleUsers = { projects: [], complete: true };

/** Null: it could not be read. A role that the project is newly given is not the others' to begin with. */
export function reachOf(
  { roleUsers }: Pick<Snapshot, 'roleUsers'>,
  { steps, grants }: Pick<Plan, 'steps' | 'grants'>,
): RoleUsers | null {
  const isOfOtherRole = steps.some(({ kind }) => kind === 'set-project-role');
  return isOfOtherRole || grants.every(isOnlyProjects) ? NOBODY : valueOf(roleUsers);
}

const valueOf = (users: Known<RoleUsers>): RoleUsers | null =>
  users.kind === 'known' ? users.value : users.kind === 'absent' ? NOBODY : null;
