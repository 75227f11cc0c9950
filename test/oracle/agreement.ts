/** Compares an engine's answer with the oracle's, and makes a case on which they differ as small as it goes. */

import type { Case, Judgement, PolicySet, Request } from './case.ts';
import { judge } from './oracle.ts';
import { shrink } from './shrink.ts';

/** What an engine gives back for a case; `error` when it takes the case for malformed. */
export type Answer = { readonly error: unknown } | (Omit<Judgement, 'layers'> & Partial<Judgement>);

/** `whole`: with what each layer says; `brief`: the answer alone, which an engine may find in another way. */
export type Asking = 'whole' | 'brief';

/** Reads the policies once, for all the requests that are asked of them. */
export type Engine = (policies: PolicySet) => (request: Request, asking: Asking) => Answer;

export interface Disagreement {
  /** As small as it goes. */
  readonly case: Case;
  readonly asking: Asking;
  /** What differs: fields of the decision, `layers.<name>`, or `error`. */
  readonly differs: readonly string[];
  readonly oracle: Judgement;
  readonly engine: Answer;
  /** The engine differs only after the requests that it was asked before. */
  readonly alone: boolean;
}

/** What differs between the two answers; empty when they agree. */
export function differences(oracle: Judgement, answer: Answer, asking: Asking): readonly string[] {
  if ('error' in answer) return ['error'];
  const differs: string[] = [];
  if (oracle.decision !== answer.decision) differs.push('decision');
  if (asSet(oracle.deniedBy) !== asSet(answer.deniedBy)) differs.push('deniedBy');
  if (asSet(oracle.missing) !== asSet(answer.missing)) differs.push('missing');
  return asking === 'brief' ? differs : [...differs, ...differentLayers(oracle, answer.layers ?? {})];
}

function differentLayers({ layers }: Judgement, answered: Judgement['layers']): readonly string[] {
  // A layer that is not named is absent: nothing of the kind applies.
  return [...new Set([...Object.keys(layers), ...Object.keys(answered)])]
    .filter((layer) => (layers[layer] ?? 'absent') !== (answered[layer] ?? 'absent'))
    .map((layer) => `layers.${layer}`);
}

function asSet(names: readonly string[] | undefined): string {
  return [...new Set(names ?? [])].sort().join(',');
}

export interface Found {
  readonly case: Case;
  readonly asking: Asking;
  /** What the engine answered when it differed. */
  readonly answer: Answer;
  readonly engine: Engine;
}

/** Makes a case on which the two differ smaller while they differ, and in nothing but what differed before. */
export function smallest({ case: given, asking, answer, engine }: Found): Disagreement {
  const first = differences(judge(given), answer, asking);
  const ask = (one: Case): Answer => engine(one.policies)(one.request, asking);
  const differing = (one: Case): readonly string[] => differences(judge(one), ask(one), asking);
  const stillDiffers = (smaller: Case): boolean => {
    const now = differing(smaller);
    return now.length > 0 && now.every((what) => first.includes(what));
  };
  if (!stillDiffers(given)) {
    return { case: given, asking, differs: first, oracle: judge(given), engine: answer, alone: false };
  }
  const small = shrink(given, stillDiffers);
  return {
    case: small,
    asking,
    differs: differing(small),
    oracle: judge(small),
    engine: ask(small),
    alone: true,
  };
}

/** As it goes into `test/cases/decisions/`. */
export function caseFile({ case: { name, request, policies }, oracle }: Disagreement): string {
  const expect = { decision: oracle.decision, deniedBy: oracle.deniedBy };
  const rule = 'the oracle says so: name the rule that decides';
  return `${JSON.stringify({ name, rule, request, policies, expect }, null, 2)}\n`;
}

/** For people: the case and both answers. */
export function describeDisagreement(found: Disagreement): string {
  return [
    `the engine (asked for the ${found.asking} answer) and the oracle differ in ${found.differs.join(', ')}`,
    ...(found.alone ? [] : ['only after the requests before it: the engine keeps something between answers']),
    `case:   ${JSON.stringify(found.case)}`,
    `oracle: ${JSON.stringify(found.oracle)}`,
    `engine: ${JSON.stringify({ ...found.engine, reasons: undefined })}`,
  ].join('\n');
}
