/** Every denial that a cleaned text words, with the API operation and identifiers named around it. */
import { once } from '#basics/remember.ts';
import { anchored, joinLines, type Matches, phrase } from './phrase.ts';
import { NO_SENTENCE, readSentences, type Sentence } from './sentence.ts';
import { readAction } from './action.ts';
import { readReason } from './reason.ts';
import { readCutSubjects } from './subject.ts';
import { readValue } from './value.ts';

/** A denial with its place in the cleaned text. */
export interface FoundDenial extends Sentence {
  readonly operation: string | null;
  readonly authorizationId: string | null;
  /** What `sts:DecodeAuthorizationMessage` would explain further. */
  readonly encodedMessage: string | null;
}

/** The sentence with what is left of it, and two of their own words. */
export type DenialForm = 'sentence' | 'connection' | 'call';

/** `forms`: those that a text may have. */
export function findDenials(text: string, forms: readonly DenialForm[]): readonly FoundDenial[] {
  if (forms.length === 0) return [];
  const worded = readSentences(text);
  const others = [
    ...(forms.includes('connection') ? connectionDenials(text) : []),
    ...(forms.includes('call') ? callDenials(text) : []),
    ...apiDenials(text),
    ...reasonDenials(text, worded),
    ...cutDenials(text),
  ];
  const all = [...worded, ...others.filter((other) => !worded.some((one) => overlap(one, other)))].sort(
    (left, right) => left.start - right.start,
  );
  return all.map((sentence, index) => ({
    ...sentence,
    operation: operationBefore(text, sentence.start, all[index - 1]?.end ?? 0),
    ...detailsAfter(text, sentence.end, all[index + 1]?.start ?? text.length),
  }));
}

function overlap(left: Sentence, right: Sentence): boolean {
  return left.start < right.end && right.start < left.end;
}

const CONNECTION = once(() => new RegExp(`${phrase('Access denied to connection')}[ \\n]{1,24}`, 'gi'));

/** `Access denied to connection <arn>`: which action on it is not said. */
function connectionDenials(text: string): readonly Sentence[] {
  return [...text.matchAll(CONNECTION())].flatMap((match) => {
    const end = match.index + match[0].length;
    const value = readValue(text, end, { width: null });
    if (value === null || !value.text.startsWith('arn:')) return [];
    return [{ ...NO_SENTENCE, resource: value.text, start: match.index, end: value.end }];
  });
}

const CALL = once(
  () =>
    new RegExp(
      `(?:${phrase('User')}:?[ \\n]{1,24}(?:(?<principal>arn:[^\\s"'\`]{3,500})[ \\n]{1,24})?)?(?:${phrase("doesn't have permission to call")}|${phrase('does not have permission to call')}|${phrase('do not have permission to perform the')}|${phrase("isn't authorized to call")}|${phrase('is not authorized to call')})[ \\n]{1,24}`,
      'gi',
    ),
);

/** `User doesn't have permission to call ssm:GetParameters` (CloudFormation), `… to perform the 's3:CreateBucket' action` (Beanstalk). */
function callDenials(text: string): readonly Sentence[] {
  return [...text.matchAll(CALL())].flatMap((match) => actionSentence(text, match));
}

const API =
  /\bAPI:[ \n]{1,24}(?=[a-z][a-z0-9-]{1,30}:[A-Za-z\n]{3,80}[ \n]{1,24}(?:You are not authorized|Not authorized for|Access Denied))/g;

/** `API: ec2:RunInstances You are not authorized to perform this operation` (CloudFormation). */
function apiDenials(text: string): readonly Sentence[] {
  return [...text.matchAll(API)].flatMap((match) => actionSentence(text, match));
}

const REASON = new RegExp(`\\b(?:${phrase('because')}[ \\n]{1,24})?n\\n?o(?=[ \\n])`, 'gi');

/**
 * `Unauthorized because no identity-based policy allows the iam:CreateRole action`: a reason that names the action. One
 * soon after a sentence is that sentence's own, which could not be read as far.
 */
function reasonDenials(text: string, worded: readonly Sentence[]): readonly Sentence[] {
  return [...text.matchAll(REASON)].flatMap(({ index: start }) => {
    const { layer, explicit, action, end } = readReason(text, start, { width: null });
    if (action === null || worded.some((one) => one.end <= start && start < one.end + OWN_REASON)) return [];
    return [{ ...NO_SENTENCE, action, layer, explicit, start, end }];
  });
}

const OWN_REASON = 300;

function actionSentence(text: string, match: RegExpExecArray): readonly Sentence[] {
  const action = readAction(text, match.index + match[0].length, { width: null });
  return action === null
    ? []
    : [
        {
          ...NO_SENTENCE,
          action: action.text,
          principal: match.groups?.['principal'] ?? null,
          start: match.index,
          end: action.end,
        },
      ];
}

function cutDenials(text: string): readonly Sentence[] {
  return readCutSubjects(text).map(({ principal, start, end }) => ({
    ...NO_SENTENCE,
    principal,
    start,
    end,
    truncated: true,
  }));
}

/** How far before a sentence its wrapper may name the operation; CloudTrail's event names it earlier still. */
const WRAPPER_REACH = 500;
const EVENT_REACH = 2500;
/** `An error occurred (…) when calling the GetCallerIdentity operation` (AWS CLI, botocore). */
export const CALLING: Matches = anchored(
  ['whencallingthe'],
  () =>
    new RegExp(
      `${phrase('when calling the')}[ \\n]{1,24}(\\w[\\w\\n]{1,80})[ \\n]{1,24}${phrase('operation')}`,
      'g',
    ),
);
const OPERATIONS: readonly Matches[] = [
  CALLING,
  (text) => [...text.matchAll(/operation error [\w -]{1,60}: (\w{2,80}),/g)],
  (text) => [...text.matchAll(/Failed to call (\w{2,80}),/g)],
];
const EVENT_NAME: Matches = (text) => [...text.matchAll(/"eventName" ?: ?"(\w{2,80})"/g)];

function operationBefore(text: string, start: number, from: number): string | null {
  const near = text.slice(Math.max(from, start - WRAPPER_REACH), start);
  const far = text.slice(Math.max(from, start - EVENT_REACH), start);
  const found = [...OPERATIONS.map((matches) => lastGroup(matches(near))), lastGroup(EVENT_NAME(far))];
  return found.find((operation) => operation !== null) ?? null;
}

function lastGroup(matches: readonly RegExpExecArray[]): string | null {
  const last = matches.at(-1)?.[1];
  return last === undefined ? null : joinLines(last);
}

const DETAILS_REACH = 6000;
const AUTHORIZATION_ID = anchored(
  ['authorizationid', 'authorization-details'],
  () =>
    new RegExp(
      `(?:${phrase('authorization id')}[ \\n]{0,24}:[ \\n]{0,24}|#\\/authorization-details\\/)([0-9a-z]{4,128})`,
      'gi',
    ),
);
const ENCODED = anchored(
  ['encodedauthorization'],
  () =>
    new RegExp(
      `^[ \\n.]{0,24}${phrase('Encoded authorization failure message')}[ \\n]{0,24}:[ \\n]{0,24}`,
      'gi',
    ),
);

interface Details {
  readonly end: number;
  readonly authorizationId: string | null;
  readonly encodedMessage: string | null;
}

/** Identifiers behind the reason, as far as the next denial; the denial's span takes them in. */
function detailsAfter(text: string, end: number, to: number): Details {
  const after = text.slice(end, Math.min(to, end + DETAILS_REACH));
  const near = after.slice(0, 700);
  const id = AUTHORIZATION_ID(near)[0] ?? null;
  const message = encodedMessageAt(after, ENCODED(near)[0]?.[0].length ?? -1);
  return {
    end: end + Math.max(id === null ? 0 : id.index + id[0].length, message?.end ?? 0),
    authorizationId: id?.[1] ?? null,
    encodedMessage: message?.text ?? null,
  };
}

/** The blob at `start`, over as many lines as it takes. Source: STS API reference, DecodeAuthorizationMessage. */
export function encodedMessageAt(
  text: string,
  start: number,
): { readonly text: string; readonly end: number } | null {
  if (start < 0) return null;
  const blob = /^[A-Za-z0-9_-]{20,10240}(?:\n[A-Za-z0-9_-]{40,10240}){0,200}/.exec(text.slice(start));
  return blob === null ? null : { text: blob[0].replaceAll('\n', ''), end: start + blob[0].length };
}
