/**
 * What AWS recorded of a build. Comes in: CloudTrail's events and the build. Goes out: evidence of grade `recorded`, oldest first: calls
 * that were denied, and calls that were made, which show what was called and not that it should be. Never: counts an event of
 * another session or role, guesses an action the catalog does not have, throws on any text.
 */
import { actionOfEvent } from '#catalog/event-sources.ts';
import { stableJson } from '#basics/stable-json.ts';
import type { Build, Trail } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import { readDenials } from './build-log.ts';
import { readTrailEvent, type TrailEvent, wasDenied } from './cloudtrail/event.ts';
import type { Denial, Evidence, Source } from './evidence.ts';

export function readTrail(trail: Trail, build: Build): readonly Evidence[] {
  const events = trail.events.toReversed().flatMap((text) => {
    const event = readTrailEvent(text);
    return event.ok && isOfSession(event.value, build) ? [event.value] : [];
  });
  return distinct(events.flatMap((event) => evidenceOf(event, build)));
}

/** Whether any call of the build's session was recorded. */
export const isRecorded = (build: Build, { events }: Trail): boolean =>
  events.some((text) => {
    const event = readTrailEvent(text);
    return event.ok && isOfSession(event.value, build);
  });

/** The name of a build's session. Source: CodeBuild User Guide, troubleshooting. */
function sessionNameOf({ id }: Pick<Build, 'id'>): string {
  return `AWSCodeBuild-${id.split(':').at(-1) ?? id}`;
}

/** Only the build's own session of its own role; that the build prints or assumes another one does not make it its own. */
function isOfSession({ principalArn, issuerArn }: TrailEvent, build: Build): boolean {
  const principal = parseArn(principalArn ?? '');
  const role = parseArn(build.serviceRole);
  const roleName = build.serviceRole.split('/').at(-1) ?? '';
  if (principal?.service !== 'sts') return false;
  const isSession = principal.resource === `assumed-role/${roleName}/${sessionNameOf(build)}`;
  const isRole = role === null || issuerArn === null || issuerArn === build.serviceRole;
  return isSession && isRole && (role === null || role.account === principal.account);
}

function evidenceOf(event: TrailEvent, build: Build): readonly Evidence[] {
  const action = actionOfEvent(event.eventSource, event.eventName);
  const resource = resourceOf(event, { partition: parseArn(build.arn)?.partition ?? 'aws' });
  const isEverywhere = action?.resourceTypes.length === 0;
  const on = isEverywhere ? '*' : resource;
  if (wasDenied(event)) {
    const denial = denialOf(event, { action: action?.name ?? null, resource: on });
    return [{ kind: 'denial', grade: 'recorded', source: sourceOf(event), denial }];
  }
  if (isFull(event)) return [imageLimit(event)];
  if (action === null || on === null || event.errorCode !== null) return [];
  const [service = ''] = action.name.split(':');
  const use = {
    kind: 'aws-call',
    service,
    operation: event.eventName,
    action: action.name,
    resources: [on],
  } as const;
  return [{ kind: 'use', grade: 'recorded', source: sourceOf(event), origin: 'override', use }];
}

/** To its client the registry answers a push beyond the limit with the 403 of a denial. Source: Amazon ECR API, PutImage. */
function isFull({ eventSource, eventName, errorCode }: TrailEvent): boolean {
  return eventSource.startsWith('ecr.') && eventName === 'PutImage' && errorCode === 'LimitExceededException';
}

function imageLimit(event: TrailEvent): Evidence {
  const symptom = 'image-limit-reached';
  return {
    kind: 'symptom',
    grade: 'recorded',
    source: sourceOf(event),
    symptom,
    detail: {},
    followsFrom: null,
  };
}

/** What the message words comes first; what it leaves out is taken from the event's own fields. */
export function denialOf(event: TrailEvent, call: Pick<Denial, 'action' | 'resource'>): Denial {
  const [worded] = readDenials(event.errorMessage ?? '');
  return {
    ...(worded ?? NOT_WORDED),
    action: worded?.action ?? call.action,
    resource: worded?.resource ?? (isSameCall(worded, call) ? call.resource : null),
    principal: worded?.principal ?? event.principalArn,
    operation: event.eventName,
  };
}

/** An action beside the operation (`iam:PassRole`) is on a resource of its own. */
function isSameCall(worded: Denial | undefined, { action }: Pick<Denial, 'action'>): boolean {
  return (
    worded === undefined || worded.action === null || worded.action.toLowerCase() === action?.toLowerCase()
  );
}

const NOT_WORDED: Denial = {
  action: null,
  resource: null,
  principal: null,
  operation: null,
  layer: null,
  explicit: null,
  policyArn: null,
  authorizationId: null,
  missingAction: null,
  span: { start: 0, end: 0 },
  line: 1,
  truncated: false,
};

/** The resource the event names, else the repository of its parameters: ECR's events of pushes and pulls name it there. */
export function resourceOf(event: TrailEvent, { partition }: { readonly partition: string }): string | null {
  const [named] = event.resources;
  if (named !== undefined) return named;
  const { repositoryName, registryId } = event.requestParameters ?? {};
  const account = typeof registryId === 'string' ? registryId : event.recipientAccount;
  const isEcr = event.eventSource.startsWith('ecr.');
  if (!isEcr || typeof repositoryName !== 'string' || account === null || event.region === null) return null;
  const isName = /^[a-z0-9][a-z0-9._/-]{1,255}$/.test(repositoryName) && /^\d{12}$/.test(account);
  return isName ? `arn:${partition}:ecr:${event.region}:${account}:repository/${repositoryName}` : null;
}

function sourceOf({ eventId, eventTime, eventName, errorCode, errorMessage }: TrailEvent): Source {
  const failed = [errorCode, errorMessage].filter((part) => part !== null).join(': ');
  return {
    kind: 'cloudtrail',
    where: `CloudTrail event ${eventId ?? 'without ID'}${eventTime === null ? '' : ` of ${eventTime}`}`,
    text: failed === '' ? eventName : `${eventName}: ${failed}`,
  };
}

/** Calls repeat (a push uploads each layer); each counts once, where it came first. */
function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  const keyOf = (one: Evidence): string => {
    if (one.kind === 'use') return stableJson(one.use);
    return one.kind === 'denial' ? stableJson({ ...one.denial, span: null }) : stableJson(one);
  };
  const found = new Map<string, Evidence>();
  for (const one of evidence) if (!found.has(keyOf(one))) found.set(keyOf(one), one);
  return [...found.values()];
}
