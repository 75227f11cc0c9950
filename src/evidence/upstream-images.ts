/**
 * Pulls that go through a pull-through cache. Comes in: the uses of a build and the registries' cache rules. Goes out: for each image pulled
 * from under a rule's prefix, that it is fetched from upstream, with the pull's own source and grade.
 * Never: takes a registry whose rules were not read for one without rules. Source: Amazon ECR User Guide, pull-through-cache.
 */
import type { PullThroughCacheRule } from '#account/resources.ts';
import type { Snapshot } from '#account/snapshot.ts';
import type { Evidence, ImageRepository } from './evidence.ts';
import { readImageAddress, repositoryArn } from './image-address.ts';
import { underPrefix } from './registry-prefix.ts';

export type CacheState = Pick<Snapshot, 'pullThroughCacheRules' | 'repositories'>;

export function readUpstreamImages(evidence: readonly Evidence[], state: CacheState): readonly Evidence[] {
  return evidence.flatMap((one) => {
    const repository = one.kind === 'use' ? pulledBy(one) : null;
    const rule = repository === null ? null : cacheRuleOf(repository, state);
    if (one.kind !== 'use' || repository === null || rule === null) return [];
    const isThere = state.repositories[repositoryArn(repository)]?.kind !== 'absent';
    return [
      { ...one, use: { kind: 'fetch-upstream', repository, upstream: rule.upstreamUrl, isThere } } as const,
    ];
  });
}

function pulledBy({ use }: Extract<Evidence, { kind: 'use' }>): ImageRepository | null {
  if (use.kind === 'image-pull') return use.repository;
  if (use.kind !== 'pull-build-image' || use.credentials !== 'SERVICE_ROLE') return null;
  const address = readImageAddress(use.image);
  return address?.kind === 'ecr' ? address.repository : null;
}

/** The rule a repository's name falls under. */
export function cacheRuleOf(
  { account, region, name }: Pick<ImageRepository, 'account' | 'region' | 'name'>,
  { pullThroughCacheRules }: Pick<CacheState, 'pullThroughCacheRules'>,
): PullThroughCacheRule | null {
  const rules = pullThroughCacheRules[`${account}/${region}`];
  if (rules?.kind !== 'known') return null;
  return underPrefix(rules.value, name);
}
