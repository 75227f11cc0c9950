/** Denials that cannot be held against the policies, because those could not be read: told in AWS's own words. */
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { FindingCode } from '../codes.ts';
import {
  denialsOf,
  type DenialEvidence,
  type Facts,
  groupBy,
  makeFinding,
  quoteList,
  roleArn,
  unique,
} from '../facts.ts';
import type { Finding, JudgedNeed } from '../finding.ts';
import { isOfBuild } from '../told-denials.ts';
import { policyHolderOf, policyNoun } from '../policy-holders.ts';
import { isRefusedUnread, refusalsOf } from '../refusals.ts';
import { featureCode, resourceLayerCode } from './features.ts';

/** These explain only: the verdict stays unknown, and nothing is planned from them. */
export function unreadCauses(facts: Facts): readonly Finding[] {
  const unjudged = denialsOf(facts).filter(
    (one) => isOfBuild(facts.snapshot, one.denial.principal) && unjudgedNeed(facts, one) !== undefined,
  );
  const groups = groupBy(unjudged, (one) => `${codeOf(facts, one)} ${one.denial.resource}`);
  return [...[...groups.values()].flatMap((group) => findingOf(facts, group)), ...wordlessRefusals(facts)];
}

function findingOf(facts: Facts, group: readonly DenialEvidence[]): readonly Finding[] {
  const [first] = group;
  const code = first === undefined ? null : codeOf(facts, first);
  if (first === undefined || code === null) return [];
  const named = (pick: 'action' | 'resource'): readonly string[] =>
    unique(group.flatMap(({ denial }) => denial[pick] ?? []));
  const on = named('resource').length === 0 ? '' : ` on ${quoteList(named('resource'))}`;
  const finding = makeFinding(facts, {
    code,
    ...(first.denial.layer === null ? {} : { layer: first.denial.layer }),
    cause: `the build was denied ${quoteList(named('action'))}${on} (${first.source.where}); whether it still would be cannot be told, because ${unreadParts(facts)} could not be read`,
    next: 'run Rolemend with the permissions listed as missing, or show this to someone who has them',
    evidence: group,
  });
  return [{ ...finding, actions: named('action'), resources: named('resource') }];
}

function unjudgedNeed(facts: Facts, { denial }: DenialEvidence): JudgedNeed | undefined {
  const unknown = facts.needs.filter(
    (need) =>
      need.decision.decision === 'unknown' && need.action.toLowerCase() === denial.action?.toLowerCase(),
  );
  return unknown.find(({ resource }) => resource === denial.resource) ?? unknown[0];
}

function codeOf(facts: Facts, one: DenialEvidence): FindingCode | null {
  const { layer, explicit } = one.denial;
  if (layer === null) return null;
  if (layer === 'identity' && explicit === true) return 'identity-explicit-deny';
  if (layer !== 'resource') return LAYER_FACTS[layer].code;
  const need = unjudgedNeed(facts, one);
  return (need === undefined ? null : featureCode(need)) ?? resourceLayerCode(one.denial.action ?? '');
}

function unreadParts(facts: Facts): string {
  const parts = facts.needs.flatMap(({ decision }) =>
    decision.decision === 'unknown' ? decision.missing : [],
  );
  return [...new Set(parts)].map((part) => `\`${part}\``).join(', ') || 'some policies';
}

/** What the role may by all that was read, and AWS refused all the same: the policy that was not read is left. */
function wordlessRefusals(facts: Facts): readonly Finding[] {
  const groups = groupBy(facts.needs.filter(isRefusedUnread), ({ resource }) => policyHolderOf(resource));
  return [...groups].map(([holder, needs]) => refusedAt(facts, holder, needs));
}

function refusedAt(facts: Facts, holder: string, needs: readonly JudgedNeed[]): Finding {
  const where = needs.flatMap(refusalsOf)[0]?.source.where ?? '';
  const actions = quoteList(unique(needs.map(({ action }) => action)));
  const { bucketOwners } = facts.snapshot;
  const owner = Object.hasOwn(bucketOwners, holder) ? bucketOwners[holder] : undefined;
  const isForeign = owner?.kind === 'known' && owner.value !== 'own';
  const lacking = needs.filter(({ decision }) => decision.layers.identity === 'implicitlyDenied');
  const own =
    lacking.length === 0
      ? `the role may do ${actions} by all that was read`
      : `no policy of the role allows ${quoteList(unique(lacking.map(({ action }) => action)))}`;
  const whose = isForeign
    ? "it is another account's, whose policy has to let the role in"
    : "where it is another account's, which could not be told, that policy has to let the role in";
  return makeFinding(facts, {
    code: needs.map(featureCode)[0] ?? resourceLayerCode(needs[0]?.action ?? ''),
    layer: 'resource',
    needs,
    cause: `AWS refused it without a word of which right (${where}), and ${own}; the ${policyNoun(holder)} could not be read: ${whose}`,
    next: `have whoever owns \`${holder}\` see that its policy lets \`${roleArn(facts)}\` do ${actions}, and that no statement of it denies that${lacking.length === 0 ? '' : '; where it is not this account that owns it, the role needs an Allow of its own besides'}`,
  });
}
