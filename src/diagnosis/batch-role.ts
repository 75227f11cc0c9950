/**
 * The role that starts the builds of batches, seen as a role of its own. Comes in: a snapshot, or what is known of one. Goes out: the
 * same in which that role stands in the place of the service role, with the needs that are its. Never: a need of both.
 */
import { absent, type Role, type Snapshot } from '#account/snapshot.ts';
import { remember } from '#basics/remember.ts';
import type { Need } from '#needs/need.ts';

/** Remembered, so that what is kept by snapshot is found again. No build runs under the role. */
export const forBatchRole = remember(
  (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    project: {
      ...snapshot.project,
      serviceRole: snapshot.project.batchServiceRole ?? snapshot.project.serviceRole,
    },
    role: snapshot.batchRole,
    build: absent,
  }),
);

/** Whether a need is the batch role's to meet. */
export const isOfBatchRole = ({ subject }: Pick<Need, 'subject'>): boolean => subject === 'batch-role';

/** A need of the batch role as that role's own, where it stands in the place of the service role. */
export const asOwn = <One extends Need>(need: One): One => ({ ...need, subject: 'service-role' });

/** And back. */
export const asOfBatch = <One extends Need>(need: One): One => ({ ...need, subject: 'batch-role' });

/** The role of the project or of its batches that has an ARN; null: it is none of them, or could not be read. */
export function projectRole(
  { role, batchRole }: Pick<Snapshot, 'role' | 'batchRole'>,
  arn: string,
): Role | null {
  const found = [role, batchRole].find((one) => one.kind === 'known' && one.value.arn === arn);
  return found?.kind === 'known' ? found.value : null;
}

/** A project whose batches are started by a role of their own. */
export function hasBatchRole({ project }: Pick<Snapshot, 'project'>): boolean {
  return project.batchServiceRole !== null && project.batchServiceRole !== project.serviceRole;
}
