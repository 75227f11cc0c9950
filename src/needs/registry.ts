/** What logging in to a registry, pushing and pulling ask for. Source: Amazon ECR User Guide, image-push-iam. */
import {
  LEAST_PULL_ACTIONS,
  LOGIN_ACTION,
  PUBLIC_LOGIN_ACTIONS,
  PUBLIC_PUSH_ACTIONS,
  PULL_ACTIONS,
  PUSH_ACTIONS,
  READ_BACK_ACTION,
} from '#catalog/registry-actions.ts';
import type { ImageRepository, Use } from '#evidence/evidence.ts';
import { readImageAddress, repositoryArn } from '#evidence/image-address.ts';
import { requests, type NeedScope, type NeedsOptions, type UseRequest } from './request.ts';

export function loginRequests(isPublic: boolean): readonly UseRequest[] {
  if (!isPublic) return requests([LOGIN_ACTION], '*');
  return PUBLIC_LOGIN_ACTIONS.flatMap((action) =>
    requests([action], '*', { context: action === BEARER_ACTION ? BEARER_CONTEXT : {} }),
  );
}

const BEARER_ACTION = 'sts:GetServiceBearerToken';
/** Source: Amazon ECR Public User Guide, public-registry-auth. */
const BEARER_CONTEXT = { 'sts:AWSServiceName': 'ecr-public.amazonaws.com' };

/** A push asks for all that any client's push asks for, since a denial names only the first action missing. */
export function pushSet(resource: string): readonly UseRequest[] {
  return [...loginRequests(false), ...requests(PUSH_ACTIONS, resource, { rule: 'push-set' })];
}

export function pushRequests(
  use: Extract<Use, { kind: 'image-push' }>,
  options: NeedsOptions,
): readonly UseRequest[] {
  const set = pushSet(repositoryArn(use.repository));
  const readsBack = use.readsBack === true || !options.least;
  return readsBack ? set : set.filter(({ action }) => action !== READ_BACK_ACTION);
}

export function pullRequests(
  repository: ImageRepository,
  { least }: Pick<NeedsOptions, 'least'>,
): readonly UseRequest[] {
  const actions = least ? LEAST_PULL_ACTIONS : PULL_ACTIONS;
  return [...loginRequests(false), ...requests(actions, repositoryArn(repository), { rule: 'pull-set' })];
}

/** The first pull imports the image, and makes the repository that it is kept in. Source: Amazon ECR User Guide, pull-through-cache-iam. */
export function upstreamRequests({
  repository,
  isThere,
}: Extract<Use, { kind: 'fetch-upstream' }>): readonly UseRequest[] {
  const actions = ['ecr:BatchImportUpstreamImage', ...(isThere ? [] : ['ecr:CreateRepository'])];
  return requests(actions, repositoryArn(repository), { rule: 'pull-through-cache' });
}

/** Only an account's own public registry can be pushed to with the role's permissions alone, so its ARN is taken. */
export function publicPushRequests(name: string, { partition, account }: NeedScope): readonly UseRequest[] {
  const resource = `arn:${partition}:ecr-public::${account}:repository/${name}`;
  return [
    ...loginRequests(true),
    ...requests(PUBLIC_PUSH_ACTIONS, resource, { rule: 'own-public-registry' }),
  ];
}

/** CodeBuild's own image and those of other registries ask for nothing of IAM. */
export function buildImageRequests(
  { image, credentials }: Extract<Use, { kind: 'pull-build-image' }>,
  options: NeedsOptions,
): readonly UseRequest[] {
  const address = readImageAddress(image);
  if (address?.kind !== 'ecr') return [];
  if (credentials === 'SERVICE_ROLE') return pullRequests(address.repository, options);
  const actions = options.least ? LEAST_PULL_ACTIONS : PULL_ACTIONS;
  const resource = repositoryArn(address.repository);
  return requests(actions, resource, { subject: 'codebuild-service', rule: 'pull-set' });
}
