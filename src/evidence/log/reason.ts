/** The reason a denial gives: the kind of policy, the policy's ARN, and the action the policy would have to allow. */
import type { Layer } from '#iam/decision.ts';
import {
  CUT_OPENINGS,
  CUT_VERB,
  DENYING_POLICIES,
  EXPLICIT_DENY_OPENINGS,
  LAYERLESS_REASONS,
  NO_ALLOW_OPENINGS,
  NO_ALLOW_VERBS,
  type PolicyNoun,
  PUBLIC_ACCESS_REASONS,
} from '#catalog/denial-wordings.ts';
import { readAction } from './action.ts';
import { endOfGap, endOfPhrase, endOfFirst } from './phrase.ts';
import { type LineFold, readValue } from './value.ts';

export interface Reason {
  readonly layer: Layer | null;
  readonly explicit: boolean | null;
  readonly policyArn: string | null;
  /** The action that the reason names. */
  readonly action: string | null;
  readonly end: number;
  readonly cut: boolean;
}

/** What may stand between a resource and its reason. */
const CLOSING = '"\'`.,:*)]';
const MOST_CLOSING = 3;
/** A reason that the text ends in the middle of. */
const CUT = /["'`.,*)\]]{0,3}[ \n]{0,24}(?:because|with(?:[ \n]{1,24}an)?)[ \n][^"]{0,60}$/iy;

/** The kinds of policy, as they are worded after `with an explicit deny` and between `because no` and the action. */
const DENYING = layersOf(({ noun }) => ['a', 'an', 'the'].map((article) => `in ${article} ${noun}`));
const LACKING = layersOf(({ noun }) => [
  ...NO_ALLOW_OPENINGS.flatMap((opening) => NO_ALLOW_VERBS.map((verb) => `${opening} ${noun} ${verb}`)),
  ...CUT_OPENINGS.map((opening) => `${opening} ${noun} ${CUT_VERB}`),
]);

function layersOf(wordings: (policy: PolicyNoun) => readonly string[]): ReadonlyMap<string, Layer> {
  return new Map(
    DENYING_POLICIES.flatMap((policy) => wordings(policy).map((words) => [words, policy.layer] as const)),
  );
}

const NONE = { layer: null, explicit: null, policyArn: null, action: null, cut: false } as const;

/** The reason that begins at `start`, or none at all: much of what AWS denies is denied without one. */
export function readReason(text: string, start: number, fold: LineFold): Reason {
  return (
    readExplicit(text, start) ??
    readImplicit(text, start, fold) ??
    readLayerless(text, start) ?? { ...NONE, end: start, cut: isCut(text, start) }
  );
}

function readExplicit(text: string, start: number): Reason | null {
  const opening = endOfFirst(text, pastClosing(text, start), EXPLICIT_DENY_OPENINGS);
  if (opening === null) return null;
  const gap = endOfGap(text, opening);
  const found = gap === opening ? null : layerAt(text, gap, DENYING);
  const end = found?.end ?? opening;
  const policy = found === null ? null : readPolicyArn(text, end);
  return {
    ...NONE,
    layer: found?.layer ?? null,
    explicit: true,
    policyArn: policy?.text ?? null,
    end: policy?.end ?? end,
    cut: policy?.cut ?? false,
  };
}

function readPolicyArn(
  text: string,
  start: number,
): { readonly text: string; readonly end: number; readonly cut: boolean } | null {
  const colon = /^(?:,[ \n]{1,24}with[ \n]{1,24}policy[ \n]{1,24}ARN)?\n?:[ \n]{0,24}/.exec(
    text.slice(start, start + 100),
  );
  if (colon === null) return null;
  const value = readValue(text, start + colon[0].length, { width: null });
  return value !== null && /^arn:[\w-]{1,20}:(?:iam|organizations):/.test(value.text)
    ? { ...value, cut: false }
    : null;
}

function readImplicit(text: string, start: number, fold: LineFold): Reason | null {
  const found = layerAt(text, pastClosing(text, start), LACKING);
  if (found === null) return null;
  const end = endOfGap(text, found.end);
  const action = readAction(text, end, fold);
  const closing = /^[ \n]{1,24}a\n?c\n?t\n?i\n?o\n?n/.exec(
    text.slice(action?.end ?? end, (action?.end ?? end) + 40),
  );
  return {
    ...NONE,
    layer: found.layer,
    explicit: false,
    action: closing === null ? null : (action?.text ?? null),
    end: (action?.end ?? end) + (closing?.[0].length ?? 0),
    cut: closing === null && (action?.end ?? end) >= text.length,
  };
}

/**
 * What is no single policy: a block of public access, or three possible causes in one sentence, all at the resource:
 * it is not there, or its policy is silent, or denies.
 */
function readLayerless(text: string, start: number): Reason | null {
  const at = pastClosing(text, start);
  const blocked = endOfFirst(text, at, PUBLIC_ACCESS_REASONS);
  if (blocked !== null) return { ...NONE, end: blocked };
  const end = endOfFirst(text, at, LAYERLESS_REASONS);
  return end === null ? null : { ...NONE, layer: 'resource', end };
}

function isCut(text: string, start: number): boolean {
  CUT.lastIndex = start;
  return CUT.test(text);
}

/** What stands for words that somebody left out. */
const LEFT_OUT = /^(?:\[(?:\.{3}|…)\]|\.{3}|…)(?=[ \n])/;

function pastClosing(text: string, start: number): number {
  let at = start;
  while (at < Math.min(start + MOST_CLOSING, text.length) && CLOSING.includes(text.charAt(at))) at += 1;
  const gap = endOfGap(text, at);
  const left = LEFT_OUT.exec(text.slice(gap, gap + 6))?.[0].length ?? 0;
  return left === 0 ? gap : endOfGap(text, gap + left);
}

function layerAt(
  text: string,
  start: number,
  wordings: ReadonlyMap<string, Layer>,
): { readonly layer: Layer; readonly end: number } | null {
  for (const [words, layer] of wordings) {
    const end = endOfPhrase(text, start, words);
    if (end !== null) return { layer, end };
  }
  return null;
}
