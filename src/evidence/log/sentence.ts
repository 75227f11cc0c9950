/**
 * The sentence AWS denies with: `User: X is not authorized to perform: S:A on resource: R because …`, in all the
 * forms it has had. Source: IAM User Guide, "Troubleshoot access denied error messages"; the messages of issue threads.
 */
import type { Layer } from '#iam/decision.ts';
import { readAction } from './action.ts';
import { anyPhrase, phrase } from './phrase.ts';
import { readReason } from './reason.ts';
import { readSubject, type Subject } from './subject.ts';
import { type LineFold, readValue } from './value.ts';

/** A denial as worded, with its place in the cleaned text. */
export interface Sentence {
  readonly action: string | null;
  readonly resource: string | null;
  readonly principal: string | null;
  readonly layer: Layer | null;
  readonly explicit: boolean | null;
  readonly policyArn: string | null;
  readonly missingAction: string | null;
  readonly start: number;
  readonly end: number;
  readonly truncated: boolean;
}

export const NO_SENTENCE = {
  action: null,
  resource: null,
  principal: null,
  layer: null,
  explicit: null,
  policyArn: null,
  missingAction: null,
  truncated: false,
} as const;

const CORE = new RegExp(`${phrase('not authorized to perform')}[ \\n]{0,24}:?[ \\n]{0,24}`, 'gi');
const ON = new RegExp(
  `["'\`]?[ \\n]{1,24}o\\n?n[ \\n]{1,24}(?:${phrase('resource')}(?:[ \\n]{0,24}:[ \\n]{0,24}|[ \\n]{1,24}(?=["'\`]?(?:arn:|\\*(?:\\s|["'\`]|$))))|(?=["'\`]?arn:))`,
  'iy',
);
/** KMS does not name the key that it could not open. Source: IAM Identity Center User Guide, troubleshooting; observed messages. */
const ON_UNNAMED = new RegExp(
  `[ \\n]{1,24}(?:${phrase('on the resource associated with this ciphertext')}|${phrase('on this resource')}|${phrase('on resource')}:?(?=[ \\n]{1,24}${anyPhrase(['because', 'with an explicit'])}))`,
  'iy',
);
/** A text that ends while it says which resource. */
const CUT_ON = /[ \n]{1,24}on(?:[ \n]{1,24}r[a-z]{0,7}:?)?[ \n]{0,24}$/iy;

/** Every denial of the text that is worded with the core sentence, in order. */
export function readSentences(text: string): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const match of text.matchAll(CORE)) {
    const from = sentences.at(-1)?.end ?? 0;
    const sentence = readSentence(text, match, from);
    if (sentence !== null) sentences.push(sentence);
  }
  return sentences;
}

function readSentence(text: string, core: RegExpExecArray, from: number): Sentence | null {
  const subject = readSubject(text, core.index, from);
  const soFar = foldOf(text, core) ?? breakIn(text, BROKEN_NAME, subject.start);
  const afterCore = core.index + core[0].length;
  const action = readAction(text, afterCore, { width: soFar });
  if (action === null) return cutAfterCore(text, subject, afterCore);
  const fold = { width: soFar ?? breakIn(text.slice(0, action.end), BROKEN_ACTION, afterCore) };
  return sentenceOf({ text, subject, action: action.text, actionEnd: action.end, fold });
}

interface SentenceParts {
  readonly text: string;
  readonly subject: Subject;
  readonly action: string;
  readonly actionEnd: number;
  readonly fold: LineFold;
}

function sentenceOf({ text, subject, action, actionEnd, fold }: SentenceParts): Sentence {
  const resource = readResource(text, actionEnd, { action, fold });
  const reason = readReason(text, resource.end, fold);
  return {
    ...NO_SENTENCE,
    action,
    principal: subject.principal,
    resource: resource.text,
    layer: reason.layer,
    explicit: reason.explicit,
    policyArn: reason.policyArn,
    missingAction: isOther(reason.action, action) ? reason.action : null,
    start: subject.start,
    end: reason.end,
    truncated: resource.cut || reason.cut,
  };
}

/** The text ends, or something else begins, before the action: who was denied is all that is known. */
function cutAfterCore(text: string, subject: Subject, end: number): Sentence | null {
  const cut =
    end >= text.length || text.charAt(end - 1) === '\n' || /^(?:\.{3}|…)/.test(text.slice(end, end + 3));
  if (!cut || subject.principal === null) return null;
  return { ...NO_SENTENCE, principal: subject.principal, start: subject.start, end, truncated: true };
}

interface Resource {
  readonly text: string | null;
  readonly end: number;
  readonly cut: boolean;
}

/** Kinds that IAM prints before a name or an ARN: `resource: role deployer`. */
const KINDS = [
  'role',
  'policy',
  'user',
  'group',
  'instance profile',
  'server certificate',
  'mfa device',
  'saml provider',
  'oidc provider',
];
const IAM_KIND = new RegExp(`^${anyPhrase(KINDS)}[ \\n]{1,24}(?=arn:|[^\\s"'\`:]{1,200}(?:[\\s"'\`]|$))`);

/** A kind as IAM prints it, wherever a line was broken in it. */
function kindOf(printed: string): string {
  const letters = printed.replace(/\s/g, '');
  return KINDS.find((kind) => kind.replace(' ', '') === letters) ?? printed.trim();
}

function readResource(
  text: string,
  start: number,
  { action, fold }: { readonly action: string; readonly fold: LineFold },
): Resource {
  ON.lastIndex = start;
  const on = ON.exec(text);
  if (on === null) {
    ON_UNNAMED.lastIndex = start;
    const unnamed = ON_UNNAMED.exec(text);
    if (unnamed !== null) return { text: null, end: start + unnamed[0].length, cut: false };
    CUT_ON.lastIndex = start;
    const cut = CUT_ON.exec(text);
    return { text: null, end: start + (cut?.[0].length ?? 0), cut: cut !== null };
  }
  const at = start + on[0].length;
  const kind = /^(?:iam|sts):/i.test(action) ? IAM_KIND.exec(text.slice(at, at + 240)) : null;
  const kindLength = kind?.[0].length ?? 0;
  const value = readValue(text, at + kindLength, fold);
  if (value === null) return { text: null, end: at, cut: at >= text.length };
  // Markdown's escape of a lone star outlives percent-encoding.
  const name = value.text === '\\*' ? '*' : value.text;
  const printed = kind === null ? name : `${kindOf(kind[0])} ${value.text}`;
  return { text: printed, end: value.end, cut: value.cut && isPartOfArn(value.text) };
}

/** Whether an ARN lacks its last fields; a name or a redacted ARN cannot be told to be cut. */
function isPartOfArn(value: string): boolean {
  return /^arn(?::[\w-]*){0,4}$/.test(value);
}

/** Letters of `not authorized to perform:` after which a word ends. */
const WORD_ENDS: ReadonlySet<number> = new Set([3, 13, 15, 22, 23]);

/** A line that ends inside the principal's ARN, or inside the action. */
const BROKEN_NAME = /U\n?s\n?e\n?r\n?:[ \n]{0,24}a[^\s]{0,300}(\n)[^\s]{0,300}?[:/]/y;
const BROKEN_ACTION = /["'`]?[\w:-]{1,120}(\n)\w/y;

/** The width of the line that a pattern finds broken at `start`; null where it finds none. */
function breakIn(text: string, pattern: RegExp, start: number): number | null {
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.[0];
  const at = found === undefined ? -1 : start + found.lastIndexOf('\n');
  return at < 0 ? null : at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Where a line was broken inside a word of the sentence, that line's width: other lines of it are as wide. */
function foldOf(text: string, core: RegExpExecArray): number | null {
  let letters = 0;
  const [words] = core;
  for (let index = 0; index < words.length; index++) {
    const char = words.charAt(index);
    if (char === '\n' && !WORD_ENDS.has(letters)) {
      const at = core.index + index;
      return at - (text.lastIndexOf('\n', at - 1) + 1);
    }
    if (char !== '\n' && char !== ' ') letters += 1;
  }
  return null;
}

/**
 * Whether the reason names another action than the one performed. One letter more or less within a word is AWS's
 * own slip (`ListRespositories`), unless it is the plural that tells two actions apart (`GetParameters`).
 */
function isOther(named: string | null, performed: string): boolean {
  if (named === null || named.toLowerCase() === performed.toLowerCase()) return false;
  return !isSlip(named.toLowerCase(), performed.toLowerCase());
}

function isSlip(left: string, right: string): boolean {
  const [long, short] = left.length > right.length ? [left, right] : [right, left];
  if (long.length !== short.length + 1) return false;
  let same = 0;
  while (same < short.length && long[same] === short[same]) same += 1;
  return same < short.length && long.slice(same + 1) === short.slice(same);
}
