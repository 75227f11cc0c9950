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

/** As in AWS's own policy for pulling, AmazonEC2ContainerRegistryPullOnly. */
export const PULL_ACTIONS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] as const;

/** CodeBuild's documentation asks for one more where CodeBuild itself pulls the build image. */
export const BUILD_IMAGE_ACTIONS = [...PULL_ACTIONS, 'ecr:BatchCheckLayerAvailability'] as const;

export const PUBLIC_PUSH_ACTIONS = [
  'ecr-public:BatchCheckLayerAvailability',
  'ecr-public:InitiateLayerUpload',
  'ecr-public:UploadLayerPart',
  'ecr-public:CompleteLayerUpload',
  'ecr-public:PutImage',
] as const;
