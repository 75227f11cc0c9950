/** Repositories, their settings and tags. Source: facts 6.6 [BOTO ecr]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { encryptionOf, releaseKey } from './repository-key.ts';
import { membersOf, pairsOf, requestTagContext, tagKeyContext } from '../resource-tags.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import {
  authorizeRepository,
  ecrOf,
  type Place,
  registryId,
  repositoryArn,
  repositoryAt,
  repositoryName,
  repositoryShape,
  tagList,
  tagMutability,
} from './shapes.ts';
import { bytesIn, newRepository, type RepositoryState } from './state.ts';

const INVALID = 'InvalidParameterException';

const placeOf = (call: Call, input: { registryId?: string | undefined; repositoryName: string }): Place => ({
  account: input.registryId ?? call.account,
  region: call.region,
  name: input.repositoryName,
});

const createSchema = z.object({
  registryId,
  repositoryName,
  tags: tagList,
  imageTagMutability: tagMutability.default('MUTABLE'),
  imageScanningConfiguration: z
    .object({ scanOnPush: z.boolean().default(false) })
    .default({ scanOnPush: false }),
  encryptionConfiguration: z
    .object({ encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']), kmsKey: z.string().optional() })
    .optional(),
});

function createRepository(call: Call): object {
  const input = readInput(createSchema, call.input, INVALID);
  const place = placeOf(call, input);
  const context = requestTagContext(pairsOf(input.tags));
  authorizeRepository(call, 'CreateRepository', { ...place, context });
  if (input.tags.length > 0) authorizeRepository(call, 'TagResource', { ...place, context });
  const { repositories } = ecrOf(call.world, place);
  if (repositories.has(place.name)) {
    const message = `The repository with name '${place.name}' already exists in the registry with id '${place.account}'`;
    throw new AwsError('RepositoryAlreadyExistsException', message);
  }
  const arn = repositoryArn(call.partition, place);
  const repository = newRepository(arn, call.now, {
    tagMutability: input.imageTagMutability,
    scanOnPush: input.imageScanningConfiguration.scanOnPush,
    encryption: encryptionOf(call, arn, {
      type: input.encryptionConfiguration?.encryptionType ?? 'AES256',
      kmsKey: input.encryptionConfiguration?.kmsKey ?? null,
    }),
    tags: new Map(pairsOf(input.tags)),
  });
  repositories.set(repository.name, repository);
  return { repository: repositoryShape(place, repository) };
}

const describeSchema = z.object({
  registryId,
  repositoryNames: z.array(repositoryName).min(1).max(100).optional(),
  maxResults: z.int().min(1).max(1000).default(100),
  nextToken: z.string().optional(),
});

/** One name that is missing fails the whole call. */
function describeRepositories(call: Call): object {
  const input = readInput(describeSchema, call.input, INVALID);
  const registry = { account: input.registryId ?? call.account, region: call.region };
  const shape = (repository: RepositoryState): object =>
    repositoryShape({ ...registry, name: repository.name }, repository);
  if (input.repositoryNames !== undefined) {
    const places = input.repositoryNames.map((name) => ({ ...registry, name }));
    for (const place of places) authorizeRepository(call, 'DescribeRepositories', place);
    return { repositories: places.map((place) => shape(repositoryAt(call.world, place))) };
  }
  authorizeRepository(call, 'DescribeRepositories', { ...registry, name: '*' });
  const page = pageOf(
    [...ecrOf(call.world, registry).repositories.values()],
    input.maxResults,
    input.nextToken,
  );
  return { repositories: page.items.map(shape), nextToken: page.next };
}

function deleteRepository(call: Call): object {
  const schema = z.object({ registryId, repositoryName, force: z.boolean().default(false) });
  const input = readInput(schema, call.input, INVALID);
  const place = placeOf(call, input);
  authorizeRepository(call, 'DeleteRepository', place);
  const repository = repositoryAt(call.world, place);
  if (repository.images.size > 0 && !input.force) {
    const message = `The repository with name '${place.name}' in registry with id '${place.account}' cannot be deleted because it still contains images`;
    throw new AwsError('RepositoryNotEmptyException', message);
  }
  releaseKey(call, repository);
  ecrOf(call.world, place).repositories.delete(place.name);
  call.world.storage.give(bytesIn(repository));
  return { repository: repositoryShape(place, repository) };
}

function putTagMutability(call: Call): object {
  const schema = z.object({ registryId, repositoryName, imageTagMutability: tagMutability });
  const input = readInput(schema, call.input, INVALID);
  const place = placeOf(call, input);
  authorizeRepository(call, 'PutImageTagMutability', place);
  repositoryAt(call.world, place).tagMutability = input.imageTagMutability;
  return {
    registryId: place.account,
    repositoryName: place.name,
    imageTagMutability: input.imageTagMutability,
  };
}

function placeOfArn(call: Call, arn: string): Place {
  const match = /^arn:[\w-]+:ecr:([\w-]+):(\d{12}):repository\/(.+)$/.exec(arn);
  if (match === null)
    throw new AwsError(
      INVALID,
      `Invalid parameter at 'resourceArn' failed to satisfy constraint: '${arn.slice(0, 200)}'`,
    );
  return { region: match[1] ?? call.region, account: match[2] ?? call.account, name: match[3] ?? '' };
}

function tagResource(call: Call): object {
  const input = readInput(z.object({ resourceArn: z.string(), tags: tagList }), call.input, INVALID);
  const place = placeOfArn(call, input.resourceArn);
  authorizeRepository(call, 'TagResource', {
    ...place,
    context: requestTagContext(pairsOf(input.tags)),
  });
  const { tags } = repositoryAt(call.world, place);
  for (const { Key, Value } of input.tags) tags.set(Key, Value);
  return {};
}

function untagResource(call: Call): object {
  const schema = z.object({ resourceArn: z.string(), tagKeys: z.array(z.string()).max(200) });
  const input = readInput(schema, call.input, INVALID);
  const place = placeOfArn(call, input.resourceArn);
  authorizeRepository(call, 'UntagResource', { ...place, context: tagKeyContext(input.tagKeys) });
  const { tags } = repositoryAt(call.world, place);
  for (const key of input.tagKeys) tags.delete(key);
  return {};
}

function listTags(call: Call): object {
  const input = readInput(z.object({ resourceArn: z.string() }), call.input, INVALID);
  const place = placeOfArn(call, input.resourceArn);
  authorizeRepository(call, 'ListTagsForResource', place);
  return { tags: membersOf(repositoryAt(call.world, place).tags) };
}

export const REPOSITORY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateRepository: createRepository,
  DescribeRepositories: describeRepositories,
  DeleteRepository: deleteRepository,
  PutImageTagMutability: putTagMutability,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsForResource: listTags,
};
