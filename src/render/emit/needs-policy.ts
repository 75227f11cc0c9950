/** The whole of a project's needs as a policy for its role, whatever the role has now. */
import type { Diagnosis } from '#diagnosis/finding.ts';
import { grantOf } from '#plan/grants.ts';
import { carriedNeeds } from '#plan/grant-rule.ts';
import { policyText } from '#plan/policy-document.ts';
import type { Consent } from '#plan/scope.ts';

/** Only what is in scope, and what a person confirmed; null where there is none. */
export function emitNeedsPolicy(diagnosis: Diagnosis, consent: Consent): string | null {
  const granted = carriedNeeds(diagnosis, consent);
  return granted.length === 0 ? null : `${policyText(granted.map(grantOf))}\n`;
}
