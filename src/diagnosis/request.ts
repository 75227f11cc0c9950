/** A need put as the question that AWS would be asked when the build makes the call. */
import { parseArn } from '#iam/arn.ts';
import type { AuthorizationRequest } from '#iam/decision.ts';
import type { Need } from '#needs/need.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';

const CODEBUILD = { service: 'codebuild.amazonaws.com' } as const;

/** The request of a build under `role`, or of CodeBuild itself where it pulls the image with its own credentials. */
export function requestOf(snapshot: Snapshot, role: Role, need: Need): AuthorizationRequest {
  const resourceAccount = accountOf(need.resource, snapshot.account);
  const common = { action: need.action, resource: need.resource, resourceAccount };
  if (need.subject === 'codebuild-service') {
    const context = { ...serviceContext(snapshot), ...need.context };
    return { ...common, principal: CODEBUILD, context, unknownKeys: UNKNOWN_KEYS };
  }
  return {
    ...common,
    principal: sessionArn(snapshot, role),
    roleArn: role.arn,
    context: { ...sessionContext(snapshot, role, need), ...need.context },
    unknownKeys: UNKNOWN_KEYS,
  };
}

/** The question asked before every build: may CodeBuild assume the role for this project. */
export function assumeRoleRequest(snapshot: Snapshot, role: Role): AuthorizationRequest {
  return {
    principal: CODEBUILD,
    action: 'sts:AssumeRole',
    resource: role.arn,
    resourceAccount: snapshot.account,
    context: serviceContext(snapshot),
    unknownKeys: [
      'aws:SourceOrgID',
      'aws:SourceOrgPaths',
      'aws:ResourceTag/*',
      'aws:CurrentTime',
      'aws:EpochTime',
    ],
  };
}

/**
 * Keys a request of a build may carry with values that no snapshot shows. Source: IAM User Guide,
 * reference_policies_condition-keys (global keys); tags of resources are not part of the snapshot.
 */
const UNKNOWN_KEYS: readonly string[] = [
  'kms:EncryptionContext:*',
  'kms:EncryptionContextKeys',
  'aws:SourceIp',
  'aws:VpcSourceIp',
  'aws:SourceVpc',
  'aws:SourceVpcArn',
  'aws:SourceVpce',
  'aws:VpceAccount',
  'aws:VpceOrgID',
  'aws:VpceOrgPaths',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:TokenIssueTime',
  'aws:UserAgent',
  'aws:Referer',
  'aws:userid',
  'aws:PrincipalOrgID',
  'aws:PrincipalOrgPaths',
  'aws:ResourceOrgID',
  'aws:ResourceOrgPaths',
  'aws:ResourceTag/*',
  'ecr:ResourceTag/*',
  's3:ExistingObjectTag/*',
  'secretsmanager:ResourceTag/*',
  'ssm:resourceTag/*',
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
  const tags = role.tags.map(({ key, value }) => [`aws:PrincipalTag/${key}`, value] as const);
  const region = parseArn(need.resource)?.region || snapshot.region;
  const build = snapshot.build.kind === 'known' ? { 'codebuild:buildArn': snapshot.build.value.arn } : {};
  return {
    ...Object.fromEntries(tags),
    ...build,
    'codebuild:projectArn': snapshot.project.arn,
    'aws:RequestedRegion': region,
    'aws:SecureTransport': 'true',
    'aws:PrincipalIsAWSService': 'false',
    'aws:ViaAWSService': 'false',
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

function accountOf(resource: string, fallback: string): string {
  return parseArn(resource)?.account || fallback;
}
