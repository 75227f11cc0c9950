/**
 * From a use to its requests: one rule for each kind of use.
 * Source: CodeBuild User Guide, setting-up-service-role and the page of each feature; Amazon ECR User Guide.
 */
import { BATCH_ACTIONS, LOG_GROUP_ACTION, LOG_STREAM_ACTIONS } from '#catalog/project-actions.ts';
import { parseArn } from '#iam/arn.ts';
import type { RequestContext, Use } from '#evidence/evidence.ts';
import {
  buildImageRequests,
  loginRequests,
  publicPushRequests,
  pullRequests,
  pushRequests,
  upstreamRequests,
} from './registry.ts';
import { requests, s3Arn, arnOf, type NeedScope, type NeedsOptions, type UseRequest } from './request.ts';
import {
  connectionRequests,
  debugSessionRequests,
  keyRequests,
  parameterRequests,
  reportRequests,
  secretRequests,
  vpcRequests,
} from './features.ts';

const BUCKET_READS = ['s3:GetBucketAcl', 's3:GetBucketLocation'];

type UseOf = { readonly [Kind in Use['kind']]: Extract<Use, { kind: Kind }> };
type Rules = {
  readonly [Kind in Use['kind']]: (
    use: UseOf[Kind],
    scope: NeedScope,
    options: NeedsOptions,
  ) => readonly UseRequest[];
};

const RULES: Rules = {
  'registry-login': (use) => loginRequests(use.public),
  'image-push': (use, _scope, options) => pushRequests(use, options),
  'image-pull': (use, _scope, options) => pullRequests(use.repository, options),
  'fetch-upstream': (use) => upstreamRequests(use),
  'sign-image': (use) => requests(['signer:SignPayload'], use.profileArn),
  'public-image-push': (use, scope) => publicPushRequests(use.name, scope),
  'pull-build-image': (use, _scope, options) => buildImageRequests(use, options),
  'aws-call': (use) =>
    use.resources.flatMap((resource) =>
      requests([use.action], resource, {
        rule: ruleOfPattern(resource),
        context: contextOf(use.context ?? {}, resource),
      }),
    ),
  'write-logs': (use, scope) => logRequests(use.groupName, scope),
  'write-s3-logs': (use, scope) => writeRequests(use.location, scope),
  'write-artifacts': (use, scope) =>
    writeRequests(use.prefix === null ? use.bucket : `${use.bucket}/${use.prefix}`, scope),
  'share-with-bucket-owner': (use, scope) => bucket(['s3:PutBucketAcl'], use.bucket, scope),
  'use-pipeline-bucket': (use, scope) => [
    ...objects(['s3:GetObject', 's3:GetObjectVersion'], use.bucket, scope),
    ...objects(['s3:PutObject'], use.bucket, scope).map((one) => ({ ...one, context: PIPELINE_OBJECT })),
    ...bucket(BUCKET_READS, use.bucket, scope),
  ],
  'read-s3-source': (use, scope) => sourceRequests(use.location, scope),
  'use-s3-cache': (use, scope) => objects(['s3:GetObject', 's3:PutObject'], use.location, scope),
  'read-parameter': (use, scope) => parameterRequests(use.name, scope),
  'read-secret': (use, scope) => secretRequests(use.id, scope),
  'use-key': (use, scope, options) => keyRequests(use, scope, options),
  'use-connection': (use) => connectionRequests(use.arn),
  'git-pull': (use) => requests(['codecommit:GitPull'], use.repositoryArn),
  'join-vpc': (use, scope) => vpcRequests(use.subnets, scope),
  'write-reports': (use, scope) => reportRequests(use.group, scope),
  'start-batch': ({ projectArn, isOwnRole }) =>
    requests(BATCH_ACTIONS, projectArn, { subject: isOwnRole ? 'batch-role' : 'service-role' }),
  'docker-daemon': () => [],
  'debug-session': () => debugSessionRequests(),
};

/** The policy that CodePipeline gives its buckets lets nothing else in. Source: CodePipeline User Guide, S3-artifact-encryption. */
const PIPELINE_OBJECT = { 's3:x-amz-server-side-encryption': 'aws:kms' };

export function requestsOfUse(use: Use, scope: NeedScope, options: NeedsOptions): readonly UseRequest[] {
  return ruled(use.kind, use, { scope, options });
}

function ruled<Kind extends Use['kind']>(
  kind: Kind,
  use: UseOf[Kind],
  { scope, options }: { readonly scope: NeedScope; readonly options: NeedsOptions },
): readonly UseRequest[] {
  return RULES[kind](use, scope, options);
}

function writeRequests(place: string, scope: NeedScope): readonly UseRequest[] {
  return [...objects(['s3:PutObject'], place, scope), ...bucket(BUCKET_READS, place, scope)];
}

/** The region is told only where the resource does not tell it. */
function contextOf(context: RequestContext, resource: string): RequestContext {
  const { 'aws:RequestedRegion': _, ...others } = context;
  return (parseArn(resource)?.region ?? '') === '' ? context : others;
}

/**
 * Why a resource that a command names holds a wildcard, by its service and resource; the first that fits counts. Null: the command names
 * no object at all (`repository/*`), which is every one there is.
 */
const PATTERN_RULES: readonly (readonly [resource: RegExp, rule: string | null])[] = [
  [/-[?]{6}$/, 'secret-suffix'],
  [/^s3:/, 'object-names'],
  // What is published or read has names that the command does not tell.
  [/^codeartifact:package[/]/, 'package-names'],
  // A listing by service or family is on all of the cluster's.
  [/^ecs:container-instance[/]/, 'instances-of-cluster'],
  // It is made by the call, so that no ID of it exists. Source: EC2 User Guide, ExamplePolicies_EC2 (RunInstances).
  [
    /^(?:ec2:(?:instance|network-interface|volume)[/]|batch:job[/]|lambda:event-source-mapping:)[*]$/,
    'new-object',
  ],
  [/^[a-z0-9-]+:[a-z-]+[/:][*]$/, null],
];

function ruleOfPattern(resource: string): string | null {
  if (resource === '*' || !/[*?]/.test(resource)) return null;
  const arn = parseArn(resource);
  const text = `${arn?.service ?? ''}:${arn?.resource ?? ''}`;
  const found = PATTERN_RULES.find(([pattern]) => pattern.test(text));
  return found === undefined ? 'generated-id' : found[1];
}

/** The group is checked by its own ARN, streams and events by `group:log-stream:NAME`, the name made anew for each build. */
function logRequests(groupName: string, scope: NeedScope): readonly UseRequest[] {
  const group = arnOf(scope, 'logs', `log-group:${groupName}`);
  return [
    ...requests([LOG_GROUP_ACTION], group),
    ...requests(LOG_STREAM_ACTIONS, `${group}:*`, { rule: 'log-stream-name' }),
  ];
}

function sourceRequests(location: string, scope: NeedScope): readonly UseRequest[] {
  const isFolder = location.endsWith('/');
  const actions = ['s3:GetObject', 's3:GetObjectVersion'];
  return [
    ...(isFolder ? objects(actions, location, scope) : requests(actions, s3Arn(scope, location))),
    ...bucket(BUCKET_READS, location, scope),
    ...(isFolder ? bucket(['s3:ListBucket'], location, scope) : []),
  ];
}

/** Objects under a place: their names are made by the build. */
function objects(actions: readonly string[], place: string, scope: NeedScope): readonly UseRequest[] {
  return requests(actions, s3Arn(scope, `${place.replace(/\/+$/, '')}/*`), { rule: 'object-names' });
}

function bucket(actions: readonly string[], place: string, scope: NeedScope): readonly UseRequest[] {
  return requests(actions, s3Arn(scope, place.split('/', 1)[0] ?? place));
}
