/** What is to be proved of a plan, and the texts its steps put in the place of others. */
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

export interface Texts {
  /** What was in effect before the plan; null: nothing. */
  readonly before: string | null;
  readonly after: string;
}

/** `steps` tell whether a changed policy was attached before: one that is attached on the way granted nothing yet. */
export function textsOf(step: Step, steps: readonly Step[]): Texts | null {
  switch (step.kind) {
    case 'put-role-policy':
      return { before: step.before, after: step.after };
    case 'create-policy':
      return { before: null, after: step.after };
    case 'create-policy-version': {
      const attached = steps.some(
        (one) => one.kind === 'attach-role-policy' && one.policyArn === step.policyArn,
      );
      return { before: attached ? null : step.before.document, after: step.after };
    }
    default:
      return null;
  }
}
