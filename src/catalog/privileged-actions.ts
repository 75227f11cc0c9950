/**
 * Actions with which a principal can gain more than it was given: they are granted only once a person has confirmed them.
 * Source: IAM User Guide, access-analyzer-checks and best-practices; Service Authorization Reference, access level
 * "Permissions management"; every path of the pathfinding.cloud catalogue (`data/escalation-paths.json`, dated), whose
 * permissions are all in the list but those that the file gives a reason for.
 */
import { findAction } from './actions.ts';
import escalation from './data/escalation-paths.json' with { type: 'json' };

interface Family {
  /** `service:Name`, `*` at the end of the name meaning any rest. */
  readonly actions: readonly string[];
  readonly reason: string;
}

const FAMILIES: readonly Family[] = [
  { actions: ['iam:*'], reason: 'it reads or changes who may do what in the account' },
  {
    actions: ['sts:AssumeRole*', 'sts:GetFederationToken', 'sts:AssumeRoot', 'sts:SetContext'],
    reason: 'it acts with the permissions of another principal',
  },
  {
    actions: ['organizations:*', 'account:*', 'controltower:*'],
    reason: 'it changes the organization or the account itself',
  },
  {
    actions: ['sso:*', 'sso-admin:*', 'sso-directory:*', 'identitystore:*', 'rolesanywhere:*'],
    reason: 'it changes who can sign in, and with which permissions',
  },
  {
    actions: ['kms:PutKeyPolicy', 'kms:CreateGrant', 'kms:ReplicateKey'],
    reason: 'it lets others use the key',
  },
  {
    actions: [
      'lambda:AddPermission',
      'lambda:AddLayerVersionPermission',
      'lambda:CreateFunctionUrlConfig',
      'lambda:UpdateFunctionUrlConfig',
      'sns:AddPermission',
      'sns:SetTopicAttributes',
      'sqs:AddPermission',
      'sqs:SetQueueAttributes',
      'events:PutPermission',
      'ecr:SetRepositoryPolicy',
      'ecr:PutRegistryPolicy',
      'ecr-public:SetRepositoryPolicy',
      's3:PutBucketPolicy',
      's3:PutBucketAcl',
      's3:PutObjectAcl',
      's3:PutBucketPublicAccessBlock',
      's3:PutAccountPublicAccessBlock',
      's3:PutAccessPointPolicy',
      'secretsmanager:PutResourcePolicy',
      'ssm:PutResourcePolicy',
      'ssm:ModifyDocumentPermission',
      'logs:PutResourcePolicy',
      'codebuild:PutResourcePolicy',
      'codeartifact:PutDomainPermissionsPolicy',
      'codeartifact:PutRepositoryPermissionsPolicy',
      'dynamodb:PutResourcePolicy',
      'kinesis:PutResourcePolicy',
      'glue:PutResourcePolicy',
      'es:UpdateDomainConfig',
      'backup:PutBackupVaultAccessPolicy',
      'elasticfilesystem:PutFileSystemPolicy',
      'apigateway:UpdateRestApiPolicy',
      'ec2:ModifyImageAttribute',
      'ec2:ModifySnapshotAttribute',
      'ram:*',
    ],
    reason: 'it opens a resource to others',
  },
  {
    actions: [
      'lambda:UpdateFunctionCode',
      'lambda:UpdateFunctionConfiguration',
      'lambda:CreateFunction',
      'codebuild:CreateProject',
      'codebuild:UpdateProject',
      'codebuild:StartBuild',
      'codebuild:StartBuildBatch',
      'codepipeline:UpdatePipeline',
      'cloudformation:CreateStack*',
      'cloudformation:UpdateStack*',
      'cloudformation:DeleteStack*',
      'cloudformation:RollbackStack',
      'cloudformation:ContinueUpdateRollback',
      'cloudformation:CreateChangeSet',
      'cloudformation:ExecuteChangeSet',
      'cloudformation:ExecuteStackRefactor',
      'cloudformation:ImportStacksToStackSet',
      'cloudformation:SetStackPolicy',
      'ecs:ExecuteCommand',
      'ssm:SendCommand',
      'ssm:StartSession',
      'ssm:StartAutomationExecution',
      'states:UpdateStateMachine',
      'glue:UpdateJob',
      'glue:UpdateDevEndpoint',
      'sagemaker:CreatePresigned*',
      'datapipeline:PutPipelineDefinition',
      'ec2:ModifyInstanceAttribute',
      'ec2-instance-connect:*',
      'eks:CreateAccessEntry',
      'eks:AssociateAccessPolicy',
    ],
    reason: 'it runs code with the permissions of another role',
  },
  {
    actions: ['codebuild:ImportSourceCredentials', 'cognito-identity:SetIdentityPoolRoles'],
    reason: 'it decides which credentials others are given',
  },
  {
    actions: [
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'config:Stop*',
      'guardduty:Delete*',
    ],
    reason: 'it turns off what would record the misuse of permissions',
  },
];

const EXACT = new Map<string, string>();
const PREFIXES: { readonly prefix: string; readonly reason: string }[] = [];
for (const { actions, reason } of FAMILIES) {
  for (const action of actions) {
    const name = action.toLowerCase();
    if (name.endsWith('*')) PREFIXES.push({ prefix: name.slice(0, -1), reason });
    else EXACT.set(name, reason);
  }
}

const ON_A_PATH = new Map<string, string>();
for (const [id, actions] of Object.entries({ ...escalation.paths, ...escalation.later })) {
  for (const action of actions) ON_A_PATH.set(action.toLowerCase(), id);
}
for (const { actions } of escalation.unlisted) {
  for (const action of actions) ON_A_PATH.delete(action.toLowerCase());
}

/** Verbs that widen who may do what; taking a policy away is a deletion, which `neverByDefault` answers for. */
const WIDENS =
  /^(accept|add|associate|assume|attach|authorize|create|disable|enable|grant|batchgrant|join|manage|modify|put|set|update)/;

/** What AWS lists as permissions management and CodeBuild itself does for every build in a VPC, for itself only. */
const FOR_ITSELF: ReadonlySet<string> = new Set(['ec2:createnetworkinterfacepermission']);

/**
 * Why an action can raise privileges, in words that follow "because"; null: it is not known to. Letter case does not
 * matter, as in IAM. An action with a wildcard always can: what it covers was not looked at one by one.
 */
export function raisesPrivileges(action: string): string | null {
  const name = action.toLowerCase();
  if (/[*?]/.test(name)) return 'it covers more actions than were looked at';
  return (
    EXACT.get(name) ??
    PREFIXES.find(({ prefix }) => name.startsWith(prefix))?.reason ??
    (ON_A_PATH.has(name)
      ? `it is part of a published way to more permissions (pathfinding.cloud, ${ON_A_PATH.get(name)})`
      : null) ??
    (managesPermissions(name) ? 'it decides who may use a resource' : null)
  );
}

function managesPermissions(name: string): boolean {
  if (FOR_ITSELF.has(name)) return false;
  return findAction(name)?.level === 'permissions' && WIDENS.test(name.slice(name.indexOf(':') + 1));
}
