/** Why: the statements that decided, and for a lacking Allow each layer's nearest miss, in words. */
import type { ReadyRequest } from './context.ts';
import type { Layer, Reason, Verdict } from './decision.ts';
import type { LayerAnswer } from './layer.ts';
import { nearestMiss } from './nearest-miss.ts';
import { type Mismatch, why, whyNot } from './reason-words.ts';
import type { CompiledStatement } from './statement.ts';

interface Decided {
  readonly decision: Verdict;
  readonly deniedBy: readonly Layer[];
  readonly answers: readonly LayerAnswer[];
}

export function reasonsOf(
  request: ReadyRequest,
  { decision, deniedBy, answers }: Decided,
): readonly Reason[] {
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
  for (const answer of answers) {
    if (answer.allow !== 'no' || !deniedBy.includes(answer.layer)) continue;
    const miss = missReason(answer, request);
    if (miss !== null) reasons.push(miss);
  }
  return reasons;
}

/** What of a layer comes nearest to the Allow that it lacks. */
export function missReason(answer: LayerAnswer, request: ReadyRequest): Reason | null {
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
