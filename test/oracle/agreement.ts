/** Compares an engine's answer with the oracle's, and makes a case on which they differ as small as it goes. */

import type { Case, Judgement } from './case.ts';
import { judge } from './oracle.ts';
import { shrink } from './shrink.ts';

/** What an engine gives back for a case; `error` when it takes the case for malformed. */
export interface Answer extends Partial<Judgement> {
  readonly error?: unknown;
}
export type Engine = (given: Case) => Answer;

export interface Disagreement {
  /** As small as it goes. */
  readonly case: Case;
  /** What differs: fields of the decision, `layers.<name>`, or `error`. */
  readonly differs: readonly string[];
  readonly oracle: Judgement;
  readonly engine: Answer;
}

/** What differs between the two answers; empty when they agree. */
function differences(given: Case, engine: Engine): readonly string[] {
  const oracle = judge(given);
  const answer = engine(given);
  if (answer.error !== undefined) return ['error'];
  const differs: string[] = [];
  if (oracle.decision !== answer.decision) differs.push('decision');
  if (asSet(oracle.deniedBy) !== asSet(answer.deniedBy)) differs.push('deniedBy');
  if (asSet(oracle.missing) !== asSet(answer.missing)) differs.push('missing');
  for (const layer of new Set([...Object.keys(oracle.layers), ...Object.keys(answer.layers ?? {})])) {
    // A layer that is not named is absent: nothing of the kind applies.
    const [ours, theirs] = [oracle.layers[layer] ?? 'absent', answer.layers?.[layer] ?? 'absent'];
    if (ours !== theirs) differs.push(`layers.${layer}`);
  }
  return differs;
}

function asSet(names: readonly string[] | undefined): string {
  return [...new Set(names ?? [])].sort().join(',');
}

/** Null when the two agree. A smaller case is kept while it differs, and in nothing but what differed before. */
export function disagreement(given: Case, engine: Engine): Disagreement | null {
  const first = differences(given, engine);
  if (first.length === 0) return null;
  const stillDiffers = (smaller: Case): boolean => {
    const now = differences(smaller, engine);
    return now.length > 0 && now.every((what) => first.includes(what));
  };
  const small = shrink(given, stillDiffers);
  return { case: small, differs: differences(small, engine), oracle: judge(small), engine: engine(small) };
}

/** For people: the case as it goes into `test/cases/decisions/`, and both answers. */
export function describeDisagreement(found: Disagreement): string {
  const { name, request, policies } = found.case;
  const expect = { decision: found.oracle.decision, deniedBy: found.oracle.deniedBy };
  return [
    `the engine and the oracle differ in ${found.differs.join(', ')}`,
    `case:   ${JSON.stringify({ name, rule: 'which rule decides', request, policies, expect })}`,
    `oracle: ${JSON.stringify(found.oracle)}`,
    `engine: ${JSON.stringify({ ...found.engine, reasons: undefined })}`,
  ].join('\n');
}
