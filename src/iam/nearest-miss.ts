/** Of the Allows of a layer that did not match, the one that came nearest, and the first thing in it that did not. */
import type { ReadyRequest } from './context.ts';
import type { LayerAnswer } from './layer.ts';
import type { Place } from './match/principal.ts';
import { type Mismatch, nearness } from './reason-words.ts';
import type { CompiledStatement } from './statement.ts';

interface Miss {
  readonly compiled: CompiledStatement;
  readonly mismatch: Mismatch;
}

/** How far a statement got before something in it did not match; the farther, the nearer the miss. */
const DISTANCE: Readonly<Record<Mismatch, number>> = { action: 0, principal: 1, resource: 2, condition: 3 };

/** A statement that speaks of the action is nearer than any that does not. */
export function nearestMiss(answer: LayerAnswer, request: ReadyRequest): Miss | null {
  const { list } = answer;
  if (list === null) return null;
  let nearest: (Miss & { readonly closeness: number }) | null = null;
  for (const compiled of list.speakingOf(request)) {
    if (compiled.statement.effect !== 'allow') continue;
    const mismatch = firstMismatch(compiled, request, answer);
    if (mismatch === null) continue;
    const closeness = DISTANCE[mismatch] * 1000 + (mismatch === 'resource' ? likeness(compiled, request) : 0);
    if (nearest === null || closeness > nearest.closeness) nearest = { compiled, mismatch, closeness };
  }
  if (nearest !== null) return nearest;
  const compiled = list.nearestOther(request);
  return compiled === null ? null : { compiled, mismatch: 'action' };
}

function firstMismatch(compiled: CompiledStatement, request: ReadyRequest, place: Place): Mismatch | null {
  if (compiled.principal(request, place) === null) return 'principal';
  if (compiled.resource(request) === 'no') return 'resource';
  return compiled.condition(request) === 'no' ? 'condition' : null;
}

/** How near the nearest pattern comes to the resource that was asked for. */
function likeness({ statement }: CompiledStatement, { resource }: ReadyRequest): number {
  if (statement.resource.kind === 'unnamed') return 0;
  return Math.min(999, nearness(statement.resource.patterns, resource));
}
