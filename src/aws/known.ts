/** Answers as known values: what AWS proves not to be there is absent, the rest could not be read. */
import type { CallProblem } from '#account/ports.ts';
import { absent, type Known, known, unreadable } from '#account/snapshot.ts';
import type { Result } from '#basics/result.ts';

export function asKnown<T>(what: string, answer: Result<T, CallProblem>): Known<T> {
  if (answer.ok) return known(answer.value);
  if (answer.error.kind === 'not-found') return absent;
  return notRead(what, answer.error);
}

/** An answer without what every such answer holds: cut short or empty, it proves nothing. */
export function incomplete(what: string): Known<never> {
  const message = 'the answer did not hold what it should; nothing is taken from it';
  return unreadable({ what, why: 'IncompleteAnswer', message, needs: null, on: null });
}

export function notRead(what: string, { code, message, action, resource }: CallProblem): Known<never> {
  return unreadable({ what, why: code, message, needs: action, on: resource });
}
