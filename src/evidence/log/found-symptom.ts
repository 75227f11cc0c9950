/** A failure that words no denial, as it is found in a cleaned text. */
import type { Symptom } from '../symptoms.ts';

/** Which earlier failure it follows from by its nature: the last of all, or the last that says why; null: none. */
export type Follows = 'last' | 'last-that-says-why' | null;

/** A symptom with its place in the cleaned text. */
export interface FoundSymptom {
  readonly symptom: Symptom;
  readonly detail: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
  readonly follows: Follows;
}

/** A symptom before it is known whether another close by says more. */
export interface Candidate extends FoundSymptom {
  /** Says little by itself: a more telling symptom close by replaces it. */
  readonly weak: boolean;
  /** A refusal in words that anybody may use, where nothing names AWS. */
  readonly vague?: boolean;
}

/** What never is the first failure. Source: the messages of issue threads; a login without a password asks for one. */
export const FOLLOWERS: ReadonlySet<Symptom> = new Set([
  'interactive-login',
  'no-artifacts-found',
  'command-failed',
]);
