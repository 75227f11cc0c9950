/** The whole of a project's needs as a policy for its role, whatever the role has now. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { grantOf } from '#plan/grants.ts';
import { isWellFounded } from '#plan/grant-rule.ts';
import { policyText } from '#plan/policy-document.ts';

/** Only well-founded needs, and those a person confirmed by their action; null where there is none. */
export function emitNeedsPolicy(
  { snapshot, needs }: Diagnosis,
  confirmed: readonly string[] = [],
): string | null {
  const granted = needs.filter(
    (need) => need.subject === 'service-role' && isWellFounded(snapshot, need, confirmed),
  );
  return granted.length === 0 ? null : `${policyText(granted.map(grantOf))}\n`;
}
