/** What of a layer stops needs: statements that deny them, or policies that lack an Allow; nothing where nothing of the layer was read. */
import type { Lack, Layer, Reason } from '#iam/decision.ts';
import { askersOf, wordAskers } from '#diagnosis/askers.ts';
import { type JudgedNeed, lacksOf } from '#diagnosis/finding.ts';
import type { Stop } from './handoff.ts';

/** Each statement once. */
export function deniesOf(needs: readonly JudgedNeed[], layer: Layer): readonly Reason[] {
  const denies = reasonsOf(needs, layer).filter(({ effect, matched }) => effect === 'deny' && matched);
  return [...new Map(denies.map((one) => [`${one.policy} ${one.statement}`, one])).values()];
}

export const denyOf = (needs: readonly JudgedNeed[], layer: Layer): Reason | null =>
  deniesOf(needs, layer)[0] ?? null;

/** Those that the layer would not let through were its Denies lifted, or is not known to. */
export const lackingOf = (needs: readonly JudgedNeed[], layer: Layer): readonly JudgedNeed[] =>
  needs.filter(
    (need) => need.decision.layers[layer] !== 'explicitlyDenied' || lacksOf(need, layer).length > 0,
  );

const reasonsOf = (needs: readonly JudgedNeed[], layer: Layer): readonly Reason[] =>
  needs.flatMap(({ decision }) => decision.reasons).filter((one) => one.layer === layer);

/** What one policy does to a need, or a level of an organisation of which none can be edited. */
export interface Part {
  /** Tells it from the others of the layer. */
  readonly key: string;
  /** Name of the policy; null: none that was read. */
  readonly policy: string | null;
  /** The need, with nothing of the layer said but what that policy does. */
  readonly need: JudgedNeed;
}

/**
 * The need once for each policy of the layer that has to be changed for it: a Deny of any policy is enough, and of an
 * organisation each level has to allow. `editedFor`: the policy that is given the Allow.
 */
export function byPolicy(
  need: JudgedNeed,
  layer: Layer,
  editedFor: (lack: Lack, denies: readonly Reason[]) => string | null,
): readonly Part[] {
  const { reasons, layers, lacking } = need.decision;
  const denies = deniesOf([need], layer);
  const lacks = lacksOf(need, layer).map((lack) => ({ lack, policy: editedFor(lack, denies) }));
  const isTold = denies.length === 0 && layers[layer] === 'explicitlyDenied';
  if (isTold || denies.length + lacks.length === 0)
    return [{ key: isTold ? 'denied' : '', policy: null, need }];
  const keyOf = (policy: string | null, target = ''): string => policy ?? `lacking at ${target}`;
  const policies = new Map([
    ...denies.map(({ policy }) => [keyOf(policy), policy] as const),
    ...lacks.map(({ policy, lack }) => [keyOf(policy, lack.target ?? ''), policy] as const),
  ]);
  return [...policies].map(([key, policy]) => {
    const denied = denies.filter((one) => one.policy === policy);
    const lacked = lacks.flatMap((one) =>
      keyOf(one.policy, one.lack.target ?? '') === key ? [one.lack] : [],
    );
    const decision = {
      ...need.decision,
      reasons: [...reasons.filter((one) => one.layer !== layer), ...denied],
      lacking: [...lacking.filter((one) => one.layer !== layer), ...lacked],
      layers: {
        ...layers,
        [layer]: denied.length > 0 ? ('explicitlyDenied' as const) : ('implicitlyDenied' as const),
      },
    };
    return { key, policy, need: { ...need, decision } };
  });
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
const stoppedByDeny = (where: string, told: string, who: string): string =>
  `an explicit deny in ${where} stops it${told}. The exception lets ${who} alone through; the Deny may be there for a reason`;

/** Why a policy has to be edited: it denies, it lacks an Allow, or both. */
export function whyStopped(stop: Pick<Stop, 'snapshot' | 'needs' | 'layer'>, where: string): string {
  const { needs, layer } = stop;
  if (!isExplicit(needs, layer)) return `${where} does not let it through`;
  const denies = deniesOf(needs, layer);
  const told =
    denies.length === 0 ? ', as AWS says; its text cannot be read from here' : `: ${wordDenies(denies)}`;
  return stoppedByDeny(where, `${told}${andLacks(needs, layer)}`, wordAskers(askersOf(stop)));
}

/** That a policy which denies would not let a request through without that either; nothing where it would. */
const andLacks = (needs: readonly JudgedNeed[], layer: Layer): string =>
  needs.some((need) => isExplicit([need], layer) && lacksOf(need, layer).length > 0) ? AND_LACKS : '';

const AND_LACKS = ', and nothing in it allows the request, which it has to besides';
