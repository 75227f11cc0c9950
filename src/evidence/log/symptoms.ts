/** Failures of a cleaned text that word no denial, each once, and only where nothing nearby says more. */
import { once } from '#basics/remember.ts';
import { MINOR_INCIDENTS, type Symptom } from '../symptoms.ts';
import type { FoundDenial } from './denials.ts';
import type { CommandLines } from './command-lines.ts';
import { type Candidate, FOLLOWERS, type FoundSymptom } from './found-symptom.ts';
import { distance, firstFrom, NEAR, Neighbours } from './neighbours.ts';
import { registryNear } from './registry-near.ts';
import type { Readers } from './readers.ts';
import { statusAnswers } from './status-answers.ts';
import { wordedSymptoms } from './worded-symptoms.ts';

/** What a text is read for, and whether a tool went on after what stands at a place of it. */
interface Reading {
  readonly readers: Readers;
  readonly commands: CommandLines;
  readonly isPast: (one: Pick<FoundSymptom, 'start' | 'end'>) => boolean;
}

/** The failures of a cleaned text, without what is said better by a denial or another failure near by. */
export function findSymptoms(
  text: string,
  denials: readonly FoundDenial[],
  { readers, commands, isPast }: Reading,
): readonly FoundSymptom[] {
  const [past, ended] = parted(denials, isPast);
  const found = [
    ...wordedSymptoms(text, readers.wordings),
    ...(readers.statusAnswers ? statusAnswers(text) : []),
  ]
    .map((one) => withHost(text, ofBuildImage(text, ofSource(text, one))))
    .filter((one) => !isAsserted(text, one) && !(REFUSING.has(one.symptom) && commands.isOfWords(one.start)))
    .filter(unlessSaidBy(ended, isSaidBy))
    .filter(
      unlessSaidBy(past, (denial, one) =>
        isPast(one)
          ? isSaidBy(denial, one)
          : isPartOf(denial, one) && commands.isOfOne(denial.start, one.start),
      ),
    )
    .sort(byStart);
  // What a tool went on after says nothing of what ended it.
  const told = parted(found, isPast)
    .flatMap((ones) => mergeNear(telling(ones)))
    .sort(byStart);
  const causes = once(() =>
    [...denials, ...told.filter(({ symptom }) => !FOLLOWERS.has(symptom))].sort(byStart),
  );
  const isOfPipe = (one: FoundSymptom): boolean => {
    const cause = causes()[firstFrom(causes(), one.start) - 1];
    return (
      cause !== undefined && one.start - cause.start < PIPE_REACH && commands.isOfOne(cause.start, one.start)
    );
  };
  return told.map(({ weak: _weak, vague: _vague, ...one }) =>
    // A login got no password for whatever the left side of its pipe says; another command must say why.
    one.symptom === 'interactive-login' && !isOfPipe(one) ? { ...one, follows: 'last-that-says-why' } : one,
  );
}

/** So far behind what the left side of a pipe says, its right side finds that nothing came: the old AWS CLI prints all that it knows. */
const PIPE_REACH = 4000;

const byStart = (left: Pick<FoundSymptom, 'start'>, right: Pick<FoundSymptom, 'start'>): number =>
  left.start - right.start;

/** Those that pass a test, and those that do not. */
function parted<T>(
  ones: readonly T[],
  test: (one: T) => boolean,
): readonly [passed: readonly T[], others: readonly T[]] {
  return [ones.filter(test), ones.filter((one) => !test(one))];
}

/** Those of which none near by says more. */
function telling(found: readonly Candidate[]): readonly Candidate[] {
  const all = new Neighbours(found);
  const strong = new Neighbours(found.filter((one) => !one.weak));
  // Where there is no endpoint, none is reached.
  const isOfNoEndpoint = (one: Candidate): boolean =>
    one.symptom === 'network' && all.some(one, ({ symptom }) => symptom === 'public-region');
  return found.filter(
    (one) =>
      !(one.weak || isOfNoEndpoint(one)) ||
      !(
        (NAMING_ONLY.has(one.symptom) ? all : strong).some(one, (other) => saysMore(other, one)) ||
        (one.vague === true && all.some(one, ({ symptom }) => OF_NO_AWS.has(symptom)))
      ),
  );
}

/** What stands in a denial, or goes on in its line. */
function isPartOf(denial: FoundDenial, { start, end }: Candidate): boolean {
  return start < denial.end + 60 && end > denial.start - 60;
}

function unlessSaidBy(
  denials: readonly FoundDenial[],
  isSaid: (denial: FoundDenial, one: Candidate) => boolean,
): (one: Candidate) => boolean {
  const around = new Neighbours(denials.toSorted(byStart));
  return (one) => !around.some(one, (denial) => isSaid(denial, one));
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
  if (other.vague === true && OF_NO_AWS.has(one.symptom)) return false;
  return !FOLLOWERS.has(other.symptom) && !NAMING_ONLY.has(other.symptom) && distance(other, one) < NEAR;
}

/** Who refused, where words near by could be anybody's. */
const OF_NO_AWS: ReadonlySet<Symptom> = new Set(['file-refused', 'database-refused', 'cluster-rule']);

/** Symptoms that name where something failed and not why. */
const NAMING_ONLY: ReadonlySet<Symptom> = new Set<Symptom>([
  ...MINOR_INCIDENTS,
  'image-pull-failed',
  'image-credentials-type',
  'source-failed',
]);

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

/** Symptoms whose cure depends on which registry is meant. */
const OF_A_REGISTRY: ReadonlySet<Symptom> = new Set([
  'not-logged-in',
  'login-refused',
  'token-expired',
  'public-login-stale',
  'namespace-refused',
  'forbidden-without-detail',
]);

/** What an author lets a command say for itself, beside the registries' words. */
const REFUSING: ReadonlySet<Symptom> = new Set([
  ...OF_A_REGISTRY,
  'denied-without-detail',
  'outside-refused',
]);

/** A test names what it wanted and what it got: neither was answered to the build. */
const ASSERTED = /\bexpected\b.{0,200}?\b(?:got|but was|to (?:equal|be|deep equal|have status))\b|^[✗✕×] /i;

/** The title of a test that failed, and what it wanted and got, each on a line. */
const OF_A_TEST = /^(?:● .{1,200}? › |(?:[-+] )?(?:Expected|Received|expected|received|actual)\b ?:)/;

function isAsserted(text: string, { symptom, start }: Candidate): boolean {
  const before = text.slice(Math.max(0, start - 300), start);
  const [behind = ''] = text.slice(start, start + 300).split('\n', 1);
  const line = `${before.slice(before.lastIndexOf('\n') + 1)}${behind}`;
  if (symptom === 'denied-without-detail') return OF_A_TEST.test(line);
  return (OF_A_REGISTRY.has(symptom) || symptom === 'outside-refused') && ASSERTED.test(line);
}

/** What CodeBuild says of the source is its provider's word, not that of a registry. */
function ofSource(text: string, found: Candidate): Candidate {
  const [line = ''] = text.slice(found.end, found.end + 300).split('\n', 1);
  return OF_A_REGISTRY.has(found.symptom) && /\bfor (?:primary|secondary) source\b/.test(line)
    ? { ...found, symptom: 'source-refused' }
    : found;
}

/** What CodeBuild could not pull is the image that the build runs in, and none that a command of it asks for. */
function ofBuildImage(text: string, found: Candidate): Candidate {
  if (found.symptom !== 'manifest-unknown' && found.symptom !== 'not-found') return found;
  const before = text.slice(Math.max(0, found.start - 300), found.start);
  return /customer['’]s container image|UNABLE_TO_PULL_IMAGE/.test(before)
    ? { ...found, detail: { ...found.detail, for: 'build-image' } }
    : found;
}

function withHost(text: string, found: Candidate): Candidate {
  const host = OF_A_REGISTRY.has(found.symptom)
    ? (found.detail['host'] ?? registryNear(text, found.start, found.end))
    : null;
  if (host === null) return found;
  const isPublic = found.symptom === 'token-expired' && host === 'public.ecr.aws';
  return {
    ...found,
    ...(isPublic ? { symptom: 'public-login-stale' } : {}),
    detail: { ...found.detail, host },
  };
}
