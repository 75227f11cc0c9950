/** What applying and undoing work with, and what they tell while they do. */
import type { AccountReader, AccountWriter, CallProblem, Clock } from '#account/ports.ts';
import type { Unreadable } from '#account/snapshot.ts';
import type { Step } from '#plan/plan.ts';
import type { Change } from './change.ts';
import type { Journal, JournalProblem } from './journal.ts';

export interface ApplyPorts {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  readonly journal: Journal;
  readonly clock: Clock;
  /** For the jitter of pauses; default `Math.random`. */
  readonly random?: () => number;
  /** Stops after the step under way. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: ApplyEvent) => void;
}

export type ApplyEvent =
  | {
      readonly kind: 'step-started' | 'step-done' | 'step-undoing' | 'step-undone';
      readonly index: number;
      readonly of: number;
      readonly step: Step;
      readonly what: string;
    }
  /** The answer of a write was lost, and reading back showed that it was done. */
  | { readonly kind: 'answer-recovered'; readonly what: string }
  /** A step waits for IAM to let an earlier one take effect. */
  | { readonly kind: 'step-waiting'; readonly what: string; readonly why: string; readonly elapsed: number }
  | { readonly kind: 'step-kept'; readonly what: string; readonly why: string };

/** Something that is not what a step expected, with the difference as a patch. */
export interface Conflict {
  readonly what: string;
  readonly diff: string;
}

/** Why applying or undoing stopped. The change says how far it went; nothing after that was written. */
export interface ApplyProblem {
  readonly cause:
    | { readonly kind: 'conflict'; readonly conflicts: readonly Conflict[] }
    | { readonly kind: 'call'; readonly problem: CallProblem }
    | { readonly kind: 'unreadable'; readonly problem: Unreadable }
    | { readonly kind: 'journal'; readonly problem: JournalProblem }
    | { readonly kind: 'interrupted' }
    /** A write of which nothing was heard may still arrive. ISO 8601, UTC. */
    | { readonly kind: 'unsettled'; readonly what: readonly string[]; readonly until: string }
    /** What is being taken back cannot be gone on with. */
    | { readonly kind: 'being-undone' };
  readonly change: Change;
  /** What is done and stands, in words. */
  readonly done: readonly string[];
  readonly message: string;
  /** The next command; null: nothing was changed and the same command can be given again. */
  readonly next: string | null;
}
