/**
 * A session policy for the writes of a plan. Comes in: its steps, and the state they were made from. Goes out: a policy of exactly
 * their calls on exactly their things; null: it is longer than STS takes. Never: a wildcard, or a call that only reads.
 * Source: STS API reference, AssumeRole (Policy).
 */
import type { Step } from './plan.ts';
import { rightsPolicy } from './operator/rights-policy.ts';
import { distinctRights } from './operator/required-rights.ts';
import type { Asked } from './operator/right.ts';
import { rightsOfStep, type Setting } from './operator/step-rights.ts';

/** Characters that STS takes of a session policy. */
export const MOST_CHARACTERS = 2048;

/** Whether it changes something, as far as IAM's names of actions tell; what is handed over counts. */
export const isWrite = ({ action }: Pick<Asked, 'action'>): boolean =>
  !/:(?:Get|List|Describe|Batch)/.test(action);

/** What taking the steps writes, on what. */
export function writesOf(steps: readonly Step[], setting: Setting): readonly Asked[] {
  const rights = steps.flatMap((step) => rightsOfStep(step, setting).apply).filter(isWrite);
  return distinctRights(rights.map((one) => ({ ...one, for: 'apply' })));
}

/** Without white space, which counts. */
export function sessionPolicy(writes: readonly Asked[]): { readonly text: string; readonly fits: boolean } {
  const text = JSON.stringify(JSON.parse(rightsPolicy(writes)));
  return { text, fits: text.length <= MOST_CHARACTERS };
}
