/** Needs stopped by a layer that no policy of the role can override: boundary, session, organisation, endpoint. */
import { LAYER_FACTS, LAYER_OWNERS } from '#catalog/layers.ts';
import { type Facts, groupBy, isDenied, makeFinding, quoteList, unique } from '../facts.ts';
import { type Finding, type JudgedNeed, lacksOf } from '../finding.ts';
import { stoppedNext } from '../stopped-next.ts';
import { andLacks, denialsNaming, nextOfDeny, reasonsOf, wordReason } from './words.ts';

/** From the role's side outwards. */
const GUARD_RAILS = ['boundary', 'session', 'serviceControl', 'resourceControl', 'vpcEndpoint'] as const;
type GuardRail = (typeof GUARD_RAILS)[number];

export function guardRailCauses(facts: Facts): readonly Finding[] {
  return GUARD_RAILS.flatMap((layer) => findingsOf(facts, layer));
}

function findingsOf(facts: Facts, layer: GuardRail): readonly Finding[] {
  const groups = groupBy(stoppedAt(facts, layer), (need) => causeOf(need, layer));
  return [...groups].map(([cause, needs]) => findingOf(facts, layer, { cause, needs }));
}

/** Whoever asks: what stands on resources binds CodeBuild itself too, when it takes the role on or pulls the image. */
function stoppedAt({ needs, taking }: Facts, layer: GuardRail): readonly JudgedNeed[] {
  return [...needs, ...(taking === null ? [] : [taking])].filter(
    (need) => isDenied(need) && need.decision.deniedBy.includes(layer),
  );
}

function findingOf(
  facts: Facts,
  layer: GuardRail,
  { cause, needs }: { readonly cause: string; readonly needs: readonly JudgedNeed[] },
): Finding {
  const { code, noun, asks } = LAYER_FACTS[layer];
  const reasons = needs.flatMap((need) => reasonsOf(need, layer));
  const isExplicit = needs.some(({ decision }) => decision.layers[layer] === 'explicitlyDenied');
  if (isExplicit) {
    const ending = nextOfDeny(facts, { layer, needs, policy: noun, owner: wordOwner(layer) });
    return makeFinding(facts, { code, layer, needs, cause, next: ending });
  }
  const unread = reasons.length === 0 ? stoppedNext(facts.needs, { layer, needs }) : [];
  const also =
    unread.length === 0
      ? ''
      : `; it may stop ${quoteList(unique(unread.map(({ action }) => action)))} as well, asked for beside it`;
  return makeFinding(facts, { code, layer, needs, cause: `${cause}${also}`, next: asks });
}

/** A resource may be another organisation's. */
const wordOwner = (layer: GuardRail): string =>
  `${LAYER_OWNERS[LAYER_FACTS[layer].owner]}${layer === 'resourceControl' ? ' that owns the resource' : ''}`;

function causeOf(need: JudgedNeed, layer: GuardRail): string {
  const reasons = reasonsOf(need, layer);
  const denies = reasons.filter(({ effect }) => effect === 'deny');
  const lacks = lacksOf(need, layer);
  if (denies.length === 0) return lacks.length === 0 ? causeByAwsWords(need, layer) : lackIn(need, layer);
  const denied = unique(denies.map(wordReason)).join('; ');
  // The levels of an organisation are told each by its own.
  return layer === 'serviceControl' && lacks.length > 0
    ? `${denied}; besides, ${lackIn(need, layer)}`
    : `${denied}${andLacks(need, layer)}`;
}

/** Which policies come nearest to an Allow; of a level without any, the level. */
function lackIn(need: JudgedNeed, layer: GuardRail): string {
  const { noun } = LAYER_FACTS[layer];
  const lacks = lacksOf(need, layer);
  const policies = unique(lacks.flatMap(({ nearest }) => (nearest === null ? [] : `\`${nearest.policy}\``)));
  const levels = unique(
    lacks.flatMap(({ nearest, target }) => (nearest !== null || target === null ? [] : `\`${target}\``)),
  );
  return [
    ...(policies.length === 0 ? [] : [`the ${noun} ${policies.join(', ')} does not allow it`]),
    ...(levels.length === 0 ? [] : [`no ${noun} attached to ${levels.join(', ')} allows it`]),
    ...(policies.length + levels.length === 0 ? [causeByAwsWords(need, layer)] : []),
  ].join('; ');
}

/** Where the layer cannot be read, AWS's own sentence is all there is to go by. */
function causeByAwsWords(need: JudgedNeed, layer: GuardRail): string {
  const { noun } = LAYER_FACTS[layer];
  const denials = denialsNaming(need, layer);
  if (denials.length === 0) return `no ${noun} allows it`;
  const arns = unique(denials.flatMap(({ policyArn }) => (policyArn === null ? [] : [`\`${policyArn}\``])));
  const name = arns.length > 0 ? ` (${arns.join(', ')})` : '';
  const explicit = denials.some((denial) => denial.explicit === true);
  return explicit
    ? `the build was denied by an explicit deny in a ${noun}${name}, which cannot be read from here`
    : `the build was denied because no ${noun} allows it, as far as AWS's message says`;
}
