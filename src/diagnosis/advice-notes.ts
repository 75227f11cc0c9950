/** What in the role's own policies does not do what it seems to: said beside the findings, decides nothing. */
import { adviseOn } from '#catalog/advice.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { identityPolicies } from './applicable-policies.ts';

const SHOWN = 10;

/** ARNs of other regions are no advice here: where one is at fault, it is a finding. */
export function adviceNotes({ role }: Snapshot): readonly string[] {
  if (role.kind !== 'known') return [];
  return identityPolicies(role.value)
    .policies.flatMap(({ name, document }) => {
      const policy = readPolicy(document, 'identity');
      if (!policy.ok || typeof document !== 'string') return [];
      return adviseOn(document, policy.value, null).map(
        ({ at, message }) => `policy \`${name}\` at \`${at}\`: ${message}`,
      );
    })
    .slice(0, SHOWN);
}
