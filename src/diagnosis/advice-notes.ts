/** What in the role's own policies does not do what it seems to: said beside the findings, decides nothing. */
import { adviseOn } from '#catalog/advice.ts';
import type { Snapshot } from '#account/snapshot.ts';
import { identityPolicies } from './applicable-policies.ts';
import { policyOf } from './read-policies.ts';

const SHOWN = 10;

/** ARNs of other regions are no advice here: where one is at fault, it is a finding. */
export function adviceNotes({ role }: Snapshot): readonly string[] {
  if (role.kind !== 'known') return [];
  return identityPolicies(role.value)
    .policies.flatMap(({ name, document }) => {
      const read = policyOf(document);
      if (read === null || typeof document !== 'string') return [];
      return adviseOn(document, read.policy, null).map(
        ({ at, message }) => `policy \`${name}\` at \`${at}\`: ${message}`,
      );
    })
    .slice(0, SHOWN);
}
