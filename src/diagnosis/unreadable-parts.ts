/** Everything a snapshot could not read, listed once. */
import type { PolicyKind } from '#iam/policy.ts';
import type {
  Known,
  OrganizationTarget,
  PolicyDocument,
  Role,
  Snapshot,
  Unreadable,
} from '#account/snapshot.ts';
import { stableJson } from '#basics/stable-json.ts';
import { policyFault } from './policy-text.ts';

export function unreadableParts(snapshot: Snapshot): readonly Unreadable[] {
  const all = [
    ...ofKnown(snapshot.build),
    ...ofKnown(snapshot.role, ofRole),
    ...ofKnown(snapshot.log),
    ...Object.values(snapshot.repositories).flatMap((repository) =>
      ofKnown(repository, ({ policy, name }) =>
        ofPolicy(policy, { what: `repository policy of \`${name}\``, kind: 'resource' }),
      ),
    ),
    ...Object.values(snapshot.registryPolicies).flatMap((policy) =>
      ofPolicy(policy, { what: 'registry policy', kind: 'resource' }),
    ),
    ...ofLevels(snapshot.serviceControl, { what: 'service control policy', kind: 'serviceControl' }),
    ...ofLevels(snapshot.resourceControl, { what: 'resource control policy', kind: 'resourceControl' }),
  ];
  return [...new Map(all.map((one) => [stableJson(one), one])).values()];
}

function ofRole(role: Role): readonly Unreadable[] {
  const owner = `role \`${role.name}\``;
  const own = { what: `policy of ${owner}`, kind: 'identity' } as const;
  const ofList = (list: Known<readonly Known<PolicyDocument>[]>): readonly Unreadable[] =>
    ofKnown(list, (policies) => policies.flatMap((policy) => ofPolicy(policy, own)));
  const trust = { name: 'trust policy', arn: null, text: role.trustPolicy };
  const boundary = ofPolicy(role.boundary, { what: `permissions boundary of ${owner}`, kind: 'identity' });
  return [
    ...boundary,
    ...ofList(role.inline),
    ...ofList(role.attached),
    ...ofDocument(trust, { what: owner, kind: 'trust' }),
  ];
}

interface Part {
  readonly what: string;
  readonly kind: PolicyKind;
}

function ofLevels(levels: Known<readonly OrganizationTarget[]>, part: Part): readonly Unreadable[] {
  return ofKnown(levels, (targets) =>
    targets.flatMap(({ policies }) =>
      ofKnown(policies, (documents) => documents.flatMap((document) => ofDocument(document, part))),
    ),
  );
}

function ofPolicy(policy: Known<PolicyDocument>, part: Part): readonly Unreadable[] {
  return ofKnown(policy, (document) => ofDocument(document, part));
}

function ofDocument({ name, text }: PolicyDocument, { what, kind }: Part): readonly Unreadable[] {
  const fault = policyFault(text, kind);
  return fault === null ? [] : [malformed(`${what}: \`${name}\``, fault)];
}

function ofKnown<T>(
  value: Known<T>,
  inside: (value: T) => readonly Unreadable[] = () => [],
): readonly Unreadable[] {
  if (value.kind === 'known') return inside(value.value);
  return value.kind === 'unreadable' ? [value.problem] : [];
}

/** AWS stores no malformed policy, so such a text is one that did not arrive whole. */
function malformed(what: string, fault: string): Unreadable {
  return { what, why: 'MalformedPolicy', message: fault, needs: null, on: null };
}
