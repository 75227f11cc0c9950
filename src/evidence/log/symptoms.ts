/** Failures of a cleaned text that word no denial, each once, and only where nothing nearby says more. */
import type { Symptom } from '../evidence.ts';
import type { FoundDenial } from './denials.ts';
import { encodedMessageAt } from './denials.ts';
import { joinLines, phrase } from './phrase.ts';
import { registryNear } from './registry-near.ts';
import type { Readers } from './readers.ts';
import { STATUS_ANSWER, type SymptomWording } from './symptom-wordings.ts';

/** A symptom with its place in the cleaned text. */
export interface FoundSymptom {
  readonly symptom: Symptom;
  readonly detail: Readonly<Record<string, string>>;
  readonly start: number;
  readonly end: number;
  /** Follows from the nearest earlier failure by its nature. */
  readonly follows: boolean;
}

interface Candidate extends FoundSymptom {
  readonly weak: boolean;
}

/** Two wordings this near to each other speak of one failure. */
const NEAR = 400;
/** What never is the first failure. Source: the messages of issue threads; a login without a password asks for one. */
const FOLLOWERS: ReadonlySet<Symptom> = new Set([
  'interactive-login',
  'no-artifacts-found',
  'command-failed',
]);

export function findSymptoms(
  text: string,
  denials: readonly FoundDenial[],
  readers: Readers,
): readonly FoundSymptom[] {
  const found = [
    ...wordedSymptoms(text, readers.wordings),
    ...(readers.statusAnswers ? statusAnswers(text) : []),
  ]
    .filter((one) => !denials.some((denial) => isSaidBy(denial, one)))
    .sort((left, right) => left.start - right.start);
  const telling = found.filter((one) => !one.weak);
  const kept = found.filter((one) => !one.weak || !telling.some((other) => saysMore(other, one)));
  return mergeNear(kept).map(({ weak: _weak, ...symptom }) => symptom);
}

/** What stands in or right around a denial is part of its message. */
function isSaidBy(denial: FoundDenial, { symptom, start, end }: Candidate): boolean {
  if (KEPT_BESIDE_DENIALS.has(symptom)) return false;
  return start < denial.end + 250 && end > denial.start - 350;
}

const KEPT_BESIDE_DENIALS: ReadonlySet<Symptom> = new Set([
  ...FOLLOWERS,
  'image-pull-failed',
  'log-stream-denied',
  'buildspec-invalid',
  'rate-limited',
  'network',
]);

function saysMore(other: Candidate, one: Candidate): boolean {
  return !FOLLOWERS.has(other.symptom) && !NAMING_ONLY.has(other.symptom) && distance(other, one) < NEAR;
}

/** Symptoms that name where something failed and not why. */
const NAMING_ONLY: ReadonlySet<Symptom> = new Set(['image-pull-failed', 'image-credentials-type']);

function distance(left: Candidate, right: Candidate): number {
  return Math.max(left.start, right.start) - Math.min(left.end, right.end);
}

function mergeNear(symptoms: readonly Candidate[]): readonly Candidate[] {
  const merged: Candidate[] = [];
  for (const one of symptoms) {
    const index = merged.findLastIndex(
      (other) => other.symptom === one.symptom && distance(other, one) < NEAR,
    );
    const other = merged[index];
    if (other === undefined) merged.push(one);
    else merged[index] = { ...other, detail: { ...one.detail, ...other.detail } };
  }
  return merged;
}

function* wordedSymptoms(text: string, wordings: readonly SymptomWording[]): Generator<Candidate> {
  for (const { symptom, pattern, weak } of wordings) {
    for (const match of text.matchAll(pattern)) {
      const place = { start: match.index, end: match.index + match[0].length };
      const detail = detailOf(match);
      const refined = REFINED[symptom]?.(text, place, detail) ?? {};
      const follows = FOLLOWERS.has(symptom);
      yield withHost(text, { symptom, detail, ...place, weak: weak === true, follows, ...refined });
    }
  }
}

/** Symptoms whose cure depends on which registry is meant. */
const OF_A_REGISTRY: ReadonlySet<Symptom> = new Set([
  'not-logged-in',
  'login-refused',
  'token-expired',
  'public-login-stale',
  'namespace-refused',
  'forbidden-without-detail',
]);

function withHost(text: string, found: Candidate): Candidate {
  const host = OF_A_REGISTRY.has(found.symptom) ? registryNear(text, found.start, found.end) : null;
  if (host === null) return found;
  const isPublic = found.symptom === 'token-expired' && host === 'public.ecr.aws';
  return {
    ...found,
    ...(isPublic ? { symptom: 'public-login-stale' } : {}),
    detail: { ...found.detail, host },
  };
}

type Place = Pick<FoundSymptom, 'start' | 'end'>;
type Refinement = (text: string, place: Place, detail: FoundSymptom['detail']) => Partial<Candidate>;

const REFINED: Partial<Record<Symptom, Refinement>> = {
  'pull-access-denied': (text, { end }) => pulledImage(text.slice(end, end + 500)),
  'empty-answer': (text, { start }) => (isLocalPush(text, start) ? { symptom: 'local-registry' } : {}),
  'denied-without-detail': (text, { start, end }) => ({ detail: deniedDetail(text, start, end) }),
  'source-refused': (text, { start }, { url = '' }) => {
    if (/\/v2\/[^\n]{0,300}$/.test(text.slice(Math.max(0, start - 400), start)))
      return { symptom: 'not-logged-in' };
    return text.startsWith('unable to access', start) ? refusedByAws(url) : {};
  },
  'command-failed': (text, { end }) => ({ detail: commandDetail(text.slice(end, end + 400)) }),
  'buildspec-invalid': (text, { start, end }) => ({ detail: { message: lineAround(text, start, end) } }),
};

/** AWS answers git over HTTPS with 403 where a right is missing; another host's refusal is none of AWS's. */
function refusedByAws(url: string): Partial<Candidate> {
  if (/git-codecommit/.test(url))
    return { symptom: 'denied-without-detail', detail: { operation: 'GitPull', for: 'source', url } };
  if (/\/\/(?:codestar-connections|codeconnections)\./.test(url))
    return { symptom: 'source-denied', detail: { url } };
  return {};
}

/** Docker asks Docker Hub for an image whose address names no registry, and for a registry with no repository. */
function pulledImage(after: string): Partial<Candidate> {
  const image = joinLines(
    /^([^,]{1,300}?), ?\n?repository/.exec(after)?.[1] ?? /^[^\s,"']{1,300}/.exec(after)?.[0] ?? '',
  );
  const hasRegistry = /^(?:[^/]*[.:*<>{}[$#_]|[A-Z_]{3,})[^/]*\//.test(image);
  const isHub = !hasRegistry || /requested access to the resource/.test(after.slice(0, image.length + 120));
  const detail: Record<string, string> = image === '' ? {} : { image };
  return isHub ? { symptom: 'namespace-refused', detail } : { detail };
}

const LOCAL =
  /(?:push refers to (?:a )?repository \[|https?:\/\/)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal|\[::1\])[:/]/;

function isLocalPush(text: string, at: number): boolean {
  return LOCAL.test(text.slice(Math.max(0, at - 2500), at));
}

const OPERATION = new RegExp(
  `${phrase('when calling the')}[ \\n]{1,24}(\\w{2,80})[ \\n]{1,24}${phrase('operation')}|operation error [\\w -]{1,60}: (\\w{2,80}),|Error calling (GetBucketAcl)|to perform:? (?:\\w+:)?([A-Z]\\w{3,60})\\b|called? (s3:\\w{3,60})`,
  'g',
);

/** The operation named around, what it was for, and a message that only STS can decode. */
function deniedDetail(text: string, start: number, end: number): Record<string, string> {
  const around = text.slice(Math.max(0, start - 300), end + 300);
  const operation = [...around.matchAll(OPERATION)]
    .at(0)
    ?.slice(1)
    .find((group) => group !== undefined);
  const encoded = /Encoded[ \n]authorization[ \n]failure[ \n]message:[ \n]{0,24}/.exec(
    text.slice(start, end + 300),
  );
  const message = encoded === null ? null : encodedMessageAt(text, start + encoded.index + encoded[0].length);
  const purpose = PURPOSES.find(({ words }) => words.test(around));
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(purpose === undefined ? {} : { for: purpose.purpose }),
    ...(message === null ? {} : { encodedMessage: message.text }),
  };
}

const PURPOSES: readonly { readonly words: RegExp; readonly purpose: string }[] = [
  {
    words: /for primary source|for secondary source|while downloading key|DOWNLOAD_SOURCE/,
    purpose: 'source',
  },
  { words: /access token from|access denied to connection/i, purpose: 'connection' },
  { words: /GetBucketAcl|report group|UPLOAD_ARTIFACTS/, purpose: 'artifacts' },
  { words: /VPC_CLIENT_ERROR|Unexpected EC2 error|DescribeSecurityGroups/, purpose: 'vpc' },
];

function commandDetail(after: string): Record<string, string> {
  const line = (/^(?:",\n)?[^\n]{0,380}/.exec(after)?.[0] ?? '')
    .replace(
      /^ ?Message: Error while executing command: |^", ?\n?"message" ?: ?"Error while executing command: | /,
      '',
    )
    .trim();
  const status = /exit status (\d{1,3})|exited with status (\d{1,3})/.exec(line);
  const command = line.replace(/\.? ?(?:Reason: )?(?:exit status|exited with status).{0,200}$/, '').trim();
  return {
    ...(command === '' ? {} : { command }),
    ...(status === null ? {} : { exitStatus: status[1] ?? status[2] ?? '' }),
  };
}

function lineAround(text: string, start: number, end: number): string {
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 200);
  const to = text.indexOf('\n', end);
  return text.slice(from, Math.min(to < 0 ? text.length : to, end + 300)).trim();
}

function* statusAnswers(text: string): Generator<Candidate> {
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
    yield withHost(text, { symptom, detail, ...place, weak, follows: false });
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

function detailOf(match: RegExpMatchArray): Record<string, string> {
  const groups = Object.entries(match.groups ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(groups.map(([name, value]) => [name, joinLines(value)]));
}

function withoutEmpty(record: object): Record<string, string> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== ''));
}
