/** Why: the statements that decided, and for a lacking Allow each layer's nearest miss, in words. */
import type { ReadyRequest } from './context.ts';
import type { Layer, Reason, Verdict } from './decision.ts';
import type { LayerAnswer } from './layer.ts';
import { nearestMiss } from './nearest-miss.ts';
import { type Mismatch, why, whyNot } from './reason-words.ts';
import type { CompiledStatement } from './statement.ts';

/** What of each answer that lacks an Allow comes nearest to one. */
export type Misses = ReadonlyMap<LayerAnswer, Reason>;

interface Decided {
  readonly decision: Verdict;
  readonly answers: readonly LayerAnswer[];
  readonly misses: Misses;
}

export function reasonsOf(request: ReadyRequest, { decision, answers, misses }: Decided): readonly Reason[] {
  const reasons: Reason[] = [];
  for (const { layer, deciding } of answers) {
    for (const { compiled, matched } of deciding) {
      const { effect } = compiled.statement;
      if (decision === 'unknown' || (effect === 'allow') === (decision === 'allowed'))
        reasons.push({
          ...reason({ layer, compiled }, null, why(compiled, request, matched)),
          ...(matched === 'maybe' ? { hangs: true } : {}),
        });
    }
  }
  reasons.push(...misses.values());
  return reasons;
}

/** Of the layers that have to change. */
export function missesOf(
  request: ReadyRequest,
  { deniedBy, answers }: { readonly deniedBy: readonly Layer[]; readonly answers: readonly LayerAnswer[] },
): Misses {
  const misses = new Map<LayerAnswer, Reason>();
  for (const answer of answers) {
    if (answer.allow !== 'no' || !deniedBy.includes(answer.layer)) continue;
    const miss = missReason(answer, request);
    if (miss !== null) misses.set(answer, miss);
  }
  return misses;
}

function missReason(answer: LayerAnswer, request: ReadyRequest): Reason | null {
  const miss = nearestMiss(answer, request);
  if (miss === null) return null;
  const { compiled, mismatch } = miss;
  return reason({ layer: answer.layer, compiled }, mismatch, whyNot(compiled, mismatch, request));
}

function reason(
  { layer, compiled }: { layer: Layer; compiled: CompiledStatement },
  mismatch: Mismatch | null,
  because: string,
): Reason {
  const { policy, index, statement } = compiled;
  return {
    layer,
    policy,
    statement: index,
    sid: statement.sid,
    effect: statement.effect,
    matched: mismatch === null,
    because,
    mismatch,
  };
}
