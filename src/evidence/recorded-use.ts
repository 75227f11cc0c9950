/**
 * A call of a role as CloudTrail recorded it, refused or not. Comes in: the JSON of an event, and the role. Goes out: the action and the
 * resource, null where the call was another's. Never: passes over an event that it cannot read, which may be the role's.
 */
import { actionOfEvent } from '#catalog/event-sources.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import { resourceOf } from './cloudtrail.ts';
import { readTrailEvent, type TrailEvent } from './cloudtrail/event.ts';

export interface RecordedUse {
  /** As the list of actions has it, else as the event names the call; null: the event could not be read. */
  readonly action: string | null;
  /** Null: the event names none. */
  readonly resource: string | null;
}

export function recordedUse(text: string, roleArn: string): RecordedUse | null {
  const read = readTrailEvent(text);
  if (!read.ok) return { action: null, resource: null };
  const event = read.value;
  if (!isOfRole(event, roleArn)) return null;
  const host = event.eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, '');
  const known = actionOfEvent(event.eventSource, event.eventName);
  const partition = parseArn(roleArn)?.partition ?? 'aws';
  return {
    action: known?.name ?? `${host}:${event.eventName}`,
    resource: known?.resourceTypes.length === 0 ? '*' : resourceOf(event, { partition }),
  };
}

/** A session's ARN has lost the role's path. */
function isOfRole({ issuerArn, principalArn }: TrailEvent, roleArn: string): boolean {
  if (issuerArn !== null) return issuerArn === roleArn;
  const principal = parseArn(principalArn ?? '');
  return (
    principal?.account === parseArn(roleArn)?.account &&
    principal?.resource.startsWith(`assumed-role/${nameInArn(roleArn)}/`) === true
  );
}
