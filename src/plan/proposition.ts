/** What is to be proved of a plan. */
import type { Role, Snapshot } from '#account/snapshot.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { Step } from './plan.ts';

export interface Proposition {
  readonly before: Snapshot;
  readonly steps: readonly Step[];
  /** Needs the plan says it meets by granting. */
  readonly granted: readonly JudgedNeed[];
  /** Roles the steps may switch to. */
  readonly roles: readonly Role[];
}
