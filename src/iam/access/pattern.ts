/** Patterns of actions and of resources as sets of texts, with the engine's own reading of each. */
import { compileAction } from '../match/action.ts';
import { compileGlob } from '../match/glob.ts';
import { compileResource, namesService, resourceTokens, type PatternChar } from '../match/resource.ts';
import { splitResource } from '../statement.ts';
import { expandVariables, hasVariables } from '../variables.ts';
import type { Glob, GlobToken } from './glob-language.ts';

/** A pattern whose set of texts is known: it holds no variable. */
export interface Pattern {
  /** As a policy of version 2012-10-17 spells it. */
  readonly text: string;
  readonly tokens: Glob;
  /** The one text it matches, where it has no wildcard. */
  readonly literal: string | null;
  /** The plain text it begins and ends with. */
  readonly head: string;
  readonly tail: string;
  /** Whether it is its head and whatever follows. */
  readonly isPrefix: boolean;
  readonly matches: (text: string) => boolean;
  /** Whether it covers a request on `*`, that of an action without resource-level support. */
  readonly coversStar: boolean;
}

export function actionPattern(text: string): Pattern {
  const { tokens, matches } = compileAction(text);
  return patternOf({ text, tokens, matches, coversStar: false });
}

function patternOf(given: Omit<Pattern, 'literal' | 'head' | 'tail' | 'isPrefix'>): Pattern {
  const chars = given.tokens.map((token) => (token.kind === 'char' ? token.char : null));
  const first = chars.indexOf(null);
  const last = chars.lastIndexOf(null);
  const wildcard = given.tokens[first];
  return {
    ...given,
    literal: first === -1 ? chars.join('') : null,
    head: chars.slice(0, first === -1 ? chars.length : first).join(''),
    tail: chars.slice(last + 1).join(''),
    isPrefix: first === chars.length - 1 && wildcard?.kind === 'run' && wildcard.not === null,
  };
}

/** A resource pattern with variables can match any text of its hull; which ones hangs on the request. */
export type ResourcePattern =
  | { readonly kind: 'plain'; readonly pattern: Pattern }
  | {
      readonly kind: 'variable';
      readonly text: string;
      /** Every text it could match, whatever the variables stand for. */
      readonly hull: Pattern;
      /** Whether a variable without a value and without a default would leave it meaningless. */
      readonly needsValues: boolean;
    };

export function resourcePattern(
  written: string,
  { version, completes }: { readonly version: string; readonly completes: boolean },
): ResourcePattern {
  const { head, rest } = splitResource(written);
  const text = head + (version === '2012-10-17' ? rest : rest.replaceAll('${', '${$}{'));
  if (version !== '2012-10-17' || !hasVariables(rest)) {
    const { tokens, matches } = compileResource(written, completes);
    return {
      kind: 'plain',
      pattern: patternOf({ text, tokens, matches, coversStar: /^\*+$/.test(written) }),
    };
  }
  const expanded = expandVariables(rest, { key: () => [ANY_VALUE] });
  const chars = [...head.split(''), ...(expanded.kind === 'text' ? expanded.chars : [])];
  const tokens = namesService(written) ? hullTokens(chars) : [];
  const { matches } = tokens.length === 0 ? { matches: () => false } : compileGlob(text, tokens);
  const pattern = patternOf({ text, tokens, matches, coversStar: false });
  if (!chars.some(isAnyValue)) return { kind: 'plain', pattern };
  const needsValues = expandVariables(rest, { key: () => 'absent' }).kind === 'valueless';
  return { kind: 'variable', text, hull: pattern, needsValues };
}

/** Stands for whatever a variable may expand to; no text of a policy becomes a literal of this character. */
const ANY_VALUE = '\u0000';

const isAnyValue = (char: PatternChar | undefined): boolean =>
  typeof char === 'object' && char.literal === ANY_VALUE;

/** A variable may expand to anything, colons too; to nothing as well, which can free the `*` before it. */
function hullTokens(chars: readonly PatternChar[]): readonly GlobToken[] {
  const tokens = resourceTokens(chars);
  return tokens.map((token, index): GlobToken => {
    if (isAnyValue(chars[index])) return { kind: 'run', not: null };
    const atVariable = token.kind === 'run' && isAnyValue(chars[index + 1]);
    return atVariable ? { kind: 'run', not: null } : token;
  });
}

const one = (not: string): GlobToken => ({ kind: 'one', not });
const run = (not: string | null): GlobToken => ({ kind: 'run', not });
const COLON: GlobToken = { kind: 'char', char: ':' };

// biome-ignore format: a line for each two fields
const FIELDS: Glob = [
  COLON, one(':'), run(':'), COLON, one(':'), run(':'),
  COLON, run(':'), COLON, run(':'),
  COLON, run(null),
];

/** What a request can ask for. `arn` and `action` are the forms that `simulate` takes. */
export interface Universe {
  /** A text is asked for when it lies in all of these. */
  readonly within: readonly Glob[];
  /** Texts to try first when one of a set is looked for. */
  readonly samples: readonly string[];
  /** Whether a request on `*` is one of them. */
  readonly star: boolean;
  /** Spells the tokens of a pattern; null where no pattern reads so. */
  readonly spell: (tokens: Glob) => string | null;
}

/** `service:Name`: one colon, letters, digits and hyphens before it, letters and digits after. */
export const ACTIONS: Universe = {
  within: [
    [one(':'), run(':'), COLON, one(':'), run(':')],
    [run(null), COLON, one('-'), run('-')],
  ],
  samples: ['z:z', 'q:qq'],
  star: false,
  spell: (tokens) => tokens.map(spelled).join(''),
};

/** Six fields or more, of which partition and service are not empty; or `*`. */
export const RESOURCES: Universe = {
  within: [[...['a', 'r', 'n'].map((char): GlobToken => ({ kind: 'char', char })), ...FIELDS]],
  samples: ['arn:z:z:::', 'arn:q:q:q:q:q/q'],
  star: true,
  spell: (tokens) => {
    const text = tokens
      .map((token) =>
        token.kind === 'char' && /[*?]/.test(token.char) ? `\${${token.char}}` : spelled(token),
      )
      .join('');
    const read = resourcePattern(text, { version: '2012-10-17', completes: true });
    const same = read.kind === 'plain' && JSON.stringify(read.pattern.tokens) === JSON.stringify(tokens);
    return same ? text : null;
  },
};

function spelled(token: GlobToken): string {
  switch (token.kind) {
    case 'char':
      return token.char;
    case 'one':
      return '?';
    case 'run':
      return '*';
  }
}
