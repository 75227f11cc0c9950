/** Answers as known values: what AWS proves not to be there is absent, the rest could not be read. */
import type { CallProblem } from '#account/ports.ts';
import { absent, type Known, known, unreadable } from '#account/snapshot.ts';
import type { Result } from '#basics/result.ts';

export function asKnown<T>(what: string, answer: Result<T, CallProblem>): Known<T> {
  if (answer.ok) return known(answer.value);
  if (answer.error.kind === 'not-found') return absent;
  return notRead(what, answer.error);
}

export function notRead(what: string, { code, message, action, resource }: CallProblem): Known<never> {
  return unreadable({ what, why: code, message, needs: action, on: resource });
}
