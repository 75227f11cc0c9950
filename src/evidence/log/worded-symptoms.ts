/** Symptoms by their wordings, with what the words around each say of it. */
import type { Layer } from '#iam/decision.ts';
import type { Symptom } from '../symptoms.ts';
import { CALLING, encodedMessageAt } from './denials.ts';
import { symptomOfCode } from './error-codes.ts';
import { type Candidate, FOLLOWERS, type FoundSymptom } from './found-symptom.ts';
import { isOfOtherService, isVague } from './other-service.ts';
import { NAMES_AWS } from '#catalog/other-services.ts';
import { anchored, joinLines, type Matches, phrase } from './phrase.ts';
import { readReason } from './reason.ts';
import { isOutsideAws, registryNear } from './registry-near.ts';
import { refusedGit } from './refused-git.ts';
import { isThrottledCall } from './throttled.ts';
import { readValue } from './value.ts';
import { type SymptomWording, VALUE } from './wording.ts';

/** Every symptom that one of the wordings finds. */
export function* wordedSymptoms(text: string, wordings: readonly SymptomWording[]): Generator<Candidate> {
  for (const { symptom, pattern, weak } of wordings) {
    for (const match of text.matchAll(pattern)) {
      const place = { start: match.index, end: match.index + match[0].length };
      const detail = detailOf(match);
      const refined = REFINED[symptom]?.(text, place, detail) ?? {};
      const follows = FOLLOWERS.has(symptom) ? 'last' : null;
      yield { symptom, detail, ...place, weak: weak === true, follows, ...refined };
    }
  }
}

function detailOf(match: RegExpMatchArray): Record<string, string> {
  const groups = Object.entries(match.groups ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return Object.fromEntries(groups.map(([name, value]) => [name, joinLines(value)]));
}

type Place = Pick<FoundSymptom, 'start' | 'end'>;
type Refinement = (text: string, place: Place, detail: FoundSymptom['detail']) => Partial<Candidate>;

const REFINED: Partial<Record<Symptom, Refinement>> = {
  'pull-access-denied': (text, { end }) => pulledImage(text.slice(end, end + 500)),
  'empty-answer': (text, { start }) => {
    if (text.slice(Math.max(0, start - 9), start) === 'HTTP 401 ')
      return { symptom: 'not-logged-in', weak: true };
    return isLocalPush(text, start) ? { symptom: 'local-registry' } : {};
  },
  'forbidden-without-detail': (text, { start, end }) =>
    isOutsideAws(registryNear(text, start, end) ?? '') || isOfOtherService(text, start, end)
      ? { symptom: 'outside-refused' }
      : {},
  'denied-without-detail': (text, { start, end }) => {
    const program = OF_A_PROGRAM.exec(text.slice(Math.max(0, start - 120), start))?.[1];
    if (program !== undefined && !NAMES_AWS.test(program) && !/botocore|boto3/.test(program))
      return { symptom: /^(?:java\.nio|java\.io)\b/.test(program) ? 'file-refused' : 'outside-refused' };
    if (/(?:^|\n)remote: [^\n]{0,300}$/.test(text.slice(Math.max(0, start - 310), start)))
      return { symptom: 'source-refused', weak: true };
    return OF_ANOTHER_HOST.test(text.slice(end, end + 200)) || isOfOtherService(text, start, end)
      ? { symptom: 'outside-refused', weak: false }
      : { detail: deniedDetail(text, start, end), vague: isVague(text, start, end) };
  },
  'source-refused': (text, { start, end }, { url = '' }) => {
    if (/\/v2\/[^\n]{0,300}$/.test(text.slice(Math.max(0, start - 400), start)))
      return { symptom: 'not-logged-in' };
    if (/^(?:Permission denied \(|Host key)/.test(text.slice(start, end)) && isOfAMachine(text, start, end))
      return { symptom: 'outside-refused' };
    return text.startsWith('unable to access', start) ? refusedGit(url) : {};
  },
  // CodePipeline names it behind: `… to perform AssumeRole on role arn:aws:iam::…`.
  'role-not-assumable': (text, { end }, detail) => {
    const role = /^[ \n]{1,24}["'`]?(arn:[^\s"'`]{3,300})/.exec(text.slice(end, end + 330))?.[1];
    return role === undefined ? {} : { detail: { ...detail, role } };
  },
  'request-invalid': (text, { start, end }) => {
    const symptom = symptomOfCode(text.slice(start, end));
    if (symptom === 'rate-limited') return { symptom: throttled(text, { start, end }) };
    return symptom === null ? {} : { symptom };
  },
  'rate-limited': (text, place) => ({ symptom: throttled(text, place) }),
  'assume-role-failed': (text, { end }, detail) => {
    const behind = text.slice(end, end + OUTCOME_REACH);
    if (!/^[^\n]{0,200}\bproceeding anyway/i.test(behind)) return {};
    const outcome = /^ ?✅/m.test(behind) ? 'deployed' : 'unknown';
    return { weak: true, detail: { ...detail, proceeded: outcome } };
  },
  // Of CodeBuild alone: behind the words of docker, make and others no command stands.
  'command-failed': (text, { start, end }) =>
    /^C(?:OMMAND|ommand)/.test(text.slice(start, end))
      ? { detail: commandDetail(text.slice(end, end + 400)) }
      : {},
  'buildspec-invalid': (text, { start, end }) => ({ detail: { message: lineAround(text, start, end) } }),
};

const throttled = (text: string, { start, end }: Place): Symptom =>
  isThrottledCall(text, start, end) ? 'calls-throttled' : 'rate-limited';

/** The package of an exception's class: `java.nio.file.AccessDeniedException`. */
const OF_A_PROGRAM = /(?<![\w.$])((?:[a-z][\w$]{0,40}\.){2,8})$/;

/** A machine that no git is served by: named before (`ec2-user@10.0.3.12: Permission denied (publickey)`), or by the client that lost it. */
function isOfAMachine(text: string, start: number, end: number): boolean {
  const behind = text.slice(end, end + 200);
  if (behind.includes('remote repository')) return false;
  return (
    OF_A_MACHINE.test(text.slice(Math.max(0, start - 200), start)) ||
    /^[^\n]{0,80}\n(?:lost connection|rsync|scp|sftp|Connection closed)\b/.test(behind)
  );
}

const OF_A_MACHINE =
  /(?:^|[\s'"])(?!git@)[\w.*-]{1,64}@(?!git-codecommit|[\w.-]{0,100}(?:github|gitlab|bitbucket|azure|visualstudio))[\w.:*-]{1,200}: $/i;

/** So far behind a role that the CDK could not take is looked for the stack that it deployed all the same: no farther than is read with it. */
const OUTCOME_REACH = 4000;

const IMAGE = new RegExp(`^(?:(?!,)${VALUE}){1,300}`);

/** Docker asks Docker Hub for an image whose address names no registry, and for a registry with no repository. */
function pulledImage(after: string): Partial<Candidate> {
  const image = joinLines(/^([^,]{1,300}?), ?\n?repository/.exec(after)?.[1] ?? IMAGE.exec(after)?.[0] ?? '');
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

/** `Access denied to: https://repo.example.org/…` (Maven). */
const OF_ANOTHER_HOST =
  /^ to:? https?:\/\/(?!(?:[^\s/]{1,200}\.)?(?:amazonaws\.com|aws|aws\.amazon\.com)[:/])[a-z0-9.-]{1,200}/;

/** How a tool names the call that was refused; the group is the operation. */
const OPERATIONS: readonly Matches[] = [
  CALLING,
  (text) => [
    ...text.matchAll(
      /operation error [\w -]{1,60}: (\w{2,80}),|Error calling (GetBucketAcl)|to perform:? (?:\w+:)?([A-Z]\w{3,60})\b|called? (s3:\w{3,60})/g,
    ),
  ],
  anchored(
    ['havepermissionto'],
    () => new RegExp(`${phrase('have permission to')}[ \\n]{1,24}([A-Z][a-z]{2,20}[A-Z]\\w{2,60})`, 'g'),
  ),
];

function operationIn(text: string): string | undefined {
  const first = OPERATIONS.flatMap((matches) => matches(text).slice(0, 1)).sort(
    (left, right) => left.index - right.index,
  )[0];
  const operation = first?.slice(1).find((group) => group !== undefined);
  return operation === undefined ? undefined : joinLines(operation);
}

/** `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for BUCKET/KEY.` */
const ON = anchored(
  ['havepermissionto'],
  () => new RegExp(`${phrase('have permission to')}[ \\n]{1,24}\\w{3,80}[ \\n]{1,24}for[ \\n]{1,24}`, 'g'),
);

/** The operation named around, what it was to be done to, and a message that only STS can decode. */
function deniedDetail(text: string, start: number, end: number): Record<string, string> {
  const around = text.slice(Math.max(0, start - 300), end + 300);
  const operation = operationIn(around);
  const encoded = /Encoded[ \n]authorization[ \n]failure[ \n]message:[ \n]{0,24}/.exec(
    text.slice(start, end + 300),
  );
  const layer = denyingLayer(text.slice(start, end + 300));
  const on = ON(around)[0] ?? null;
  const resource =
    on === null ? undefined : readValue(around, on.index + on[0].length, { width: null })?.text;
  const message = encoded === null ? null : encodedMessageAt(text, start + encoded.index + encoded[0].length);
  return {
    ...(operation === undefined ? {} : { operation }),
    ...(resource === undefined ? {} : { resource }),
    ...(layer === null ? {} : { layer }),
    ...(message === null ? {} : { encodedMessage: message.text }),
  };
}

const EXPLICIT_DENY = anchored(
  ['withanexplicitdeny'],
  () => new RegExp(phrase('with an explicit deny'), 'gi'),
);

/** `not authorized to access this resource with an explicit deny in an identity-based policy` (API Gateway). */
function denyingLayer(after: string): Layer | null {
  const at = EXPLICIT_DENY(after)[0]?.index;
  return at === undefined ? null : readReason(after, at, { width: null }).layer;
}

function commandDetail(after: string): Record<string, string> {
  const line = (/^(?:",\n)?[^\n]{0,380}/.exec(after)?.[0] ?? '')
    .replace(
      /^ ?Message: Error while executing command: |^", ?\n?"message" ?: ?"Error while executing command: | /,
      '',
    )
    .trim();
  const status = /exit status (\d{1,3})|exited with status (\d{1,3})/.exec(line);
  const command = line.replace(/(?:\. ?Reason: ?| )(?:exit status|exited with status).{0,200}$/, '').trim();
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
