/**
 * Whose each setting of the build is that its project does not have now, and what was changed since the last green build. Comes in: a
 * snapshot with what CloudTrail recorded. Goes out: for each such setting whether the start of the build overrode it or the project was
 * changed since, with the call that shows it, and every recorded change. Never: values; a call that may as well be of another build.
 */
import type { Snapshot } from '#account/snapshot.ts';
import { isUnchangedSince, ownSettings, settersOf } from './differences.ts';
import type { TrailEvent } from './cloudtrail/event.ts';
import { itemsAt, objectAt, objectOf, textAt } from './json-members.ts';
import { callOf, eventsOf, type RecordedCall, timeOf } from './recorded-calls.ts';
import { type SinceGreen, sinceGreen } from './since-green.ts';

export interface Provenance {
  /** The call that started the build; null: none is known to be it. */
  readonly startedBy: RecordedCall | null;
  readonly lastChange: RecordedCall | null;
  readonly differences: readonly Difference[];
  /** Null: no build of the project's own settings is known to have gone well. */
  readonly sinceGreen: SinceGreen | null;
}

/** A setting that the build ran with and the project does not have now. */
export interface Difference {
  readonly setting: string;
  readonly because: 'override' | 'changed-since' | 'unknown';
  /** The call that shows it; null: none does, or it follows from when the project was last changed. */
  readonly call: RecordedCall | null;
}

export type Traced = Pick<
  Snapshot,
  | 'project'
  | 'pipelineAction'
  | 'build'
  | 'lastGreen'
  | 'role'
  | 'repositories'
  | 'account'
  | 'starts'
  | 'projectChanges'
  | 'roleChanges'
  | 'repositoryChanges'
>;

export function provenanceOf(snapshot: Traced): Provenance {
  const starts = startsOf(snapshot);
  const [start] = starts;
  const changes = projectChangesOf(snapshot);
  const [change] = changes;
  return {
    startedBy: start === undefined || starts.length > 1 ? null : startCall(start),
    lastChange: change === undefined ? null : callOf(change, ['name']),
    differences: differencesOf(snapshot, { starts, changes }),
    sinceGreen: sinceGreen(snapshot, changes),
  };
}

const startCall = (start: TrailEvent): RecordedCall => callOf(start, ['projectName']);

const isOfProject = ({ project }: Traced, given: TrailEvent['requestParameters'], member: string): boolean =>
  given?.[member] === project.name || given?.[member] === project.arn;

/** The calls of StartBuild that may be the build's: the one that says so, else all that are near in time. */
function startsOf(snapshot: Traced): readonly TrailEvent[] {
  if (snapshot.build.kind !== 'known') return [];
  const { id, startedAt } = snapshot.build.value;
  const all = eventsOf(snapshot.starts, CODEBUILD).filter(
    (event) =>
      event.eventName === 'StartBuild' && isOfProject(snapshot, event.requestParameters, 'projectName'),
  );
  const said = all.filter((event) => startedId(event) === id);
  if (said.length > 0) return said;
  // The build begins within the call; two calls that near to each other cannot be told apart.
  const at = Date.parse(startedAt ?? '');
  return all.filter((event) => startedId(event) === null && Math.abs(timeOf(event) - at) <= 2_000);
}

const startedId = ({ responseElements }: TrailEvent): string | null =>
  textAt(objectAt(responseElements, 'build'), 'id');

const CODEBUILD = 'codebuild.amazonaws.com';

const projectChangesOf = (snapshot: Traced): readonly TrailEvent[] =>
  eventsOf(snapshot.projectChanges, CODEBUILD).filter(
    (event) => event.eventName === 'UpdateProject' && isOfProject(snapshot, event.requestParameters, 'name'),
  );

interface Recorded {
  readonly starts: readonly TrailEvent[];
  readonly changes: readonly TrailEvent[];
}

function differencesOf(snapshot: Traced, recorded: Recorded): readonly Difference[] {
  if (snapshot.build.kind !== 'known') return [];
  const build = snapshot.build.value;
  const isUnchanged = isUnchangedSince(snapshot.project, build);
  const changes = recorded.changes.filter((event) => timeOf(event) >= Date.parse(build.startedAt ?? ''));
  // What may be missing from a page cut short may be the very call.
  const areAllRead = snapshot.starts.kind !== 'known' || snapshot.starts.value.complete;
  return ownSettings(snapshot, build).map((setting) =>
    differenceOf(setting, { isUnchanged, areAllRead, starts: recorded.starts, changes }),
  );
}

function differenceOf(
  setting: string,
  {
    isUnchanged,
    areAllRead,
    starts,
    changes,
  }: Recorded & Readonly<Record<'isUnchanged' | 'areAllRead', boolean>>,
): Difference {
  const { override, update, variable } = settersOf(setting);
  const overriding = starts.filter((event) => override !== null && isSetBy(event, override, variable));
  const [start] = overriding;
  if (start !== undefined && overriding.length === starts.length)
    return { setting, because: 'override', call: starts.length > 1 ? null : startCall(start) };
  const isNoOverride = override === null || (starts.length > 0 && overriding.length === 0);
  if (update === null || (isUnchanged && !isNoOverride)) return { setting, because: 'override', call: null };
  const change = changes.find(({ requestParameters }) => requestParameters?.[update] != null);
  const call = change === undefined ? null : callOf(change, ['name']);
  // Of two starts at once one may be the build's and have overridden it, whoever changed the project later.
  const isToldByChange = starts.length === 0 && areAllRead && call !== null;
  const isChanged = !isUnchanged && (isNoOverride || isToldByChange);
  return isChanged
    ? { setting, because: 'changed-since', call }
    : { setting, because: 'unknown', call: null };
}

function isSetBy({ requestParameters: given }: TrailEvent, member: string, variable: string | null): boolean {
  if (given?.[member] == null) return false;
  if (variable === null) return true;
  return itemsAt(given, member).some((item) => textAt(objectOf(item), 'name') === variable);
}
