/** The few services and actions with rules of their own. */

/** Source: facts 4.1 (ECR, whole list), 5.4 (what a build in a VPC looks up); Service Authorization Reference for the single ones of other services. */
const WITHOUT_RESOURCE_LEVEL_SUPPORT = new Set(
  [
    'ecr:GetAuthorizationToken',
    'ecr:DescribeRegistry',
    'ecr:GetRegistryPolicy',
    'ecr:PutRegistryPolicy',
    'ecr:DeleteRegistryPolicy',
    'ecr:GetRegistryScanningConfiguration',
    'ecr:PutReplicationConfiguration',
    'ecr:CreatePullThroughCacheRule',
    'ecr:DescribePullThroughCacheRules',
    'ecr:DescribeRepositoryCreationTemplates',
    'ecr:GetAccountSetting',
    'kms:ListKeys',
    'kms:CreateKey',
    'sts:GetServiceBearerToken',
    'sts:GetCallerIdentity',
    'ecr-public:GetAuthorizationToken',
    's3:ListAllMyBuckets',
    'codebuild:ListProjects',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeInstances',
    'autoscaling:DescribeAutoScalingGroups',
    'elasticloadbalancing:DescribeLoadBalancers',
  ].map((action) => action.toLowerCase()),
);

export function hasResourceLevelSupport(action: string): boolean {
  return !WITHOUT_RESOURCE_LEVEL_SUPPORT.has(action.toLowerCase());
}

/** Source: facts 1.7. */
const WITH_RESOURCE_CONTROL = new Set([
  'ecr',
  'ecr-public',
  'codebuild',
  'codecommit',
  'codeartifact',
  'codepipeline',
  'logs',
  's3',
  'sts',
  'kms',
  'secretsmanager',
  'sqs',
  'dynamodb',
  'events',
]);

function serviceOf(action: string): string {
  return (action.split(':')[0] ?? '').toLowerCase();
}

/** Resource control policies bind the listed services, but neither `kms:RetireGrant` nor keys of AWS. Source: facts 1.7. */
export function hasResourceControl(action: string, resource: string): boolean {
  const isManagedKey = serviceOf(action) === 'kms' && resource.includes(':alias/aws/');
  return (
    WITH_RESOURCE_CONTROL.has(serviceOf(action)) &&
    action.toLowerCase() !== 'kms:retiregrant' &&
    !isManagedKey
  );
}

/** The resource's own policy must name the caller or delegate to the account first. Source: facts 1.2. */
export function resourcePolicyComesFirst(action: string, resource: string): boolean {
  return isKeyPolicy(action, resource) || isTrust(action);
}

/** An alias of a key has no policy. Source: KMS Developer Guide, access to aliases. */
function isKeyPolicy(action: string, resource: string): boolean {
  return serviceOf(action) === 'kms' && hasResourceLevelSupport(action) && !resource.includes(':alias/');
}

/** What is done to a role; its resource policy is the trust policy. Source: facts 1.5; simulate format, `resource`. */
const ON_A_ROLE = new Set(
  [
    'sts:AssumeRole',
    'sts:AssumeRoleWithSAML',
    'sts:AssumeRoleWithWebIdentity',
    'sts:TagSession',
    'sts:SetSourceIdentity',
    'sts:SetContext',
  ].map((action) => action.toLowerCase()),
);

export function isTrust(action: string): boolean {
  return ON_A_ROLE.has(action.toLowerCase());
}

/**
 * Nobody needs a permission to ask who he is, nor a user or root one for a session token, and no policy takes it away.
 * Source: facts 6.7; STS API Reference, GetCallerIdentity; IAM User Guide, permissions for GetSessionToken.
 */
export function isFreeForAll(action: string, callerKind: string): boolean {
  const name = action.toLowerCase();
  if (name === 'sts:getcalleridentity') return callerKind !== 'anonymous';
  return name === 'sts:getsessiontoken' && ['user', 'root'].includes(callerKind);
}

/** AWS's own policies can be used from every account and changed from none. Source: IAM User Guide, managed policies. */
export function isChangeOfPolicy(action: string): boolean {
  return /^iam:(Create|Delete|Tag|Untag)Policy(Version)?$|^iam:SetDefaultPolicyVersion$/i.test(action);
}
