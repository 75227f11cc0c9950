/** Why: the statements that decided, and for a lacking Allow each layer's nearest miss, in words. */
import type { ReadyRequest } from './context.ts';
import type { Layer, Reason, Verdict } from './decision.ts';
import type { LayerAnswer } from './layer.ts';
import type { Place } from './match/principal.ts';
import { type Mismatch, nearness, why, whyNot } from './reason-words.ts';
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
  const wanted = (effect: 'allow' | 'deny'): boolean =>
    decision === 'unknown' || (effect === 'allow') === (decision === 'allowed');
  const deciding = answers.flatMap(({ layer, deciding }) =>
    deciding
      .filter(({ compiled }) => wanted(compiled.statement.effect))
      .map(({ compiled, matched }) => reason({ layer, compiled }, null, why(compiled, request, matched))),
  );
  const misses = answers
    .filter(({ layer, allow }) => deniedBy.includes(layer) && allow === 'no')
    .flatMap((answer) => nearestMiss(answer, request));
  return [...deciding, ...misses];
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

/** How far a statement got before something in it did not match; the farther, the nearer the miss. */
const DISTANCE: Readonly<Record<Mismatch, number>> = { action: 0, principal: 1, resource: 2, condition: 3 };

function nearestMiss(answer: LayerAnswer, request: ReadyRequest): readonly Reason[] {
  const { layer, statements } = answer;
  let nearest: { compiled: CompiledStatement; mismatch: Mismatch; closeness: number } | null = null;
  for (const compiled of statements) {
    if (compiled.statement.effect !== 'allow') continue;
    const mismatch = firstMismatch(compiled, request, answer);
    if (mismatch === null) continue;
    const closeness = DISTANCE[mismatch] * 1000 + similarity(compiled, mismatch, request);
    if (nearest === null || closeness > nearest.closeness) nearest = { compiled, mismatch, closeness };
  }
  if (nearest === null) return [];
  return [
    reason(
      { layer, compiled: nearest.compiled },
      nearest.mismatch,
      whyNot(nearest.compiled, nearest.mismatch, request),
    ),
  ];
}

function firstMismatch(compiled: CompiledStatement, request: ReadyRequest, place: Place): Mismatch | null {
  if (!compiled.action(request)) return 'action';
  if (compiled.principal(request, place) === null) return 'principal';
  if (compiled.resource(request) === 'no') return 'resource';
  return compiled.condition(request) === 'no' ? 'condition' : null;
}

/** How near the nearest pattern comes to what was asked for. */
function similarity({ statement }: CompiledStatement, mismatch: Mismatch, request: ReadyRequest): number {
  if (mismatch === 'action') return nearness(statement.action.patterns, request.foldedAction);
  if (mismatch !== 'resource' || statement.resource.kind === 'unnamed') return 0;
  return Math.min(999, nearness(statement.resource.patterns, request.resource));
}
