/** Needs stopped by the policy on the resource: the repository's, its registry's, or the key's. */
import { parseArn } from '#iam/arn.ts';
import { REGISTRY_POLICY } from '../resource-layer.ts';
import { deniedBy, type Facts, groupBy, makeFinding, quoteList, roleName } from '../facts.ts';
import type { FindingCode } from '../codes.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { featureCode } from './features.ts';
import { reasonsOf, wordReason } from './words.ts';

export function resourcePolicyCauses(facts: Facts): readonly Finding[] {
  const groups = groupBy(deniedBy(facts, 'resource'), (need) => `${codeOf(need)} ${need.resource}`);
  return [...groups.values()].flatMap((needs) => findingOf(facts, needs));
}

function findingOf(facts: Facts, needs: readonly JudgedNeed[]): readonly Finding[] {
  const [first] = needs;
  if (first === undefined) return [];
  const code = codeOf(first);
  const foreign = ownerOf(first) !== facts.snapshot.account;
  return [
    makeFinding(facts, {
      code,
      layer: 'resource',
      needs,
      cause: causeOf(first, foreign),
      next: nextOf(facts, first, code),
    }),
  ];
}

function codeOf(need: JudgedNeed): FindingCode {
  const feature = featureCode(need);
  if (feature !== null) return feature;
  if (parseArn(need.resource)?.service !== 'ecr') return 'resource-policy-blocks';
  const denies = reasonsOf(need, 'resource').filter(({ effect }) => effect === 'deny');
  return denies.some(({ policy }) => policy === REGISTRY_POLICY)
    ? 'registry-policy-blocks'
    : 'repository-policy-blocks';
}

function causeOf(need: JudgedNeed, foreign: boolean): string {
  const [reason] = reasonsOf(need, 'resource');
  if (reason !== undefined) return wordReason(reason);
  return foreign
    ? `\`${need.resource}\` belongs to another account and its policy does not let this role in (or there is no such repository: AWS words both alike)`
    : `the policy on \`${need.resource}\` does not grant it`;
}

function nextOf(facts: Facts, need: JudgedNeed, code: FindingCode): string {
  const owner = ownerOf(need);
  const role = facts.snapshot.role.kind === 'known' ? facts.snapshot.role.value.arn : roleName(facts);
  const what = code === 'registry-policy-blocks' ? 'registry policy' : 'policy of the resource';
  return `ask the owner of account \`${owner}\` to let \`${role}\` do ${quoteList([need.action])} in the ${what}`;
}

function ownerOf(need: JudgedNeed): string | undefined {
  return parseArn(need.resource)?.account;
}
