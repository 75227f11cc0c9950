/**
 * Calls that changed something, as CloudTrail recorded them. Comes in: events and what is asked of them. Goes out: who called when, and
 * the names of what was set. Never: values, which may be secrets; a call that failed; or text without bound.
 */
import type { Known, Trail } from '#account/snapshot.ts';
import { readTrailEvent, type TrailEvent } from './cloudtrail/event.ts';
import { textAt } from './json-members.ts';

export interface RecordedCall {
  readonly operation: string;
  /** ARN of who called. */
  readonly by: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What was changed, by name or ARN. Untrusted. */
  readonly on: string;
  /** What the call sets, by the names of the API. Untrusted. */
  readonly sets: readonly string[];
}

/** Newest first; what failed changed nothing. */
export function eventsOf(trail: Known<Trail>, source: string): readonly TrailEvent[] {
  const texts: Trail['events'] = trail.kind === 'known' ? trail.value.events : [];
  const events = texts.flatMap((text) => {
    const event = readTrailEvent(text);
    const isMeant = event.ok && event.value.eventSource === source && event.value.errorCode === null;
    return isMeant ? [event.value] : [];
  });
  return events.toSorted((left, right) => timeOf(right) - timeOf(left));
}

/** Milliseconds; 0: the event does not tell. */
export const timeOf = ({ eventTime }: TrailEvent): number => Date.parse(eventTime ?? '') || 0;

const SETS = 40;
const LONGEST = 300;

/** `subject`: the members that name what was changed, not what it was set to; the first that is there names it. */
export function callOf(event: TrailEvent, subject: readonly string[]): RecordedCall {
  const given = event.requestParameters;
  const sets = Object.keys(given ?? {}).filter((name) => !subject.includes(name));
  const [on = ''] = subject.flatMap((name) => textAt(given, name) ?? []);
  return {
    operation: event.eventName.slice(0, LONGEST),
    by: (event.principalArn ?? event.invokedBy ?? 'unknown').slice(0, LONGEST),
    at: event.eventTime ?? '',
    on: on.slice(0, LONGEST),
    sets: sets.slice(0, SETS).map((name) => name.slice(0, LONGEST)),
  };
}
