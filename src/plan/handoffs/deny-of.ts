/** What of a layer stops needs: statements that deny them, or policies that lack an Allow; nothing where nothing of the layer was read. */
import type { Layer, Reason } from '#iam/decision.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';

/** Each statement once. */
export function deniesOf(needs: readonly JudgedNeed[], layer: Layer): readonly Reason[] {
  const denies = reasonsOf(needs, layer).filter(({ effect, matched }) => effect === 'deny' && matched);
  return [...new Map(denies.map((one) => [`${one.policy} ${one.statement}`, one])).values()];
}

export const denyOf = (needs: readonly JudgedNeed[], layer: Layer): Reason | null =>
  deniesOf(needs, layer)[0] ?? null;

/** The policies that come nearest to an Allow, one of each list of the layer that has none. */
export const lackingPolicies = (needs: readonly JudgedNeed[], layer: Layer): readonly string[] => [
  ...new Set(reasonsOf(needs, layer).flatMap(({ matched, policy }) => (matched ? [] : [policy]))),
];

const reasonsOf = (needs: readonly JudgedNeed[], layer: Layer): readonly Reason[] =>
  needs.flatMap(({ decision }) => decision.reasons).filter((one) => one.layer === layer);

/**
 * The need once for each policy of the layer that has to be changed for it, with nothing else of that layer said: of an
 * organisation each level has to allow, and a Deny of any policy is enough.
 */
export function byPolicy(need: JudgedNeed, layer: Layer): readonly JudgedNeed[] {
  const { reasons, layers } = need.decision;
  const denies = deniesOf([need], layer);
  const lacking = layer === 'serviceControl' ? lackingPolicies([need], layer) : [];
  const only = (isSaid: (reason: Reason) => boolean, verdict: 'explicitlyDenied' | 'implicitlyDenied') => ({
    ...need,
    decision: {
      ...need.decision,
      reasons: reasons.filter((one) => one.layer !== layer || isSaid(one)),
      layers: { ...layers, [layer]: verdict },
    },
  });
  const each = [...new Set(denies.map(({ policy }) => policy))].map((name) =>
    only(({ policy, matched }) => matched && policy === name, 'explicitlyDenied'),
  );
  const level = lacking.map((name) =>
    only(({ policy, matched }) => !matched && policy === name, 'implicitlyDenied'),
  );
  return each.length + level.length === 0 ? [need] : [...each, ...level];
}

/** Whether the layer denies explicitly, if only by AWS's own words. */
export function isExplicit(needs: readonly JudgedNeed[], layer: Layer): boolean {
  return needs.some(({ decision }) => decision.layers[layer] === 'explicitlyDenied');
}

/** ``statement 0 (`NoPush`) of `guardrail` `` */
function wordDeny({ statement, sid, policy }: Reason): string {
  return `statement ${statement}${sid === null ? '' : ` (\`${sid}\`)`} of \`${policy}\``;
}

export const wordDenies = (denies: readonly Reason[]): string => denies.map(wordDeny).join(' and ');

/** That an explicit Deny stops a request, and what its owner is asked; `told`: what is known of it. */
export const stoppedByDeny = (where: string, told: string): string =>
  `an explicit deny in ${where} stops it${told}. The exception lets this role alone through; the Deny may be there for a reason`;
