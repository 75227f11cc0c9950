/** The snapshot as it will be once steps are taken, so that the engine can judge a plan before AWS does. */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { afterStep, type Step } from './steps/step.ts';

interface State {
  readonly before: Snapshot;
  readonly roles: readonly Role[];
  readonly after: Snapshot;
}

/** A plan is proved, told to its end and ranked by one state, in which nothing is judged twice. */
const states = new WeakMap<readonly Step[], State>();

const NO_ROLES: readonly Role[] = [];

/** `roles` are those a project may be switched to. */
export function afterSteps(
  before: Snapshot,
  steps: readonly Step[],
  roles: readonly Role[] = NO_ROLES,
): Snapshot {
  const known = states.get(steps);
  if (known?.before === before && known.roles === roles) return known.after;
  const start = { snapshot: before, roles: [...roles], policies: new Map() };
  const after = steps.reduce(afterStep, start).snapshot;
  states.set(steps, { before, roles, after });
  return after;
}
