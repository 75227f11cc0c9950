/** The snapshot as it will be once steps are taken, so that the engine can judge a plan before AWS does. */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { afterStep, type Step } from './steps/step.ts';

/** `roles` are those a project may be switched to. */
export function afterSteps(
  snapshot: Snapshot,
  steps: readonly Step[],
  roles: readonly Role[] = [],
): Snapshot {
  return steps.reduce(afterStep, { snapshot, roles: [...roles], policies: new Map() }).snapshot;
}
