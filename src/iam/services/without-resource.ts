/**
 * Actions that work on no resource: they are authorised on `*`, and only a Resource that covers `*` grants them.
 * Source: facts 2.4, 4.1, 4.13, 5.1, 5.4, 6.4; Service Authorization Reference for the rest. ECR, CodeBuild,
 * KMS, STS, Secrets Manager and Session Manager are here in full, which a test holds against the catalogue.
 * An action that is not listed is taken at its word: a request on `*` is one on `*`. So it stays for the lists of
 * most services, although the reference names no resource for them: AWS asks `states:ListStateMachines` on
 * `…:stateMachine:*`, `dynamodb:ListTables` on `…:table/*` and `logs:DescribeLogGroups` on a log group, as the texts
 * of its denials say, and an Allow on these does grant them.
 */
const ECR = [
  'GetAuthorizationToken',
  'DescribeRegistry',
  ...['Get', 'Put', 'Delete'].map((verb) => `${verb}RegistryPolicy`),
  ...['Get', 'Put'].map((verb) => `${verb}RegistryScanningConfiguration`),
  'PutReplicationConfiguration',
  ...['Get', 'Put', 'Delete'].map((verb) => `${verb}SigningConfiguration`),
  ...['Create', 'Delete', 'Update', 'Validate'].map((verb) => `${verb}PullThroughCacheRule`),
  'DescribePullThroughCacheRules',
  ...['Create', 'Delete', 'Update'].map((verb) => `${verb}RepositoryCreationTemplate`),
  'DescribeRepositoryCreationTemplates',
  ...['Get', 'Put'].map((verb) => `${verb}AccountSetting`),
  ...['Register', 'Deregister'].map((verb) => `${verb}PullTimeUpdateExclusion`),
  'ListPullTimeUpdateExclusions',
];

const CODEBUILD = [
  ...['Projects', 'SharedProjects', 'Builds', 'BuildBatches', 'Sandboxes', 'Fleets'].map(
    (things) => `List${things}`,
  ),
  ...['ReportGroups', 'SharedReportGroups', 'Reports', 'CuratedEnvironmentImages', 'Repositories'].map(
    (things) => `List${things}`,
  ),
  ...['List', 'Import', 'Delete'].map((verb) => `${verb}SourceCredentials`),
  'ListConnectedOAuthAccounts',
  ...['Persist', 'Delete'].map((verb) => `${verb}OAuthToken`),
];

const KMS = [
  'CreateKey',
  'GenerateRandom',
  'ListAliases',
  'ListKeys',
  'ListRetirableGrants',
  ...['Connect', 'Create', 'Delete', 'Disconnect', 'Update'].map((verb) => `${verb}CustomKeyStore`),
  'DescribeCustomKeyStores',
];

/** What denials of EC2 and these two name no resource for. Source: facts 5.4; their user guides on IAM. */
const EC2 = [
  'AccountAttributes',
  'Addresses',
  'AvailabilityZones',
  'DhcpOptions',
  'FlowLogs',
  'Hosts',
  'Images',
  'Instances',
  'InstanceStatus',
  'InstanceTypes',
  'InternetGateways',
  'KeyPairs',
  'LaunchTemplates',
  'LaunchTemplateVersions',
  'ManagedPrefixLists',
  'NatGateways',
  'NetworkAcls',
  'NetworkInterfaces',
  'PlacementGroups',
  'PrefixLists',
  'Regions',
  'RouteTables',
  'SecurityGroups',
  'SecurityGroupRules',
  'Snapshots',
  'SpotInstanceRequests',
  'SpotPriceHistory',
  'Subnets',
  'Tags',
  'TransitGateways',
  'Volumes',
  'VolumeStatus',
  'VpcEndpoints',
  'VpcEndpointServices',
  'VpcPeeringConnections',
  'Vpcs',
  'VpnConnections',
  'VpnGateways',
].map((things) => `Describe${things}`);

const AUTO_SCALING = [
  'AutoScalingGroups',
  'AutoScalingInstances',
  'InstanceRefreshes',
  'LaunchConfigurations',
  'Policies',
  'LifecycleHooks',
  'LoadBalancers',
  'LoadBalancerTargetGroups',
  'ScalingActivities',
  'ScheduledActions',
  'AccountLimits',
  'Tags',
  'WarmPool',
].map((things) => `Describe${things}`);

const LOAD_BALANCING = [
  'LoadBalancers',
  'LoadBalancerAttributes',
  'Listeners',
  'ListenerCertificates',
  'Rules',
  'SSLPolicies',
  'TargetGroups',
  'TargetGroupAttributes',
  'TargetHealth',
  'InstanceHealth',
  'AccountLimits',
  'Tags',
].map((things) => `Describe${things}`);

const OTHERS = [
  'ecr-public:GetAuthorizationToken',
  's3:ListAllMyBuckets',
  'cloudtrail:LookupEvents',
  ...['ListSecrets', 'BatchGetSecretValue', 'GetRandomPassword'].map((name) => `secretsmanager:${name}`),
  ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
    (name) => `ssmmessages:${name}`,
  ),
  ...['GetServiceBearerToken', 'GetCallerIdentity', 'GetSessionToken', 'GetAccessKeyInfo'].map(
    (name) => `sts:${name}`,
  ),
  ...['DecodeAuthorizationMessage', 'GetDelegatedAccessToken'].map((name) => `sts:${name}`),
  ...['GetWebIdentityToken', 'TagGetWebIdentityToken'].map((name) => `sts:${name}`),
];

const WITHOUT_RESOURCE = new Set(
  [
    ...ECR.map((name) => `ecr:${name}`),
    ...CODEBUILD.map((name) => `codebuild:${name}`),
    ...KMS.map((name) => `kms:${name}`),
    ...EC2.map((name) => `ec2:${name}`),
    ...AUTO_SCALING.map((name) => `autoscaling:${name}`),
    ...LOAD_BALANCING.map((name) => `elasticloadbalancing:${name}`),
    ...OTHERS,
  ].map((action) => action.toLowerCase()),
);

export const isWithoutResource = (foldedAction: string): boolean => WITHOUT_RESOURCE.has(foldedAction);
