/** Repositories that an image address names and that are not there: missing, or at another address. */
import { unreachable } from '#basics/exhaustive.ts';
import type { Evidence, ImageRepository } from '#evidence/evidence.ts';
import { cacheRuleOf } from '#evidence/upstream-images.ts';
import { type Facts, isDenied, makeFinding, quoteList, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import {
  isMadeByBuild,
  isMadeByPush,
  missingRepositories,
  type MissingRepository,
} from '../missing-repositories.ts';

export function repositoryCauses(facts: Facts): readonly Finding[] {
  const missing = missingRepositories(facts.snapshot).filter(({ arn }) => !isMadeByBuild(arn, facts.needs));
  const found = missing.flatMap((repository) =>
    isMadeByPush(repository, facts.needs) ? notMade(facts, repository) : [findingOf(facts, repository)],
  );
  return [...found, ...(found.length === 0 ? unknownToRegistry(facts) : []), ...badAddresses(facts)];
}

function findingOf(facts: Facts, repository: MissingRepository): Finding {
  const evidence = addressing(facts, repository);
  const place = `repository \`${repository.name}\` does not exist in account \`${repository.account}\`, region \`${repository.region}\``;
  const base = { needs: [], evidence };
  switch (repository.kind) {
    case 'wrong-region':
      return about(
        repository,
        makeFinding(facts, {
          ...base,
          code: 'wrong-region',
          cause: `${place}, but in ${quoteList(repository.elsewhere)}`,
          next: 'correct the region in the image address, or copy the repository there on purpose',
        }),
      );
    case 'wrong-account':
      return about(
        repository,
        makeFinding(facts, {
          ...base,
          code: 'wrong-account',
          cause: `${place}, but as ${quoteList(repository.elsewhere)}`,
          next: 'correct the account in the image address',
        }),
      );
    case 'missing':
      return about(
        repository,
        makeFinding(facts, {
          ...base,
          code: 'repository-missing',
          cause: place,
          ...(repository.own
            ? {}
            : { next: `ask the owner of account \`${repository.account}\` to create it` }),
        }),
      );
    default:
      return unreachable(repository.kind);
  }
}

/** The push was told that there is none, although a template makes it: AWS documents no right of whoever pushes that would be lacking. */
function notMade(facts: Facts, repository: MissingRepository): readonly Finding[] {
  const evidence = symptomsOf(facts, 'repository-unknown').filter(
    ({ detail }) => (detail['repository'] ?? repository.name) === repository.name,
  );
  const { template, name, arn } = repository;
  if (evidence.length === 0 || template === null) return [];
  const role =
    template.roleArn === null
      ? ''
      : `, and that its role \`${template.roleArn}\` trusts \`ecr.amazonaws.com\` and may \`ecr:CreateRepository\` on \`${arn}\``;
  return [
    about(
      repository,
      makeFinding(facts, {
        code: 'repository-missing',
        needs: [],
        cause: `the registry answered that repository \`${name}\` does not exist, although the creation template \`${template.prefix}\` makes it on the first push`,
        next: `retry the build if the template is newer than it; else see that the template is whole${role}`,
        evidence,
      }),
    ),
  ];
}

function about(repository: MissingRepository, finding: Finding): Finding {
  return { ...finding, resources: [repository.arn] };
}

/** What shows that the build uses the repository. */
function addressing(facts: Facts, repository: ImageRepository): readonly Evidence[] {
  const uses = facts.evidence.filter(
    (one) =>
      one.kind === 'use' &&
      (one.use.kind === 'image-push' || one.use.kind === 'image-pull') &&
      one.use.repository.name === repository.name &&
      one.use.repository.account === repository.account &&
      one.use.repository.region === repository.region,
  );
  return [...uses, ...symptomsOf(facts, 'repository-unknown')];
}

/** The registry's own word, where the address could not be worked out and so not be looked up. */
function unknownToRegistry(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'repository-unknown');
  const { repository = null, registry = null } = evidence[0]?.detail ?? {};
  const isThere = Object.values(facts.snapshot.repositories).some(
    (one) => one.kind === 'known' && (repository === null || one.value.name === repository),
  );
  if (evidence.length === 0 || isThere) return [];
  const isCached = isUnderCache(facts, { repository, registry });
  // The needs of the first pull say what is lacking.
  if (isCached && facts.needs.some((need) => isDenied(need) && MAKES_CACHE.test(need.action))) return [];
  const where = registry === null ? '' : ` in the registry of account \`${registry}\``;
  return [
    makeFinding(facts, {
      code: 'repository-missing',
      cause: `the registry answered that the repository${repository === null ? '' : ` \`${repository}\``} does not exist${where}`,
      next: isCached
        ? 'a pull-through cache makes its repositories itself: see that its upstream registry has this image, and that the cache rule can log in to it'
        : 'create the repository, or correct the image address',
      evidence,
    }),
  ];
}

const MAKES_CACHE = /^ecr:(?:BatchImportUpstreamImage|CreateRepository)$/i;

function isUnderCache(
  { snapshot }: Facts,
  { repository, registry }: { readonly repository: string | null; readonly registry: string | null },
): boolean {
  const { account, region } = snapshot;
  if (repository === null) return false;
  return cacheRuleOf({ account: registry ?? account, region, name: repository }, snapshot) !== null;
}

/** An address without an account, as an unset `AWS_ACCOUNT_ID` leaves it. Source: CodeBuild User Guide, build-env-ref-env-vars. */
function badAddresses(facts: Facts): readonly Finding[] {
  const symptoms = symptomsOf(facts, 'bad-registry-address');
  if (symptoms.length === 0) return [];
  return [
    makeFinding(facts, {
      code: 'wrong-account',
      cause:
        'the image address has no valid registry host, as happens when a variable such as `AWS_ACCOUNT_ID` is not set',
      next: 'set the variables of the image address in the project (CodeBuild does not predefine `AWS_ACCOUNT_ID`)',
      evidence: symptoms,
    }),
  ];
}
