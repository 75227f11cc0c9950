/**
 * One call as CloudTrail recorded it. Comes in: the JSON text of an event. Goes out: what is known of the call, or
 * why it cannot be read. Never: throws on any text, fills in what the event does not say.
 * Source: CloudTrail User Guide, "CloudTrail record contents".
 */
import { err, ok, type Result } from '#basics/result.ts';
import { itemsAt, objectAt, objectOf, textAt } from '../json-members.ts';

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
  readonly responseElements: Readonly<Record<string, unknown>> | null;
  /** ARNs of the resources that the event names. */
  readonly resources: readonly string[];
  readonly vpcEndpointId: string | null;
  /** The account that owns the resource. */
  readonly recipientAccount: string | null;
}

/** Far above what CloudTrail itself writes: it cuts an event at 256 KB. */
const LONGEST = 1 << 20;

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
  const event = objectOf(value);
  const eventName = textAt(event, 'eventName');
  const eventSource = textAt(event, 'eventSource');
  if (!eventName || !eventSource) {
    return err('not a CloudTrail event: expected `eventName` and `eventSource`');
  }
  const identity = objectAt(event, 'userIdentity');
  const issuer = objectAt(objectAt(identity, 'sessionContext'), 'sessionIssuer');
  return ok({
    eventId: textAt(event, 'eventID'),
    eventTime: textAt(event, 'eventTime'),
    eventName,
    eventSource,
    region: textAt(event, 'awsRegion'),
    errorCode: textAt(event, 'errorCode'),
    errorMessage: textAt(event, 'errorMessage'),
    principalArn: textAt(identity, 'arn'),
    issuerArn: textAt(issuer, 'arn'),
    invokedBy: textAt(identity, 'invokedBy'),
    requestParameters: objectAt(event, 'requestParameters'),
    responseElements: objectAt(event, 'responseElements'),
    resources: itemsAt(event, 'resources').flatMap((resource) => textAt(objectOf(resource), 'ARN') ?? []),
    vpcEndpointId: textAt(event, 'vpcEndpointId'),
    recipientAccount: textAt(event, 'recipientAccountId'),
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
