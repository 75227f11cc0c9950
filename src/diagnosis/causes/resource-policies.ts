/** Needs stopped by the policy on the resource: the repository's, its registry's, a bucket's, a secret's, or the key's. */
import { REGISTRY_POLICY } from '../resource-layer.ts';
import { deniedBy, type Facts, groupBy, makeFinding, quoteList, roleArn, unique } from '../facts.ts';
import { accountOf } from '../foreign.ts';
import type { FindingCode } from '../codes.ts';
import { type Finding, type JudgedNeed, lacksOf } from '../finding.ts';
import { policyHolderOf, policyNoun } from '../policy-holders.ts';
import { stoppedNext } from '../stopped-next.ts';
import { featureCode, resourceLayerCode } from './features.ts';
import { andLacks, denialsNaming, nextOfDeny, reasonsOf, wordReason } from './words.ts';

export function resourcePolicyCauses(facts: Facts): readonly Finding[] {
  const groups = groupBy(
    deniedBy(facts, 'resource').flatMap(eachPolicy),
    (need) =>
      `${codeOf(need)} ${policyHolderOf(need.resource)} ${isExplicit(need)} ${andLacks(need, 'resource')}`,
  );
  return [...groups.values()].flatMap((needs) => findingOf(facts, needs));
}

/** A registry denies and never has to allow: what its repository lacks is told of that. */
function eachPolicy(need: JudgedNeed): readonly JudgedNeed[] {
  const { decision } = need;
  const denies = deniesOf(need);
  const lacks = lacksOf(need, 'resource');
  const isOfRegistry = denies.length > 0 && denies.every(({ policy }) => policy === REGISTRY_POLICY);
  if (!isOfRegistry || lacks.length === 0) return [need];
  const others = decision.reasons.filter(({ layer }) => layer !== 'resource');
  const nearest = lacks.flatMap((lack) => lack.nearest ?? []);
  const lacking = decision.lacking.filter(({ layer }) => layer !== 'resource');
  return [
    { ...need, decision: { ...decision, lacking } },
    {
      ...need,
      decision: {
        ...decision,
        layers: { ...decision.layers, resource: 'implicitlyDenied' },
        reasons: [...others, ...nearest],
      },
    },
  ];
}

function findingOf(facts: Facts, needs: readonly JudgedNeed[]): readonly Finding[] {
  const [first] = needs;
  if (first === undefined) return [];
  const code = codeOf(first);
  // A policy that lacks one Allow and cannot be read lacks, for all that is known, what is asked for next.
  const next = needs.some(isByWordAlone) ? stoppedNext(facts.needs, { layer: 'resource', needs }) : [];
  const asked = [...needs, ...next];
  return [
    makeFinding(facts, {
      code,
      layer: 'resource',
      needs: asked,
      cause: `${causeOf(facts, first)}${next.length === 0 ? '' : `; refused was ${quoteList(actionsOf(needs))}, the rest is asked for next and goes through the same policy`}`,
      next: isExplicit(first)
        ? nextOfDeny(facts, {
            layer: 'resource',
            needs,
            policy: nounOf(first),
            owner: `the owner, account \`${ownerOf(facts, first)}\`,`,
          })
        : `ask the owner of account \`${ownerOf(facts, first)}\` to let \`${roleArn(facts)}\` do ${quoteList(actionsOf(asked), ALL)} in the ${nounOf(first)}`,
    }),
  ];
}

/** What is asked of somebody else is asked once. */
const ALL = 20;

const actionsOf = (needs: readonly JudgedNeed[]): readonly string[] =>
  unique(needs.map(({ action }) => action));

const isExplicit = ({ decision }: JudgedNeed): boolean => decision.layers.resource === 'explicitlyDenied';

const deniesOf = (need: JudgedNeed) => reasonsOf(need, 'resource').filter(({ effect }) => effect === 'deny');

/** Whether only AWS's words tell of it, as the policy could not be read. */
function isByWordAlone(need: JudgedNeed): boolean {
  return (
    !isExplicit(need) &&
    reasonsOf(need, 'resource').length === 0 &&
    denialsNaming(need, 'resource').length > 0
  );
}

function codeOf(need: JudgedNeed): FindingCode {
  const feature = featureCode(need);
  if (feature !== null) return feature;
  return deniesOf(need).some(({ policy }) => policy === REGISTRY_POLICY)
    ? 'registry-policy-blocks'
    : resourceLayerCode(need.action);
}

function nounOf(need: JudgedNeed): string {
  return codeOf(need) === 'registry-policy-blocks' ? 'registry policy' : policyNoun(need.resource);
}

function causeOf(facts: Facts, need: JudgedNeed): string {
  const [reason] = reasonsOf(need, 'resource');
  if (reason !== undefined)
    return `${wordReason(reason)}${isExplicit(need) ? andLacks(need, 'resource') : ''}`;
  if (isExplicit(need))
    return `the build was denied by an explicit deny in the ${policyNoun(need.resource)}, which cannot be read from here`;
  return ownerOf(facts, need) === facts.snapshot.account
    ? `the policy on \`${need.resource}\` does not grant it`
    : `\`${need.resource}\` belongs to another account and its policy does not let this role in (or there is no such resource: AWS words both alike)`;
}

/** A bucket's ARN names no account. */
function ownerOf({ snapshot }: Facts, { resource }: JudgedNeed): string {
  return accountOf(snapshot, resource);
}
