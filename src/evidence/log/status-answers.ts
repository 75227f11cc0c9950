/** What a registry or a service answered by a number, and what that number means at the address that gave it. */
import { NAMES_AWS } from '#catalog/other-services.ts';
import type { Symptom } from '../symptoms.ts';
import type { Candidate } from './found-symptom.ts';
import { isOfOtherService } from './other-service.ts';
import { phrase } from './phrase.ts';
import { refusedGit } from './refused-git.ts';
import { isOutsideAws, registryNear } from './registry-near.ts';

/** A registry's or a service's answer, by its number; what it means depends on the number and the address. */
const STATUS_ANSWER = new RegExp(
  `(?:${phrase('unexpected status')}|${phrase('unexpected HTTP status')}|${phrase('unexpected http resp')}|${phrase('unsupported status')})[ \\n]?(?:${phrase('code')})?` +
    `(?:[ \\n]${phrase('from')}[ \\n](?<method>[A-Z]{3,6})[ \\n]${phrase('request to')}[ \\n](?<url>https?:[^\\s"]{1,600}))?(?:[ \\n]\\[[^\\]\\n]{0,120}\\])?(?:[ \\n](?<url2>https?:[^\\s"]{1,600}?))?:?[ \\n]?(?<status>4\\d\\d)\\b` +
    // An SDK's own `status code: 403, request id: …` stands behind the words that say what was refused.
    `|\\bstatus(?: code)?:? (?:\\[[^\\]\\n]{0,80}\\]: ?)?(?<status2>401|403)\\b(?!,? ?\\n?request id)` +
    `|\\b(?<status3>401|403)(?::?[ \\n]\\(?(?:[Ff]orbidden|[Uu]nauthorized|Client Error)| Error\\b)` +
    `|(?:\\b(?:Forbidden|Unauthorized) |\\[http )\\(?(?<status5>401|403)\\b` +
    `|\\b(?:ERR_PNPM_FETCH_|StatusCode: (?=403)|HTTP (?:[Ee]rror|(?:response )?code):? |(?<!': The requested URL )returned error: |Return code is: |indicate success: )(?<status4>401|403)\\b`,
  'g',
);

/** Texts of which one stands in every such answer. */
export const STATUS_ANCHORS: readonly string[] = [
  'unexpected status',
  'unexpected HTTP status',
  'unexpected http resp',
  'unsupported status',
  'failed with status code',
  'returned error: 40',
  'Return code is: 40',
  'HTTP response code: 40',
  'indicate success: 40',
  'StatusCode: 40',
  'ERR_PNPM_FETCH_40',
  ...['401', '403'].flatMap((number) => [
    `${number} (Forbidden`,
    `${number} (Unauthorized`,
    `status ${number}`,
    `status: ${number}`,
    `status code ${number}`,
    `status code: ${number}`,
    `HTTP error ${number}`,
    `HTTP error: ${number}`,
    `HTTP code ${number}`,
    `HTTP code: ${number}`,
    `${number} Forbidden`,
    `${number} Unauthorized`,
    `${number} Client Error`,
    `${number} Error`,
    `${number}: Forbidden`,
    `${number}: Unauth`,
    `[http ${number}`,
    `Forbidden ${number}`,
    `Unauthorized ${number}`,
    `Forbidden (${number}`,
    `Unauthorized (${number}`,
  ]),
];

/** Every answer with a number that refuses. */
export function* statusAnswers(text: string): Generator<Candidate> {
  for (const match of text.matchAll(STATUS_ANSWER)) {
    const place = { start: match.index, end: match.index + match[0].length };
    const before = text.slice(Math.max(0, place.start - 700), place.start);
    const answer = answerOf(match, before, text.slice(place.end, place.end + 700));
    const named = hostOf(answer.url) ?? registryNear(text, place.start, place.end);
    const url =
      named === null && answer.url === ''
        ? addressAround(before, text.slice(place.end, place.end + 300))
        : answer.url;
    const host = named ?? hostOf(url) ?? '';
    const isOther =
      host === '' && /^40[13]$/.test(answer.status) && isOfOtherService(text, place.start, place.end);
    const { symptom, weak } = isOther ? OTHERS : meaningOf({ ...answer, url, host }, `${before}${match[0]}`);
    const outside = isOutsideAws(host) ? { host } : {};
    const detail = { ...withoutEmpty(answer), ...calledService(before), ...outside };
    const refused = answer.status === '403' ? refusedGit(answer.url) : {};
    yield { symptom, detail, ...place, weak, follows: null, ...refused };
  }
}

const OTHERS = { symptom: 'outside-refused', weak: false } as const;

interface Answer {
  readonly status: string;
  readonly method: string;
  readonly url: string;
}

function answerOf({ groups = {} }: RegExpExecArray, before: string, after: string): Answer {
  const { status, status2, status3, status4, status5, method, url, url2 } = groups;
  const asked = url === undefined ? URL_BEFORE.exec(before) : null;
  return {
    status: status ?? status2 ?? status3 ?? status4 ?? status5 ?? '',
    method: (method ?? asked?.[1] ?? '').toUpperCase(),
    url: (url ?? url2 ?? asked?.[2] ?? asked?.[3] ?? URL_AFTER.exec(after)?.[1] ?? '').replace(
      /[:,]$|\n/g,
      '',
    ),
  };
}

/** `Could not GET 'https://…'. Received status code 403`, `"https://…: Request failed "403 Forbidden"`. */
const URL_BEFORE =
  /(?:\b(GET|HEAD|POST|PUT|PATCH|Get|Head|Post|Put|Patch) )?(?:'(https?:[^\s']{1,300}(?:\n[^\s']{1,300}){1,4})'\. [^\n]{0,40}$|["'(`]?(https?:[^\s"'()`]{1,600})(?:(?<=:) ?|["'):` .,][^\n]{0,40}| ?)$)/;
/** `403 Forbidden - GET https://…`, `403 Client Error: Forbidden for url: https://…`, `401 Error, … for https://…`. */
const URL_AFTER =
  /^(?:[^\n]{0,40}?[ :](?:-|from|for|while getting|[A-Z]{3,6})|[^\n]{0,200}?(?:\n[^\n]{0,200}?)? for (?:url|URL):)[ \n]["'(]?(https?:[^\s"'()]{1,600})/;

/** The address last named in the few lines before, or behind on the line: of what was asked, where nothing there is of AWS. */
function addressAround(before: string, after: string): string {
  const above = before.slice(-300).split('\n').slice(-6).join('\n');
  const line = after.split('\n', 4).join('\n');
  if (NAMES_AWS.test(`${above}${line}`)) return '';
  return above.match(ADDRESS)?.at(-1) ?? line.match(ADDRESS)?.[0] ?? '';
}

/** A page that helps is not what was asked. */
const ADDRESS = /https?:\/\/(?!(?:docs?|help|support|aka)\.)[^\s"'()<>`]{3,300}/g;

/** The operation that an SDK of AWS says it called. */
const SDK_CALL = /operation error ([\w -]{1,60}): (\w{2,80}), https response error $/;

function calledService(before: string): Record<string, string> {
  const [, service, operation] = SDK_CALL.exec(before) ?? [];
  return service === undefined || operation === undefined ? {} : { service, operation };
}

/** Source: OCI distribution specification, error codes; what ECR answers, as observed. */
function meaningOf(
  { status, method, url, host }: Answer & { readonly host: string },
  before: string,
): { readonly symptom: Symptom; readonly weak: boolean } {
  if (OF_THIS_MACHINE.test(url)) return { symptom: 'local-registry', weak: false };
  if (status === '401') return { symptom: 'not-logged-in', weak: true };
  if (status === '404') return { symptom: 'not-found', weak: true };
  if (status === '429') return { symptom: 'rate-limited', weak: false };
  if (status !== '403') return { symptom: 'format-refused', weak: true };
  if (host === 'public.ecr.aws') return { symptom: 'public-login-stale', weak: false };
  if (SDK_CALL.test(before.slice(0, before.lastIndexOf('StatusCode: '))) || OF_A_BUCKET.test(url))
    return { symptom: 'denied-without-detail', weak: true };
  if (isOutsideAws(host) || TOKEN_OF_ANOTHER.test(before)) return { symptom: 'outside-refused', weak: false };
  if (method === 'PUT' && /\/manifests\//.test(url)) return { symptom: 'manifest-refused', weak: false };
  if (/login attempt to[^\n]{0,600}\n?[^\n]{0,200}$/.test(before))
    return { symptom: 'login-refused', weak: true };
  return { symptom: 'forbidden-without-detail', weak: true };
}

const OF_THIS_MACHINE = /^https?:\/\/(?:localhost|127\.|\[::1\]|0\.0\.0\.0|host\.docker\.internal)/;

/** ECR has no tokens of its own to ask for: those are other registries'. */
const TOKEN_OF_ANOTHER = /(?:fetch anonymous|[Rr]equesting bearer) token[^\n]{0,200}$/;

const OF_A_BUCKET = /^https?:\/\/[^/]{0,200}\bs3[.-]/;

/** The host of an address, or the end of it that is not redacted. */
function hostOf(url: string): string | null {
  return (
    /^https?:\/\/(?:[^\s/?]{0,300}[>}\]*]\.)?((?:[a-z0-9-]+\.)+[a-z]{2,}|(?:\d{1,3}\.){3}\d{1,3})(?=[:/?]|$)/i.exec(
      url,
    )?.[1] ?? null
  );
}

function withoutEmpty(record: object): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
}
