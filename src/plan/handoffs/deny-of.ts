/** The statement of a layer that denies needs explicitly; null where an Allow is lacking, or nothing of the layer was read. */
import type { Layer, Reason } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';

export function denyOf(needs: readonly JudgedNeed[], layer: Layer): Reason | null {
  const reasons = needs.flatMap(({ decision }) => decision.reasons);
  return reasons.find((one) => one.layer === layer && one.effect === 'deny' && one.matched) ?? null;
}

/** Whether the layer denies explicitly, if only by AWS's own words. */
export function isExplicit(needs: readonly JudgedNeed[], layer: Layer): boolean {
  return needs.some(({ decision }) => decision.layers[layer] === 'explicitlyDenied');
}

/** ``statement 0 (`NoPush`) of `guardrail` `` */
export function wordDeny({ statement, sid, policy }: Reason): string {
  return `statement ${statement}${sid === null ? '' : ` (\`${sid}\`)`} of \`${policy}\``;
}

/** That an explicit Deny stops a request, and what its owner is asked; `told`: what is known of it. */
export const stoppedByDeny = (where: string, told: string): string =>
  `an explicit deny in ${where} stops it${told}. The exception lets this role alone through; the Deny may be there for a reason`;
