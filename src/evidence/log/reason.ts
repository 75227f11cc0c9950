/** The reason a denial gives: the kind of policy, the policy's ARN, and the action the policy would have to allow. */
import type { Layer } from '#iam/decision.ts';
import {
  DENYING_POLICIES,
  EXPLICIT_DENY_OPENINGS,
  LAYERLESS_REASONS,
  NO_ALLOW_OPENINGS,
  NO_ALLOW_VERB,
  type PolicyNoun,
} from '#catalog/denial-wordings.ts';
import { readAction } from './action.ts';
import { anyPhrase, joinWords, phrase } from './phrase.ts';
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

const NOUN = anyPhrase(DENYING_POLICIES.map(({ noun }) => noun));
/** What may stand between a resource and its reason. */
const BEFORE = '["\'`.,*)\\]]{0,3}[ \\n]{0,24}';
const EXPLICIT = new RegExp(
  `${BEFORE}(${anyPhrase(EXPLICIT_DENY_OPENINGS)})(?:[ \\n]{1,24}${phrase('in')}[ \\n]{1,24}(?:a\\n?n?|t\\n?h\\n?e)[ \\n]{1,24}(${NOUN}))?`,
  'iy',
);
const IMPLICIT = new RegExp(
  `${BEFORE}${anyPhrase(NO_ALLOW_OPENINGS)}[ \\n]{1,24}(${NOUN})[ \\n]{1,24}${phrase(NO_ALLOW_VERB)}[ \\n]{0,24}`,
  'iy',
);
const LAYERLESS = new RegExp(`${BEFORE}${anyPhrase(LAYERLESS_REASONS)}`, 'iy');
/** A reason that the text ends in the middle of. */
const CUT = new RegExp(`${BEFORE}(?:because|with(?:[ \\n]{1,24}an)?)[ \\n][^"]{0,60}$`, 'iy');

const NONE = { layer: null, explicit: null, policyArn: null, action: null, cut: false } as const;

/** The reason that begins at `start`, or none at all: much of what AWS denies is denied without one. */
export function readReason(text: string, start: number, fold: LineFold): Reason {
  return (
    readExplicit(text, start) ??
    readImplicit(text, start, fold) ??
    readLayerless(text, start) ?? { ...NONE, end: start, cut: matchAt(CUT, text, start) !== null }
  );
}

function readExplicit(text: string, start: number): Reason | null {
  const match = matchAt(EXPLICIT, text, start);
  if (match === null) return null;
  const end = start + match[0].length;
  const layer = match[2] === undefined ? null : layerOf(match[2]);
  const policy = layer === null ? null : readPolicyArn(text, end);
  return {
    ...NONE,
    layer,
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
  const colon = /^\n?:[ \n]{0,24}/.exec(text.slice(start, start + 30));
  if (colon === null) return null;
  const value = readValue(text, start + colon[0].length, { width: null });
  return value !== null && /^arn:[\w-]{1,20}:(?:iam|organizations):/.test(value.text)
    ? { ...value, cut: false }
    : null;
}

function readImplicit(text: string, start: number, fold: LineFold): Reason | null {
  const match = matchAt(IMPLICIT, text, start);
  if (match === null) return null;
  const end = start + match[0].length;
  const action = readAction(text, end, fold);
  const closing = /^[ \n]{1,24}a\n?c\n?t\n?i\n?o\n?n/.exec(
    text.slice(action?.end ?? end, (action?.end ?? end) + 40),
  );
  return {
    ...NONE,
    layer: layerOf(match[1] ?? ''),
    explicit: false,
    action: closing === null ? null : (action?.text ?? null),
    end: (action?.end ?? end) + (closing?.[0].length ?? 0),
    cut: closing === null && (action?.end ?? end) >= text.length,
  };
}

/** Three possible causes in one sentence: the resource is not there, or its policy is silent, or denies. */
function readLayerless(text: string, start: number): Reason | null {
  const match = matchAt(LAYERLESS, text, start);
  return match === null ? null : { ...NONE, end: start + match[0].length };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const LAYER_OF: ReadonlyMap<string, Layer> = new Map(
  DENYING_POLICIES.map(({ noun, layer }: PolicyNoun) => [noun.replaceAll(' ', ''), layer]),
);

function layerOf(printed: string): Layer | null {
  return LAYER_OF.get(joinWords(printed).replace(/[ \n]/g, '').toLowerCase()) ?? null;
}
