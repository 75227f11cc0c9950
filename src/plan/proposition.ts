/** What is to be proved of a plan. */
import type { Role, Snapshot } from '#account/snapshot.ts';
import type { Layer } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { Step } from './plan.ts';

/** What a step at another layer lets through. */
export interface Opening {
  readonly step: Step;
  readonly layer: Layer | null;
  readonly needs: readonly JudgedNeed[];
}

export interface Proposition {
  readonly before: Snapshot;
  readonly steps: readonly Step[];
  /** Needs the plan says it meets by granting. */
  readonly granted: readonly JudgedNeed[];
  /** Of the steps at other layers. */
  readonly openings?: readonly Opening[];
  /** Roles the steps may switch to. */
  readonly roles: readonly Role[];
}
