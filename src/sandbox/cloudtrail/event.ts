/** Writing down who called what, denied calls included. Source: facts 6.4 [BOTO cloudtrail]. */
import type { Caller } from '../caller.ts';
import { accountOf, regionOf, type World } from '../world.ts';
import type { TrailEvent } from './state.ts';

export interface Recorded {
  readonly service: string;
  readonly operation: string;
  readonly caller: Caller;
  readonly region: string;
  readonly input: unknown;
  readonly error: { readonly code: string; readonly message: string } | null;
  /** Where the call was: a registry request's resource is the repository. */
  readonly resource?: string;
  /** Absent where AWS itself makes the call: a push is recorded so. Source: facts 4.3 [E-CT]. */
  readonly userAgent?: string;
}

const EVENTS_KEPT = 20_000;
const READS = /^(?:Get|List|Describe|BatchGet|BatchCheck|Lookup|Filter|Simulate|Decode)/;
const ACCESS_DENIED = new Set(['AccessDenied', 'AccessDeniedException']);

export function recordEvent(world: World, called: Recorded): void {
  const recorded = { ...called, region: keptIn(world, called) };
  const { caller, service, operation } = recorded;
  const time = world.now();
  const id = world.ids.uuid();
  const { trail } = regionOf(world, caller.account, recorded.region);
  trail.push({
    id,
    name: operation,
    source: `${service}.amazonaws.com`,
    time,
    username: usernameOf(caller),
    accessKeyId: caller.accessKeyId,
    readOnly: READS.test(operation),
    resources: resourcesOf(world, recorded),
    record: JSON.stringify(record(world, recorded, { id, time })),
  });
  if (trail.length > EVENTS_KEPT) trail.shift();
}

/** Events of IAM lie in one region of a partition. Source: CloudTrail User Guide, "Global service events". */
function keptIn({ partition }: World, { service, region }: Recorded): string {
  return service === 'iam' ? (IAM_REGIONS[partition] ?? region) : region;
}

const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** What an event can be looked up by: repositories by their ARN, roles by their name, managed policies by their ARN. */
function resourcesOf(world: World, recorded: Recorded): TrailEvent['resources'] {
  const { service, input } = recorded;
  const repository = recorded.resource ?? repositoryIn(world, recorded);
  if (repository !== null) return [{ type: 'AWS::ECR::Repository', name: repository }];
  if (service !== 'iam' || typeof input !== 'object' || input === null) return [];
  const named = Object.entries(input).filter(([, value]) => typeof value === 'string');
  return named.flatMap(([member, name]) => {
    const type = IAM_RESOURCES[member];
    return type === undefined ? [] : [{ type, name: String(name) }];
  });
}

/** The repository that a call of ECR names. */
function repositoryIn({ partition }: World, { service, input, caller, region }: Recorded): string | null {
  if (service !== 'ecr' || typeof input !== 'object' || input === null) return null;
  const { repositoryName, registryId } = input as Readonly<Record<string, unknown>>;
  const account = typeof registryId === 'string' ? registryId : caller.account;
  return typeof repositoryName === 'string'
    ? `arn:${partition}:ecr:${region}:${account}:repository/${repositoryName}`
    : null;
}

const IAM_RESOURCES: Readonly<Record<string, string>> = {
  RoleName: 'AWS::IAM::Role',
  PolicyArn: 'AWS::IAM::Policy',
  PolicyName: 'AWS::IAM::Policy',
  UserName: 'AWS::IAM::User',
};

const usernameOf = (caller: Caller): string => caller.arn.slice(caller.arn.lastIndexOf('/') + 1);

function record(
  world: World,
  recorded: Recorded,
  { id, time }: { readonly id: string; readonly time: Date },
): object {
  const { caller, service, operation, error } = recorded;
  return {
    eventVersion: '1.10',
    userIdentity: userIdentity(world, caller),
    eventTime: time.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    eventSource: `${service}.amazonaws.com`,
    eventName: operation,
    awsRegion: recorded.region,
    sourceIPAddress: recorded.userAgent === undefined ? 'AWS Internal' : '127.0.0.1',
    userAgent: recorded.userAgent ?? 'AWS Internal',
    ...(error === null
      ? {}
      : {
          errorCode: ACCESS_DENIED.has(error.code) ? 'AccessDenied' : error.code,
          errorMessage: error.message,
        }),
    requestParameters: withoutSecrets(recorded.input),
    responseElements: null,
    eventID: id,
    readOnly: READS.test(operation),
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: caller.account,
    eventCategory: 'Management',
  };
}

/** CloudTrail never shows what was to be kept secret. */
const SECRET_MEMBERS = new Set([
  'Value',
  'SecretString',
  'SecretBinary',
  'Plaintext',
  'layerPartBlob',
  'WebIdentityToken',
  'TokenCode',
]);

function withoutSecrets(input: unknown): unknown {
  if (typeof input !== 'object' || input === null) return input;
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      // CloudTrail begins the names of members with a small letter, whatever the API does.
      name.charAt(0).toLowerCase() + name.slice(1),
      SECRET_MEMBERS.has(name) ? 'HIDDEN_DUE_TO_SECURITY_REASONS' : value,
    ]),
  );
}

function userIdentity(world: World, caller: Caller): object {
  const base = {
    principalId: caller.userId,
    arn: caller.arn,
    accountId: caller.account,
    accessKeyId: caller.accessKeyId,
    ...(caller.onBehalfOf === undefined ? {} : { invokedBy: caller.onBehalfOf.service }),
  };
  if (caller.kind === 'web-identity') return { type: 'WebIdentityUser' };
  if (caller.kind !== 'assumed-role' || caller.entity === null) return { type: 'IAMUser', ...base };
  const role = accountOf(world, caller.account).iam.roles.get(caller.entity.toLowerCase());
  return {
    type: 'AssumedRole',
    ...base,
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: role?.id,
        arn: role?.arn,
        accountId: caller.account,
        userName: caller.entity,
      },
    },
  };
}
