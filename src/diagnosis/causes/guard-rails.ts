/** Needs stopped by a layer that no policy of the role can override: boundary, session, organisation, endpoint. */
import type { Layer } from '#iam/decision.ts';
import type { FindingCode } from '../codes.ts';
import { deniedBy, type Facts, groupBy, makeFinding, quoteList, roleArn, unique } from '../facts.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { stoppedNext } from '../stopped-next.ts';
import { denialsNaming, nextOfDeny, reasonsOf, wordReason } from './words.ts';

interface GuardRail {
  readonly layer: Layer;
  readonly code: FindingCode;
  readonly noun: string;
  readonly next: string;
  readonly owner: string;
}

const GUARD_RAILS: readonly GuardRail[] = [
  {
    layer: 'boundary',
    code: 'boundary-blocks',
    noun: 'permissions boundary',
    next: 'ask whoever owns the permissions boundary to let these actions through; an Allow on the role changes nothing until then',
    owner: 'whoever owns the permissions boundary',
  },
  {
    layer: 'session',
    code: 'session-blocks',
    noun: 'session policy',
    next: 'widen the session policy where the session is made (a pipeline or broker that assumes the role)',
    owner: 'whoever makes the session',
  },
  {
    layer: 'serviceControl',
    code: 'scp-blocks',
    noun: 'service control policy',
    next: 'ask the administrators of the organisation: only its management account can change a service control policy',
    owner: 'the administrators of the organisation',
  },
  {
    layer: 'resourceControl',
    code: 'rcp-blocks',
    noun: 'resource control policy',
    next: 'ask the administrators of the organisation that owns the resource to change its resource control policy',
    owner: 'the administrators of the organisation that owns the resource',
  },
  {
    layer: 'vpcEndpoint',
    code: 'vpc-endpoint-blocks',
    noun: 'VPC endpoint policy',
    next: 'ask whoever owns the VPC endpoint to let these actions through in its policy',
    owner: 'whoever owns the VPC endpoint',
  },
];

export function guardRailCauses(facts: Facts): readonly Finding[] {
  return GUARD_RAILS.flatMap((rail) => findingsOf(facts, rail));
}

function findingsOf(facts: Facts, rail: GuardRail): readonly Finding[] {
  const groups = groupBy(deniedBy(facts, rail.layer), (need) => causeOf(need, rail));
  return [...groups].map(([cause, needs]) => findingOf(facts, rail, { cause, needs }));
}

function findingOf(
  facts: Facts,
  { layer, code, noun, owner, next }: GuardRail,
  { cause, needs }: { readonly cause: string; readonly needs: readonly JudgedNeed[] },
): Finding {
  const reasons = needs.flatMap((need) => reasonsOf(need, layer));
  const isExplicit = needs.some(({ decision }) => decision.layers[layer] === 'explicitlyDenied');
  if (isExplicit) {
    const denies = reasons.filter(({ effect }) => effect === 'deny');
    const ending = nextOfDeny(denies, { policy: noun, owner, role: roleArn(facts) });
    return makeFinding(facts, { code, layer, needs, cause, next: ending });
  }
  const unread = reasons.length === 0 ? stoppedNext(facts.needs, { layer, needs }) : [];
  const also =
    unread.length === 0
      ? ''
      : `; it may stop ${quoteList(unique(unread.map(({ action }) => action)), MANY)} as well, asked for beside it`;
  return makeFinding(facts, { code, layer, needs, cause: `${cause}${also}`, next });
}

/** Whoever has to change the policy is told of all at once. */
const MANY = 12;

function causeOf(need: JudgedNeed, { layer, noun }: GuardRail): string {
  const reasons = reasonsOf(need, layer);
  const denies = reasons.filter(({ effect }) => effect === 'deny');
  if (denies.length > 0) return unique(denies.map(wordReason)).join('; ');
  const policies = unique(reasons.map(({ policy }) => `\`${policy}\``));
  if (policies.length > 0) return `the ${noun} ${policies.join(', ')} does not allow it`;
  return causeByAwsWords(need, { layer, noun });
}

/** Where the layer cannot be read, AWS's own sentence is all there is to go by. */
function causeByAwsWords(need: JudgedNeed, { layer, noun }: Pick<GuardRail, 'layer' | 'noun'>): string {
  const denials = denialsNaming(need, layer);
  if (denials.length === 0) return `no ${noun} allows it`;
  const arns = unique(denials.flatMap(({ policyArn }) => (policyArn === null ? [] : [`\`${policyArn}\``])));
  const name = arns.length > 0 ? ` (${arns.join(', ')})` : '';
  const explicit = denials.some((denial) => denial.explicit === true);
  return explicit
    ? `the build was denied by an explicit deny in a ${noun}${name}, which cannot be read from here`
    : `the build was denied because no ${noun} allows it, as far as its message says`;
}
