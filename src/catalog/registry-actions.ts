/**
 * The ECR actions of a push, a pull and a login.
 * Source: Amazon ECR User Guide, image-push-iam and repository-policies; CodeBuild User Guide, sample-ecr (2026-11).
 */

/** Works on `*` only: it has no resource-level support. */
export const LOGIN_ACTION = 'ecr:GetAuthorizationToken';

/** ECR Public's login; both on `*`. */
export const PUBLIC_LOGIN_ACTIONS = [
  'ecr-public:GetAuthorizationToken',
  'sts:GetServiceBearerToken',
] as const;

/** Everything a push may do to a repository, whatever the client: the runbook's seven. */
export const PUSH_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
] as const;

/** Of those, what only a client that reads blobs back needs (buildx, manifest lists, a registry cache). */
export const READ_BACK_ACTION = 'ecr:GetDownloadUrlForLayer';

/** Actions that nothing but a push performs: a denial of one shows that a push was tried. */
export const PUSH_ONLY_ACTIONS: readonly string[] = [
  'ecr:PutImage',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
];

/**
 * Everything a pull may do to a repository, whatever the client. Source: CodeBuild User Guide, sample-ecr: the permissions of a build that
 * uses images of ECR.
 */
export const PULL_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:GetDownloadUrlForLayer',
  'ecr:BatchGetImage',
] as const;

/** Of those, what no client was seen to do without: AWS's own policy for pulling, AmazonEC2ContainerRegistryPullOnly. */
export const LEAST_PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

export const PUBLIC_PUSH_ACTIONS = [
  'ecr-public:BatchCheckLayerAvailability',
  'ecr-public:InitiateLayerUpload',
  'ecr-public:UploadLayerPart',
  'ecr-public:CompleteLayerUpload',
  'ecr-public:PutImage',
] as const;
