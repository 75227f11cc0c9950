/** What a registry or a service answered by a number, and what that number means at the address that gave it. */
import type { Symptom } from '../evidence.ts';
import type { Candidate } from './found-symptom.ts';
import { phrase } from './phrase.ts';

/** A registry's or a service's answer, by its number; what it means depends on the number and the address. */
const STATUS_ANSWER = new RegExp(
  `(?:${phrase('unexpected status')}|${phrase('unexpected HTTP status')}|${phrase('unsupported status')})[ \\n]?(?:${phrase('code')})?` +
    `(?:[ \\n]${phrase('from')}[ \\n](?<method>[A-Z]{3,6})[ \\n]${phrase('request to')}[ \\n](?<url>https?:[^\\s"]{1,600}))?(?:[ \\n]\\[[^\\]\\n]{0,120}\\])?(?:[ \\n](?<url2>https?:[^\\s"]{1,600}?))?:?[ \\n]?(?<status>4\\d\\d)\\b` +
    `|\\bstatus:? (?<status2>403)\\b|\\b(?<status3>403) Forbidden|\\bStatusCode: (?<status4>403)\\b`,
  'g',
);

/** Texts of which one stands in every such answer. */
export const STATUS_ANCHORS: readonly string[] = [
  'unexpected status',
  'unexpected HTTP status',
  'unsupported status',
  '403 Forbidden',
  'status 403',
  'status: 403',
  'StatusCode: 403',
];

/** Every answer with a number that refuses. */
export function* statusAnswers(text: string): Generator<Candidate> {
  for (const match of text.matchAll(STATUS_ANSWER)) {
    const { status, status2, status3, status4, method, url, url2 } = match.groups ?? {};
    const before = text.slice(Math.max(0, match.index - 700), match.index);
    const asked =
      url === undefined
        ? /\b(?:(GET|HEAD|POST|PUT|PATCH|Get|Head|Post|Put|Patch) )?"?(https?:[^\s"]{1,600}?)"?:? ?$/.exec(
            before,
          )
        : null;
    const answer = {
      status: status ?? status2 ?? status3 ?? status4 ?? '',
      method: (method ?? asked?.[1] ?? '').toUpperCase(),
      url: (url ?? url2 ?? asked?.[2] ?? urlBehind(text, match)).replace(/:$/, ''),
    };
    const { symptom, weak } = meaningOf(answer, `${before}${match[0]}`);
    const place = { start: match.index, end: match.index + match[0].length };
    const detail = { ...withoutEmpty(answer), ...calledService(before) };
    yield { symptom, detail, ...place, weak, follows: false };
  }
}

/** `403 Forbidden - GET https://…`, as npm words it. */
function urlBehind(text: string, { 0: answer, index }: RegExpExecArray): string {
  const end = index + answer.length;
  return /^ - [A-Z]{3,6} (https?:[^\s"]{1,600})/.exec(text.slice(end, end + 620))?.[1] ?? '';
}

/** The operation that an SDK of AWS says it called. */
const SDK_CALL = /operation error ([\w -]{1,60}): (\w{2,80}), https response error $/;

function calledService(before: string): Record<string, string> {
  const [, service, operation] = SDK_CALL.exec(before) ?? [];
  return service === undefined || operation === undefined ? {} : { service, operation };
}

interface Answer {
  readonly status: string;
  readonly method: string;
  readonly url: string;
}

/** Source: OCI distribution specification, error codes; what ECR answers, as observed. */
function meaningOf(
  { status, method, url }: Answer,
  before: string,
): { readonly symptom: Symptom; readonly weak: boolean } {
  if (status === '401') return { symptom: 'not-logged-in', weak: true };
  if (status === '404') return { symptom: 'not-found', weak: true };
  if (status === '429') return { symptom: 'rate-limited', weak: false };
  if (status !== '403') return { symptom: 'format-refused', weak: true };
  if (/^https?:\/\/public\.ecr\.aws\//.test(url)) return { symptom: 'public-login-stale', weak: false };
  if (/^https?:\/\/(?:localhost|127\.|host\.docker\.internal)/.test(url))
    return { symptom: 'local-registry', weak: false };
  if (SDK_CALL.test(before.slice(0, before.lastIndexOf('StatusCode: '))) || OF_A_BUCKET.test(url))
    return { symptom: 'denied-without-detail', weak: true };
  if (isOutsideAws(url) || /fetch anonymous token[^\n]{0,200}$/.test(before))
    return { symptom: 'outside-refused', weak: false };
  if (method === 'PUT' && /\/manifests\//.test(url)) return { symptom: 'manifest-refused', weak: false };
  if (/login attempt to[^\n]{0,600}\n?[^\n]{0,200}$/.test(before))
    return { symptom: 'login-refused', weak: true };
  return { symptom: 'forbidden-without-detail', weak: true };
}

const OF_A_BUCKET = /^https?:\/\/[^/]{0,200}\bs3[.-]/;

/** A host that is printed whole and is none of AWS's; one that is redacted may be. */
function isOutsideAws(url: string): boolean {
  const host = /^https?:\/\/((?:[a-z0-9-]+\.)+[a-z]{2,})(?:[:/?]|$)/i.exec(url)?.[1];
  return host !== undefined && !/(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aws|aws\.amazon\.com)$/i.test(host);
}

function withoutEmpty(record: object): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
}
