/**
 * Actions that work on no resource: they are authorised on `*`, and only a Resource that covers `*` grants them.
 * Source: facts 4.1 and 5.1 (ECR and CodeBuild in full), 4.13, 5.4; Service Authorization Reference for the rest.
 * An action that is not listed is taken at its word: a request on `*` is one on `*`.
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
  ...['Projects', 'Builds', 'BuildBatches', 'SourceCredentials', 'CuratedEnvironmentImages', 'Fleets'].map(
    (things) => `List${things}`,
  ),
  'ImportSourceCredentials',
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

const OTHERS = [
  'ecr-public:GetAuthorizationToken',
  's3:ListAllMyBuckets',
  'secretsmanager:ListSecrets',
  'secretsmanager:GetRandomPassword',
  ...['CreateControlChannel', 'CreateDataChannel', 'OpenControlChannel', 'OpenDataChannel'].map(
    (name) => `ssmmessages:${name}`,
  ),
  ...['GetServiceBearerToken', 'GetCallerIdentity', 'GetSessionToken', 'DecodeAuthorizationMessage'].map(
    (name) => `sts:${name}`,
  ),
];

const WITHOUT_RESOURCE = new Set(
  [
    ...ECR.map((name) => `ecr:${name}`),
    ...CODEBUILD.map((name) => `codebuild:${name}`),
    ...KMS.map((name) => `kms:${name}`),
    ...OTHERS,
  ].map((action) => action.toLowerCase()),
);

export const isWithoutResource = (foldedAction: string): boolean => WITHOUT_RESOURCE.has(foldedAction);
