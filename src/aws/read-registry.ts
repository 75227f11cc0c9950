/** ECR: what a registry's own settings say: its policy, cache rules, what is signed on a push, and what is made by one. */
import type { CreationTemplate, PullThroughCacheRule, SigningRule } from '#account/resources.ts';
import { type Known, known, type PolicyDocument, unreadable } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { allPages } from './pages.ts';
import { resourcePolicy } from './read-repository.ts';

/** ECR's registry of one account and region. */
export interface Registry {
  readonly account: string;
  readonly region: string;
}

/** GetRegistryPolicy names no registry: it answers for the account that is asked only. Source: ECR API reference. */
export async function readRegistryPolicy(
  connection: Connection,
  { account, region }: Registry,
): Promise<Known<PolicyDocument>> {
  const what = `registry policy of ${account} in ${region}`;
  const here = connection.ofAccount(account);
  const identity = await here.identity();
  if (identity.ok && identity.value.account !== account) return elsewhere(what, 'ecr:GetRegistryPolicy');
  const answer = await here.inRegion(region).read('ecr', 'GetRegistryPolicy', {});
  return resourcePolicy(what, asKnown(what, answer), ({ policyText }) => policyText);
}

function elsewhere(what: string, needs: string): Known<never> {
  const message = 'it can be read from inside its own account only';
  return unreadable({ what, why: 'OtherAccount', message, needs, on: null });
}

export async function readCacheRules(
  connection: Connection,
  { account, region }: Registry,
): Promise<Known<readonly PullThroughCacheRule[]>> {
  const { read } = connection.ofAccount(account).inRegion(region);
  const rules = await allPages(async (nextToken) => {
    const page = await read('ecr', 'DescribePullThroughCacheRules', { registryId: account, nextToken });
    if (!page.ok) return page;
    return ok({ items: page.value.pullThroughCacheRules ?? [], next: page.value.nextToken });
  });
  const what = `pull-through cache rules of ${account} in ${region}`;
  if (!rules.ok) return asKnown(what, rules);
  return known(
    rules.value.map(({ ecrRepositoryPrefix = '', upstreamRegistryUrl = '' }) => ({
      prefix: ecrRepositoryPrefix,
      upstreamUrl: upstreamRegistryUrl,
    })),
  );
}

/** Of the caller's own account, as the request names no registry; one that has none signs nothing. Source: ECR API reference. */
export async function readSigningRules(
  connection: Connection,
  { account, region }: Registry,
): Promise<Known<readonly SigningRule[]>> {
  const answer = await connection.inRegion(region).read('ecr', 'GetSigningConfiguration', {});
  const what = `signing configuration of ${account} in ${region}`;
  const configuration = asKnown(what, answer);
  if (configuration.kind !== 'known') return configuration;
  const rules = configuration.value.signingConfiguration?.rules ?? [];
  return known(
    rules.map(({ signingProfileArn = '', repositoryFilters = [] }) => ({
      profileArn: signingProfileArn,
      filters: repositoryFilters.map(({ filter = '' }) => filter),
    })),
  );
}

/** Of the caller's own account, too. */
export async function readCreationTemplates(
  connection: Connection,
  { account, region }: Registry,
): Promise<Known<readonly CreationTemplate[]>> {
  const { read } = connection.inRegion(region);
  const templates = await allPages(async (nextToken) => {
    const page = await read('ecr', 'DescribeRepositoryCreationTemplates', { nextToken });
    if (!page.ok) return page;
    return ok({ items: page.value.repositoryCreationTemplates ?? [], next: page.value.nextToken });
  });
  const what = `repository creation templates of ${account} in ${region}`;
  if (!templates.ok) return asKnown(what, templates);
  return known(
    templates.value.map(({ prefix = '', appliedFor = [], customRoleArn = null }) => ({
      prefix,
      appliedFor,
      roleArn: customRoleArn,
    })),
  );
}
