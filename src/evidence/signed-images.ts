/**
 * Pushes whose images ECR signs. Comes in: the uses of a build and the registries' signing rules. Goes out: for each push that a rule takes
 * in, that its image is signed with the rule's profile, with the push's own source and grade. Never: takes a registry whose rules were not
 * read for one that signs nothing. Source: Amazon ECR User Guide, managed-signing.
 */
import type { SigningRule } from '#account/resources.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { compileGlob, freeTokens } from '#iam/match/glob.ts';
import type { Evidence } from './evidence.ts';

export function readSignedImages(
  evidence: readonly Evidence[],
  { signingRules }: Pick<Snapshot, 'signingRules'>,
): readonly Evidence[] {
  return evidence.flatMap((one) => {
    if (one.kind !== 'use' || one.use.kind !== 'image-push') return [];
    const { repository } = one.use;
    const rules = signingRules[`${repository.account}/${repository.region}`];
    if (rules?.kind !== 'known') return [];
    const profiles = rules.value.filter((rule) => takesIn(rule, repository.name));
    return [...new Set(profiles.map(({ profileArn }) => profileArn))].map(
      (profileArn) => ({ ...one, use: { kind: 'sign-image', repository, profileArn } }) as const,
    );
  });
}

/** Source: ECR API reference, SigningRule and SigningRepositoryFilter (`WILDCARD_MATCH`, the only type there is). */
function takesIn({ filters }: SigningRule, name: string): boolean {
  return (
    filters.length === 0 || filters.some((filter) => compileGlob(filter, freeTokens(filter)).matches(name))
  );
}
