/** ECR's names, shapes and answers. Source: facts 2.7, 4.9, 6.6 [BOTO ecr, MOTO]. */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import { z } from 'zod';
import type { NamedPolicy } from '#iam/decision.ts';
import { AwsError, type Call, type Check } from '../operation.ts';
import { tagContext } from '../resource-tags.ts';
import { regionOf, type World } from '../world.ts';
import type { EcrState, RepositoryState } from './state.ts';

export const repositoryName = z
  .string()
  .min(2)
  .max(256)
  .regex(
    /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/,
    "must satisfy regular expression '(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*'",
  );
export const registryId = z
  .string()
  .regex(/^\d{12}$/)
  .optional();
export const tagMutability = z.enum([
  'MUTABLE',
  'IMMUTABLE',
  'IMMUTABLE_WITH_EXCLUSION',
  'MUTABLE_WITH_EXCLUSION',
]);
export const tagList = z
  .array(z.object({ Key: z.string().min(1).max(128), Value: z.string().max(256).default('') }))
  .max(50)
  .default([]);

/** One repository in one registry. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

export const ecrOf = (world: World, { account, region }: Omit<Place, 'name'>): EcrState =>
  regionOf(world, account, region).ecr;

export const repositoryArn = (partition: string, { account, region, name }: Place): string =>
  `arn:${partition}:ecr:${region}:${account}:repository/${name}`;

const notFound = ({ name, account }: Place): string =>
  `The repository with name '${name}' does not exist in the registry with id '${account}'`;

export function repositoryAt(world: World, place: Place): RepositoryState {
  const repository = ecrOf(world, place).repositories.get(place.name);
  if (repository === undefined) throw new AwsError('RepositoryNotFoundException', notFound(place));
  return repository;
}

/** What a pull of an image that is not there is told. Source: facts 4.7 [E-PTCE]. */
export const imageMissing = (): AwsError =>
  new AwsError('ImageNotFoundException', 'Requested image not found');

/** Who asks, and in which world: an API call, or a request to the registry. */
export type Asker = Pick<Call, 'world' | 'account' | 'partition' | 'authorize'>;

/** Asks for an action on a repository, with the policies of the repository and of its registry. */
export function authorizeRepository(
  asker: Asker,
  action: string,
  place: Place & Pick<Check, 'context'>,
): void {
  const check = repositoryCheck(asker, action, place);
  asker.authorize({ ...check, context: { ...check.context, ...place.context } });
}

/** The policies that speak about a repository: its own and its registry's. */
export function policiesOn({
  policy,
  registryPolicy,
}: {
  readonly policy: string | null;
  readonly registryPolicy: string | null;
}): readonly NamedPolicy[] {
  return [
    ...(policy === null ? [] : [{ name: 'repository policy', document: policy }]),
    ...(registryPolicy === null ? [] : [{ name: 'registry policy', document: registryPolicy }]),
  ];
}

export function repositoryCheck(
  { world, account, partition }: Omit<Asker, 'authorize'>,
  action: string,
  place: Place,
): Check {
  const { repositories, registryPolicy } = ecrOf(world, place);
  const repository = repositories.get(place.name);
  const policies = policiesOn({ policy: repository?.policy ?? null, registryPolicy });
  return {
    action: `ecr:${action}`,
    resource: repositoryArn(partition, place),
    context: tagContext('ecr', repository?.tags ?? []),
    ...(policies.length === 0 && place.account === account ? {} : { resourcePolicies: policies }),
  };
}

/** The registry's host, as images are addressed by it. */
function registryHost({ account, region }: Omit<Place, 'name'>): string {
  return `${account}.dkr.ecr.${region}.${dnsSuffixOf(region)}`;
}

export function repositoryShape(place: Place, repository: RepositoryState): object {
  return {
    repositoryArn: repository.arn,
    registryId: place.account,
    repositoryName: repository.name,
    repositoryUri: `${registryHost(place)}/${repository.name}`,
    createdAt: repository.createdAt,
    imageTagMutability: repository.tagMutability,
    imageScanningConfiguration: { scanOnPush: repository.scanOnPush },
    encryptionConfiguration: {
      encryptionType: repository.encryption.type,
      kmsKey: repository.encryption.kmsKey,
    },
  };
}
