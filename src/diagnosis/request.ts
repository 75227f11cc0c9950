/** A need put as the question that AWS would be asked when the build makes the call. */
import { mayTag } from '#catalog/aws-cli/request-keys.ts';
import { parseArn } from '#iam/arn.ts';
import type { AuthorizationRequest } from '#iam/decision.ts';
import type { Need } from '#needs/need.ts';
import type { Tags } from '#account/resources.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { hasTaggedResource, keysBesideTags, ownTagPrefix, tagHolder } from '#catalog/tag-holders.ts';
import { accountOf, isForeign } from './foreign.ts';

const CODEBUILD = { service: 'codebuild.amazonaws.com' } as const;

/** The request of a build under `role`, or of CodeBuild itself where it pulls the image with its own credentials. */
export function requestOf(snapshot: Snapshot, role: Role, need: Need): AuthorizationRequest {
  const resourceAccount = accountOf(snapshot, need.resource);
  const resource = wholeArn(snapshot, need.resource);
  const common = { action: need.action, resource, resourceAccount };
  if (need.subject === 'codebuild-service') {
    const context = {
      ...serviceContext(snapshot),
      ...timeContext(snapshot),
      ...tagContext(snapshot, need),
      ...statedIn(need),
    };
    return { ...common, principal: CODEBUILD, context, unknownKeys: unknownKeysOf(snapshot, need) };
  }
  return {
    ...common,
    principal: sessionArn(snapshot, role),
    roleArn: role.arn,
    context: { ...sessionContext(snapshot, role, need), ...statedIn(need) },
    unknownKeys: unknownKeysOf(snapshot, need),
  };
}

const SUFFIX = '-??????';

/** A secret named without the six characters at its end is asked for by its own ARN, where that could be read. */
function wholeArn({ secretKeys }: Snapshot, resource: string): string {
  const arn = parseArn(resource);
  if (arn?.service !== 'secretsmanager' || !resource.endsWith(SUFFIX)) return resource;
  const named = [resource, arn.resource.replace(/^secret:/, '')].map((text) => text.slice(0, -SUFFIX.length));
  const found = named.flatMap((id) => {
    const secret = Object.hasOwn(secretKeys, id) ? secretKeys[id] : undefined;
    const whole = secret?.kind === 'known' ? parseArn(secret.value.arn ?? '') : null;
    return whole?.account === arn.account && whole.region === arn.region ? [secret] : [];
  });
  const [secret] = found;
  return secret?.kind === 'known' ? (secret.value.arn ?? resource) : resource;
}

/** Without the families of keys that are known to be missing: those are missing for being not unknown. */
function statedIn({ context }: Need): Need['context'] {
  return Object.fromEntries(Object.entries(context).filter(([key]) => !key.endsWith('*')));
}

/**
 * Keys that the request may carry with values that nobody could read: what every request may carry, and what the service has keys for,
 * but for what is known to be missing.
 */
function unknownKeysOf(snapshot: Snapshot, need: Need): readonly string[] {
  const { action, context } = need;
  const keys = [
    ...UNKNOWN_KEYS,
    ...organizationUnknown(snapshot, need),
    ...ofService(serviceOf(action), tagsOf(snapshot, need)),
    ...(mayTag(action) ? TAG_KEYS : []),
  ];
  return keys.filter((key) => !Object.hasOwn(context, key));
}

const serviceOf = (action: string): string => action.split(':', 1)[0] ?? '';

function ofService(service: string, tags: Tags | null): readonly string[] {
  const own = service === 'kms' ? KMS_KEYS : [`${service}:*`];
  if (tags === null) return ['aws:ResourceTag/*', ...own];
  return service === 'kms' || ownTagPrefix(service) === null ? own : keysBesideTags(service);
}

/** Null: the request may carry tags that were not read. */
function tagsOf({ resourceTags }: Snapshot, { action, resource }: Need): Tags | null {
  if (!hasTaggedResource(action)) return {};
  const holder = tagHolder(resource);
  const tags = holder !== null && Object.hasOwn(resourceTags, holder) ? resourceTags[holder] : undefined;
  if (tags === undefined || tags.kind === 'unreadable') return null;
  return tags.kind === 'known' ? tags.value : {};
}

function tagContext(snapshot: Snapshot, need: Need): Readonly<Record<string, string>> {
  const own = ownTagPrefix(serviceOf(need.action));
  return Object.fromEntries(
    Object.entries(tagsOf(snapshot, need) ?? {}).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      ...(own === null ? [] : [[`${own}${key}`, value]]),
    ]),
  );
}

/** The tags that the request of a build carries: those of its session, which are the role's, and of the resource as far as they were read. */
export function tagsOfRequest(snapshot: Snapshot, role: Role, need: Need): Readonly<Record<string, string>> {
  const ofSession = role.tags.map(({ key, value }) => [`aws:PrincipalTag/${key}`, value] as const);
  return { ...Object.fromEntries(ofSession), ...tagContext(snapshot, need) };
}

/** The organisation of the caller, and of a resource of the account's own; the path in it is not read. */
function organizationContext(snapshot: Snapshot, { resource }: Need): Need['context'] {
  const { organizationId } = snapshot;
  if (organizationId.kind !== 'known') return {};
  const isOwn = !isForeign(snapshot, resource);
  return {
    'aws:PrincipalOrgID': organizationId.value,
    ...(isOwn ? { 'aws:ResourceOrgID': organizationId.value } : {}),
  };
}

function organizationUnknown(snapshot: Snapshot, { resource }: Need): readonly string[] {
  const principal = ['aws:PrincipalOrgID', 'aws:PrincipalOrgPaths'];
  const ofResource = ['aws:ResourceOrgID', 'aws:ResourceOrgPaths'];
  if (snapshot.organizationId.kind !== 'absent') return [...principal, ...ofResource];
  return isForeign(snapshot, resource) ? ofResource : [];
}

/** Apart from the encryption context, of which commands tell. Source: KMS Developer Guide, conditions-kms. */
const KMS_KEYS = [
  'kms:EncryptionContext:*',
  'kms:EncryptionContextKeys',
  'kms:EncryptionAlgorithm',
  'kms:ViaService',
  'kms:RequestAlias',
  'kms:ResourceAliases',
  'kms:Grant*',
  'kms:Key*',
  'kms:MultiRegion*',
  'kms:ReEncrypt*',
  'kms:Recipient*',
  'kms:Signing*',
  'kms:Message*',
  'kms:DataKey*',
];

const TAG_KEYS = ['aws:RequestTag/*', 'aws:TagKeys'];

/** The question asked before every build: may CodeBuild assume the role for this project. */
export function assumeRoleRequest(snapshot: Snapshot, role: Role): AuthorizationRequest {
  return {
    principal: CODEBUILD,
    action: 'sts:AssumeRole',
    resource: role.arn,
    resourceAccount: snapshot.account,
    context: {
      ...serviceContext(snapshot),
      ...timeContext(snapshot),
      ...Object.fromEntries(role.tags.map(({ key, value }) => [`aws:ResourceTag/${key}`, value])),
      ...(snapshot.organizationId.kind === 'known'
        ? { 'aws:SourceOrgID': snapshot.organizationId.value }
        : {}),
    },
    unknownKeys: ['aws:SourceOrgID', 'aws:SourceOrgPaths'],
  };
}

/**
 * Keys a request of a build may carry with values that no snapshot shows. Source: IAM User Guide,
 * reference_policies_condition-keys (global keys); tags of resources are not part of the snapshot.
 */
const UNKNOWN_KEYS: readonly string[] = [
  'codebuild:buildArn',
  'aws:SourceIp',
  'aws:VpcSourceIp',
  'aws:SourceVpc',
  'aws:SourceVpcArn',
  'aws:SourceVpce',
  'aws:VpceAccount',
  'aws:VpceOrgID',
  'aws:VpceOrgPaths',
  'aws:UserAgent',
  'aws:Referer',
  'aws:userid',
];

/** The session a build runs under. Source: CodeBuild User Guide, troubleshooting (session name `AWSCodeBuild-UUID`). */
function sessionArn(snapshot: Snapshot, role: Role): string {
  const uuid = snapshot.build.kind === 'known' ? snapshot.build.value.id.split(':').at(-1) : undefined;
  return `arn:${snapshot.partition}:sts::${snapshot.account}:assumed-role/${role.name}/AWSCodeBuild-${uuid ?? 'next'}`;
}

function sessionContext(
  snapshot: Snapshot,
  role: Role,
  need: Need,
): Readonly<Record<string, string | readonly string[]>> {
  const build = snapshot.build.kind === 'known' ? { 'codebuild:buildArn': snapshot.build.value.arn } : {};
  return {
    ...tagsOfRequest(snapshot, role, need),
    ...build,
    ...timeContext(snapshot),
    // The next build begins with credentials of its own, whatever those of older sessions are worth.
    'aws:TokenIssueTime': snapshot.takenAt,
    'codebuild:projectArn': snapshot.project.arn,
    'aws:RequestedRegion': regionOf(snapshot, need),
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'false',
    // A service that uses a key for the build asks on its behalf.
    'aws:ViaAWSService': String((need.context['kms:ViaService'] ?? []).length > 0),
    ...serviceKeys(snapshot, need),
    ...organizationContext(snapshot, need),
  };
}

/** The next build is asked for, and that is about now. */
function timeContext({ takenAt }: Snapshot): Need['context'] {
  return { 'aws:CurrentTime': takenAt, 'aws:EpochTime': String(Math.floor(Date.parse(takenAt) / 1_000)) };
}

/** Services with one endpoint for all regions of the commercial partition. Source: AWS General Reference, endpoints. */
const GLOBAL = new Set(['cloudfront', 'ecr-public', 'globalaccelerator', 'iam', 'organizations', 'route53']);

function regionOf({ partition, region }: Snapshot, { action, resource, context }: Need): string {
  const isPublicLogin = context['sts:AWSServiceName'] === 'ecr-public.amazonaws.com';
  const isGlobal = isPublicLogin || GLOBAL.has(action.split(':', 1)[0] ?? '');
  if (isGlobal && partition === 'aws') return 'us-east-1';
  return parseArn(resource)?.region || region;
}

/** What every request to a service carries. Source: S3 User Guide, amazon-s3-policy-keys; KMS Developer Guide, conditions-kms. */
function serviceKeys(snapshot: Snapshot, { action, resource }: Need): Need['context'] {
  if (action.startsWith('kms:')) return { 'kms:CallerAccount': snapshot.account };
  if (!action.startsWith('s3:')) return {};
  return {
    's3:ResourceAccount': accountOf(snapshot, resource),
    's3:authType': 'REST-HEADER',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    // Clients of today agree on it with S3.
    's3:TlsVersion': '1.3',
    's3:DataAccessPointAccount': [],
    's3:DataAccessPointArn': [],
    's3:AccessPointNetworkOrigin': [],
  };
}

/** Source: CodeBuild User Guide, cross-service-confused-deputy-prevention. */
function serviceContext(snapshot: Snapshot): Readonly<Record<string, string>> {
  return {
    'aws:SourceArn': snapshot.project.arn,
    'aws:SourceAccount': snapshot.account,
    'aws:PrincipalIsAWSService': 'true',
    'aws:SecureTransport': 'true',
  };
}
