/** Denials that cannot be held against the policies, because those could not be read: told in AWS's own words. */
import type { Layer } from '#iam/decision.ts';
import type { FindingCode } from '../codes.ts';
import { denialsOf, type DenialEvidence, type Facts, groupBy, makeFinding } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { isOfBuild } from '../told-denials.ts';

/** These explain only: the verdict stays unknown, and nothing is planned from them. */
export function unreadCauses(facts: Facts): readonly Finding[] {
  const unjudged = denialsOf(facts).filter(
    (one) => isOfBuild(facts.snapshot, one.denial.principal) && isUnjudged(facts, one),
  );
  const groups = groupBy(
    unjudged,
    ({ denial }) => `${codeOf(denial.layer, denial.explicit)} ${denial.resource}`,
  );
  return [...groups.values()].flatMap((group) => findingOf(facts, group));
}

function findingOf(facts: Facts, group: readonly DenialEvidence[]): readonly Finding[] {
  const [first] = group;
  const code = first === undefined ? null : codeOf(first.denial.layer, first.denial.explicit);
  if (first === undefined || code === null) return [];
  const finding = makeFinding(facts, {
    code,
    ...(first.denial.layer === null ? {} : { layer: first.denial.layer }),
    cause: `the build was denied (${first.source.where}); whether it still would be cannot be told, because ${unreadParts(facts)} could not be read`,
    next: 'run Rolemend with the permissions listed as missing, or show this to someone who has them',
    evidence: group,
  });
  const named = (pick: 'action' | 'resource'): readonly string[] => [
    ...new Set(group.flatMap(({ denial }) => denial[pick] ?? [])),
  ];
  return [{ ...finding, actions: named('action'), resources: named('resource') }];
}

function isUnjudged(facts: Facts, { denial }: DenialEvidence): boolean {
  return facts.needs.some(
    (need) =>
      need.decision.decision === 'unknown' && need.action.toLowerCase() === denial.action?.toLowerCase(),
  );
}

function codeOf(layer: Layer | null, explicit: boolean | null): FindingCode | null {
  if (layer === null) return null;
  return layer === 'identity' && explicit === true ? 'identity-explicit-deny' : CODE_OF_LAYER[layer];
}

const CODE_OF_LAYER: Readonly<Record<Layer, FindingCode>> = {
  identity: 'identity-allow-missing',
  boundary: 'boundary-blocks',
  session: 'session-blocks',
  serviceControl: 'scp-blocks',
  resourceControl: 'rcp-blocks',
  vpcEndpoint: 'vpc-endpoint-blocks',
  resource: 'repository-policy-blocks',
  trust: 'trust-policy-blocks',
};

function unreadParts(facts: Facts): string {
  const parts = facts.needs.flatMap(({ decision }) =>
    decision.decision === 'unknown' ? decision.missing : [],
  );
  return [...new Set(parts)].map((part) => `\`${part}\``).join(', ') || 'some policies';
}
