/** What `fix` works with, and what it tells while it does. */
import type { AccountReader, AccountWriter, BuildRunner, CallProblem, Clock } from '#account/ports.ts';
import type { Result } from '#basics/result.ts';
import type { Change } from '#apply/change.ts';
import type { Journal } from '#apply/journal.ts';
import type { ApplyEvent } from '#apply/ports.ts';
import type { RetryEvent } from '#apply/retry-build.ts';
import type { Confirmation, WaitEvent } from '#apply/wait-for-iam.ts';
import type { Asked } from '#plan/operator/right.ts';
import type { Plan } from '#plan/plan.ts';
import type { Verified } from './verify.ts';

export interface FixPorts {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  readonly runner: BuildRunner;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
  /** Where writes are to be made as another role. */
  readonly openNarrow?: (role: string, policy: string) => Promise<Result<AccountWriter, CallProblem>>;
  /** The first Ctrl-C: the step under way is finished, the build is left running. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: FixEvent) => void;
}

export type FixEvent =
  | ApplyEvent
  | WaitEvent
  | RetryEvent
  /** The writes are made as this role, which may do nothing else then. */
  | { readonly kind: 'narrowed'; readonly role: string; readonly writes: readonly Asked[] }
  | { readonly kind: 'plan-extended'; readonly plan: Plan }
  /** What was taken out may have effect for so many milliseconds more. */
  | { readonly kind: 'fading'; readonly pause: number }
  /** CloudTrail does not tell of the build that is to prove a change yet. */
  | { readonly kind: 'trail-waiting' }
  /** A change that no green build came after is taken back. */
  | { readonly kind: 'putting-back'; readonly why: string }
  | { readonly kind: 'applied'; readonly change: Change }
  | { readonly kind: 'iam-confirmed'; readonly confirmation: Confirmation }
  | { readonly kind: 'verified'; readonly verified: Verified };
