/** Everything a snapshot could not read, listed once. */
import type { Known, PolicyDocument, Role, Snapshot, Unreadable } from '#account/snapshot.ts';
import { stableJson } from '#basics/stable-json.ts';
import { isPolicyText } from './policy-text.ts';

export function unreadableParts(snapshot: Snapshot): readonly Unreadable[] {
  const all = [
    ...ofKnown(snapshot.build),
    ...ofKnown(snapshot.role, ofRole),
    ...ofKnown(snapshot.log),
    ...Object.values(snapshot.repositories).flatMap((repository) =>
      ofKnown(repository, ({ policy, name }) => ofPolicy(policy, `repository policy of \`${name}\``)),
    ),
    ...Object.values(snapshot.registryPolicies).flatMap((policy) => ofPolicy(policy, 'registry policy')),
    ...ofKnown(snapshot.serviceControl, (targets) => targets.flatMap(({ policies }) => ofKnown(policies))),
    ...ofKnown(snapshot.resourceControl, (targets) => targets.flatMap(({ policies }) => ofKnown(policies))),
  ];
  return [...new Map(all.map((one) => [stableJson(one), one])).values()];
}

function ofRole(role: Role): readonly Unreadable[] {
  const owner = `role \`${role.name}\``;
  const ofList = (list: Known<readonly Known<PolicyDocument>[]>): readonly Unreadable[] =>
    ofKnown(list, (policies) => policies.flatMap((policy) => ofPolicy(policy, `policy of ${owner}`)));
  const trust = isPolicyText(role.trustPolicy) ? [] : [malformed(`trust policy of ${owner}`)];
  return [
    ...ofPolicy(role.boundary, `permissions boundary of ${owner}`),
    ...ofList(role.inline),
    ...ofList(role.attached),
    ...trust,
  ];
}

function ofPolicy(policy: Known<PolicyDocument>, what: string): readonly Unreadable[] {
  return ofKnown(policy, ({ name, text }) => (isPolicyText(text) ? [] : [malformed(`${what}: \`${name}\``)]));
}

function ofKnown<T>(
  value: Known<T>,
  inside: (value: T) => readonly Unreadable[] = () => [],
): readonly Unreadable[] {
  if (value.kind === 'known') return inside(value.value);
  return value.kind === 'unreadable' ? [value.problem] : [];
}

/** AWS stores no malformed policy, so such a text is one that did not arrive whole. */
function malformed(what: string): Unreadable {
  return {
    what,
    why: 'MalformedPolicy',
    message: 'the text is not a policy document',
    needs: null,
    on: null,
  };
}
