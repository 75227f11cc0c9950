/**
 * Who started a build with what, and who changed its project last. Comes in: what CloudTrail recorded of either. Goes out: the calls, with
 * the names of what they set. Never: values, which may be secrets; or a call that may as well be of another build.
 */
import type { Snapshot, Trail } from '#account/snapshot.ts';
import { readTrailEvent, type TrailEvent } from './cloudtrail/event.ts';

export interface RecordedCall {
  readonly by: string;
  readonly at: string;
  /** What the call sets, by the names of the API. Untrusted. */
  readonly sets: readonly string[];
}

export interface Provenance {
  /** The call that started the build; null: none is known to be it. */
  readonly startedBy: RecordedCall | null;
  readonly lastChange: RecordedCall | null;
}

export function provenanceOf({
  project,
  build,
  starts,
  lastChange,
}: Pick<Snapshot, 'project' | 'build' | 'starts' | 'lastChange'>): Provenance {
  const isOfProject = ({ requestParameters: given }: TrailEvent, member: string): boolean =>
    given?.[member] === project.name || given?.[member] === project.arn;
  const begun = eventsOf(starts).filter((event) => isOfProject(event, 'projectName'));
  const startedAt = build.kind === 'known' ? Date.parse(build.value.startedAt ?? '') : Number.NaN;
  // The build begins within the call; two calls that near to each other cannot be told apart.
  const near = begun.filter(({ eventTime }) => Math.abs(Date.parse(eventTime ?? '') - startedAt) <= 2_000);
  const [start] = near;
  const [change] = eventsOf(lastChange).filter((event) => isOfProject(event, 'name'));
  return {
    startedBy: start === undefined || near.length > 1 ? null : callOf(start, 'projectName'),
    lastChange: change === undefined ? null : callOf(change, 'name'),
  };
}

/** Newest first; what failed changed nothing. */
function eventsOf(trail: Snapshot['starts']): readonly TrailEvent[] {
  const texts: Trail['events'] = trail.kind === 'known' ? trail.value.events : [];
  return texts.flatMap((text) => {
    const event = readTrailEvent(text);
    return event.ok && event.value.eventSource === 'codebuild.amazonaws.com' && event.value.errorCode === null
      ? [event.value]
      : [];
  });
}

const SETS = 40;

function callOf({ principalArn, eventTime, requestParameters }: TrailEvent, subject: string): RecordedCall {
  const given = Object.keys(requestParameters ?? {}).filter((name) => name !== subject);
  return { by: principalArn ?? 'unknown', at: eventTime ?? '', sets: given.slice(0, SETS) };
}
