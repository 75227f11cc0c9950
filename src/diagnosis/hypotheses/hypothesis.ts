/** A failure that names no permission, what it may come from, and what the policies and CloudTrail say to that. */
import type { Symptom } from '#evidence/symptoms.ts';

export interface Hypothesis {
  /** What is to be explained; `no-log`: the build left no log. */
  readonly symptom: Symptom | 'no-log';
  /** A clause: ``the role may not `ecr:PutImage` on … ``. */
  readonly supposition: string;
  readonly outcome: 'kept' | 'dropped' | 'open';
  readonly because: string;
  /** Indices into the diagnosis's evidence. */
  readonly evidence: readonly number[];
}
