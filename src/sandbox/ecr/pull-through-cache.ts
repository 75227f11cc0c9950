/**
 * Pull-through cache rules, and the first pull of an upstream image under one. Source: facts 4.7 [E-PTC, E-PTCI,
 * E-PTCE]. A right that is lacking is hidden: the answer says that there is no such repository or image.
 */
import { z } from 'zod';
import { isAllowed } from '../enforce.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import type { Caller } from '../caller.ts';
import { keep } from '../storage.ts';
import { imageAt, putImage } from './images.ts';
import {
  type Asker,
  ecrOf,
  imageMissing,
  type Place,
  registryId,
  repositoryAt,
  repositoryArn,
  repositoryCheck,
} from './shapes.ts';
import { newRepository, type CacheRule } from './state.ts';
import { makeUpstreamImage } from './upstream-image.ts';

const INVALID = 'InvalidParameterException';

/** Which upstream a URL is, as CreatePullThroughCacheRule accepts it. */
const UPSTREAMS: readonly { readonly registry: string; readonly url: RegExp; readonly secret: boolean }[] = [
  { registry: 'ecr-public', url: /^public\.ecr\.aws$/, secret: false },
  { registry: 'quay', url: /^quay\.io$/, secret: false },
  { registry: 'k8s', url: /^registry\.k8s\.io$/, secret: false },
  { registry: 'docker-hub', url: /^registry-1\.docker\.io$/, secret: true },
  { registry: 'github-container-registry', url: /^ghcr\.io$/, secret: true },
  { registry: 'gitlab-container-registry', url: /^registry\.gitlab\.com$/, secret: true },
  { registry: 'azure-container-registry', url: /^[a-z0-9]+\.azurecr\.io$/, secret: true },
  { registry: 'chainguard', url: /^cgr\.dev$/, secret: true },
  { registry: 'ecr', url: /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/, secret: false },
];

const SECRET = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:ecr-pullthroughcache\/[\w/+=.@-]+$/;
const prefix = z
  .string()
  .min(2)
  .max(30)
  .regex(/^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*\/?$/);

const createSchema = z.object({
  registryId,
  ecrRepositoryPrefix: prefix,
  upstreamRegistryUrl: z.string().min(1).max(300),
  credentialArn: z.string().regex(SECRET).optional(),
});

/** Only an identity policy can allow it, so nothing allows it on another account's registry. */
function authorizeRules(call: Call, action: string, account: string): void {
  call.authorize({ action: `ecr:${action}`, resource: '*', resourceAccount: account });
}

function createRule(call: Call): object {
  const input = readInput(createSchema, call.input, INVALID);
  const registry = { account: input.registryId ?? call.account, region: call.region };
  authorizeRules(call, 'CreatePullThroughCacheRule', registry.account);
  const upstream = UPSTREAMS.find(({ url }) => url.test(input.upstreamRegistryUrl));
  if (upstream === undefined) {
    throw new AwsError(
      'UnsupportedUpstreamRegistryException',
      `The upstream registry '${input.upstreamRegistryUrl}' is not supported`,
    );
  }
  if (upstream.secret && input.credentialArn === undefined)
    throw new AwsError(INVALID, `the upstream registry '${upstream.registry}' needs a credentialArn`);
  const { cacheRules } = ecrOf(call.world, registry);
  const named = input.ecrRepositoryPrefix.replace(/\/$/, '');
  if (cacheRules.has(named)) {
    throw new AwsError(
      'PullThroughCacheRuleAlreadyExistsException',
      `A pull through cache rule with the prefix '${named}' already exists in the registry with id '${registry.account}'`,
    );
  }
  const rule: CacheRule = {
    prefix: named,
    upstreamUrl: input.upstreamRegistryUrl,
    upstreamRegistry: upstream.registry,
    credentialArn: input.credentialArn ?? null,
    createdAt: call.now,
  };
  cacheRules.set(named, rule);
  return ruleShape(registry.account, rule);
}

const ruleShape = (account: string, rule: CacheRule): object => ({
  ecrRepositoryPrefix: rule.prefix,
  upstreamRegistryUrl: rule.upstreamUrl,
  upstreamRegistry: rule.upstreamRegistry,
  createdAt: rule.createdAt,
  registryId: account,
  credentialArn: rule.credentialArn,
});

const describeSchema = z.object({
  registryId,
  ecrRepositoryPrefixes: z.array(prefix).min(1).max(100).optional(),
  maxResults: z.int().min(1).max(1000).default(100),
  nextToken: z.string().optional(),
});

function describeRules(call: Call): object {
  const input = readInput(describeSchema, call.input, INVALID);
  const account = input.registryId ?? call.account;
  authorizeRules(call, 'DescribePullThroughCacheRules', account);
  const { cacheRules } = ecrOf(call.world, { account, region: call.region });
  const asked = input.ecrRepositoryPrefixes?.map((name) => {
    const rule = cacheRules.get(name);
    if (rule !== undefined) return rule;
    throw new AwsError(
      'PullThroughCacheRuleNotFoundException',
      `No pull through cache rule with the prefix '${name}' exists in the registry with id '${account}'`,
    );
  });
  const page = pageOf(asked ?? [...cacheRules.values()], input.maxResults, input.nextToken);
  return {
    pullThroughCacheRules: page.items.map((rule) => ruleShape(account, rule)),
    nextToken: page.next,
  };
}

/** Whoever pulls: its session, and where it pulls from. */
export interface Pull extends Asker {
  readonly caller: Caller;
  readonly place: Place;
  readonly now: Date;
}

/** Fetches an image that a rule covers and that is not there yet; does nothing for any other. */
export function importFromUpstream(pull: Pull, reference: string): void {
  const { world, caller, place } = pull;
  const { repositories, cacheRules } = ecrOf(world, place);
  const rule = [...cacheRules.values()].find(({ prefix }) => place.name.startsWith(`${prefix}/`));
  if (rule === undefined) return;
  const present = repositories.get(place.name);
  if (present !== undefined && imageAt(present, reference) !== null) return;
  const may = (action: string): boolean =>
    isAllowed({ world, caller, region: place.region, check: repositoryCheck(pull, action, place) });
  // The answer to a missing right is the same as to a missing repository.
  if (present === undefined && !may('CreateRepository')) {
    repositoryAt(world, place);
  }
  if (!may('BatchImportUpstreamImage') || reference.startsWith('sha256:')) throw imageMissing();
  const repository = present ?? newRepository(repositoryArn(pull.partition, place), pull.now);
  repositories.set(place.name, repository);
  const name = place.name.slice(rule.prefix.length + 1);
  const made = makeUpstreamImage(`${rule.upstreamUrl}/${name}:${reference}`);
  for (const [digest, bytes] of made.blobs) {
    if (repository.blobs.has(digest)) continue;
    keep(world, bytes.byteLength);
    repository.blobs.set(digest, bytes);
  }
  putImage(repository, { text: made.manifest, mediaType: made.mediaType, tag: reference, now: pull.now });
}

export const CACHE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreatePullThroughCacheRule: createRule,
  DescribePullThroughCacheRules: describeRules,
};
