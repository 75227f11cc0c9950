/**
 * One call as CloudTrail recorded it. Comes in: the JSON text of an event. Goes out: what is known of the call, or
 * why it cannot be read. Never: throws on any text, fills in what the event does not say.
 * Source: CloudTrail User Guide, "CloudTrail record contents".
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';

/** A field that the event lacks, or holds in another type than AWS documents, is null. Untrusted. */
export interface TrailEvent {
  readonly eventId: string | null;
  readonly eventTime: string | null;
  /** The API operation (`PutImage`). */
  readonly eventName: string;
  /** `ecr.amazonaws.com`. */
  readonly eventSource: string;
  readonly region: string | null;
  readonly errorCode: string | null;
  readonly errorMessage: string | null;
  /** Who called: a user, or a role's session. */
  readonly principalArn: string | null;
  /** The role whose session called, with its path. */
  readonly issuerArn: string | null;
  /** AWS service that called on the principal's behalf. */
  readonly invokedBy: string | null;
  readonly requestParameters: Readonly<Record<string, unknown>> | null;
  /** ARNs of the resources that the event names. */
  readonly resources: readonly string[];
  readonly vpcEndpointId: string | null;
  /** The account that owns the resource. */
  readonly recipientAccount: string | null;
}

/** Far above what CloudTrail itself writes: it cuts an event at 256 KB. */
const LONGEST = 1 << 20;

const word = z.string().nullish().catch(null);
const record = z.object({
  eventID: word,
  eventTime: word,
  eventName: z.string().min(1),
  eventSource: z.string().min(1),
  awsRegion: word,
  errorCode: word,
  errorMessage: word,
  userIdentity: z
    .object({
      arn: word,
      invokedBy: word,
      sessionContext: z
        .object({ sessionIssuer: z.object({ arn: word }).nullish().catch(null) })
        .nullish()
        .catch(null),
    })
    .nullish()
    .catch(null),
  requestParameters: z.record(z.string(), z.unknown()).nullish().catch(null),
  resources: z
    .array(z.object({ ARN: word }).catch({ ARN: null }))
    .nullish()
    .catch(null),
  vpcEndpointId: word,
  recipientAccountId: word,
});

/** Reads the JSON text of an event, as a trail's file or `LookupEvents`' field `CloudTrailEvent` holds it. */
export function readTrailEvent(text: string): Result<TrailEvent, string> {
  if (text.length > LONGEST) return err(`the event is longer than ${LONGEST} characters`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('the event is not JSON');
  }
  return readTrailRecord(value);
}

/** Reads an event that has been parsed already. */
export function readTrailRecord(value: unknown): Result<TrailEvent, string> {
  const parsed = record.safeParse(value);
  if (!parsed.success) return err('not a CloudTrail event: expected `eventName` and `eventSource`');
  const { userIdentity, ...event } = parsed.data;
  return ok({
    eventId: event.eventID ?? null,
    eventTime: event.eventTime ?? null,
    eventName: event.eventName,
    eventSource: event.eventSource,
    region: event.awsRegion ?? null,
    errorCode: event.errorCode ?? null,
    errorMessage: event.errorMessage ?? null,
    principalArn: userIdentity?.arn ?? null,
    issuerArn: userIdentity?.sessionContext?.sessionIssuer?.arn ?? null,
    invokedBy: userIdentity?.invokedBy ?? null,
    requestParameters: event.requestParameters ?? null,
    resources: (event.resources ?? []).flatMap(({ ARN }) => ARN ?? []),
    vpcEndpointId: event.vpcEndpointId ?? null,
    recipientAccount: event.recipientAccountId ?? null,
  });
}

/**
 * Whether AWS refused the call for want of a permission. CloudTrail writes a service's own code:
 * `AccessDenied`, `AccessDeniedException`, `Client.UnauthorizedOperation` (EC2), `AuthorizationError` (SNS).
 */
export function wasDenied({ errorCode }: TrailEvent): boolean {
  return (
    errorCode !== null &&
    /(?:^|\.)(?:AccessDenied|UnauthorizedOperation|NotAuthorized|AuthorizationError)(?:Exception)?$/.test(
      errorCode,
    )
  );
}
