/** How a kind of step is looked at, taken and taken back. */
import type { AccountReader, AccountWriter, CallProblem, Tag } from '#account/ports.ts';
import type { Known, Unreadable } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Step } from '#plan/plan.ts';

/** The state of the thing a step changes, as text that can be compared and shown as a difference; null: not there. */
export type State = string | null;

/** What AWS named while the step was taken. */
export interface Made {
  /** The version of a policy, or the time a repository was made. */
  readonly versionId: string | null;
}

/** The change a step is part of: its own traces are told from somebody else's by it. */
export interface Whole {
  readonly id: string;
  readonly steps: readonly Step[];
  /** What AWS named when this very step was taken. */
  readonly made: Made;
}

export interface StepRunner {
  /** The thing that changes, for messages: ``inline policy `X` of role `Y` ``. */
  readonly what: string;
  readonly before: State;
  readonly after: State;
  /** States between two calls of taking it back. */
  readonly halves: readonly State[];
  /** Whether taking it back first lets CodeBuild assume a role: that takes effect late, and may arrive late. */
  readonly reopens: boolean;
  /** Whether what the step makes bears the mark of its change, which nothing that somebody else made does. */
  readonly marked: boolean;
  observe(reader: AccountReader): Promise<Result<State, Unreadable>>;
  take(writer: AccountWriter): Promise<Result<Made, CallProblem>>;
  /** What AWS named, for a step whose answer was lost. */
  recover(reader: AccountReader): Promise<Result<Made, Unreadable>>;
  revert(writer: AccountWriter, reader: AccountReader): Promise<Result<null, CallProblem>>;
  /** Whether the write sent a second time brings about no more than sent once. */
  readonly repeatable: boolean;
  /** Why the thing must be kept although the step is undone; null: it may go. */
  whyKept(reader: AccountReader): Promise<Result<string | null, Unreadable>>;
}

export const NOTHING_MADE: Made = { versionId: null };

/** For the kinds that make nothing with a name of AWS's own choosing, keep nothing and can bear no mark. */
export const plain = {
  marked: false,
  halves: [],
  reopens: false,
  repeatable: true,
  recover: async (): Promise<Result<Made, never>> => ok(NOTHING_MADE),
  whyKept: async (): Promise<Result<null, never>> => ok(null),
};

export function stateOf<T>(known: Known<T>, text: (value: T) => State): Result<State, Unreadable> {
  if (known.kind === 'unreadable') return err(known.problem);
  return ok(known.kind === 'absent' ? null : text(known.value));
}

/** A call whose answer holds nothing a step needs to keep. */
export async function made(call: Promise<Result<unknown, CallProblem>>): Promise<Result<Made, CallProblem>> {
  const answer = await call;
  return answer.ok ? ok(NOTHING_MADE) : answer;
}

/** A deletion that finds nothing has reached its end. */
export async function deleted(call: Promise<Result<null, CallProblem>>): Promise<Result<null, CallProblem>> {
  const answer = await call;
  return answer.ok || answer.error.kind !== 'not-found' ? answer : ok(null);
}

/** The tags of a step as its call has them. */
export const taggedBy = (tags: readonly Tag[] | undefined): { readonly tags?: readonly Tag[] } =>
  tags === undefined ? {} : { tags };
