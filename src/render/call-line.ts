import type { AnsweredCall } from '#account/answered-call.ts';
import { safeLine } from './terminal-text.ts';

/** A call to AWS on one line: when, what, how long, its ID, what came of it. */
export function callLine(call: AnsweredCall): string {
  const { at, service, operation, region, milliseconds, attempts, requestId, error } = call;
  const words = [
    `trace ${at} ${service} ${operation} ${region}`,
    milliseconds === null ? 'unanswered' : `${milliseconds} ms`,
    ...(attempts === 1 ? [] : [`${attempts} tries`]),
    ...(requestId === null ? [] : [`id ${requestId}`]),
    error ?? 'ok',
  ];
  return safeLine(words.join(' · '), 400);
}
