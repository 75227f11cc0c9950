/** Failures of a cleaned text that word no denial, each once, and only where nothing nearby says more. */
import { once } from '#basics/remember.ts';
import { isIncident, MINOR_INCIDENTS, type Symptom } from '../symptoms.ts';
import { isAsserted } from './asserted.ts';
import type { FoundDenial } from './denials.ts';
import type { CommandLines } from './command-lines.ts';
import { type Candidate, FOLLOWERS, type FoundSymptom } from './found-symptom.ts';
import { distance, firstFrom, NEAR, Neighbours } from './neighbours.ts';
import { registryNear } from './registry-near.ts';
import { withPurpose } from './purpose.ts';
import type { Readers } from './readers.ts';
import { statusAnswers } from './status-answers.ts';
import { wordedSymptoms } from './worded-symptoms.ts';

/** What a text is read for, and whether a tool went on after what stands at a place of it, or shows that as code. */
interface Reading {
  readonly readers: Readers;
  readonly commands: CommandLines;
  readonly isPast: (one: Pick<FoundSymptom, 'start' | 'end'>) => boolean;
  readonly isShown: (start: number) => boolean;
}

/** The failures of a cleaned text, without what is said better by a denial or another failure near by. */
export function findSymptoms(
  text: string,
  denials: readonly FoundDenial[],
  { readers, commands, isPast, isShown }: Reading,
): readonly FoundSymptom[] {
  const [past, ended] = parted(denials, isPast);
  const isAnswered = (symptom: Symptom, start: number): boolean =>
    !commands.isOfWords(start) && !isAsserted(text, start, symptom !== 'denied-without-detail');
  const found = [
    ...wordedSymptoms(text, readers.wordings),
    ...(readers.statusAnswers ? statusAnswers(text) : []),
  ]
    .filter(({ start }) => !isShown(start))
    .map((one) => withHost(text, ofBuildImage(text, ofSource(text, withPurpose(text, commands, one)))))
    .filter(({ symptom, start }) => !REFUSING.has(symptom) || isAnswered(symptom, start))
    .filter(({ symptom }) => symptom !== 'queue-timed-out' || !HAS_RUN.test(text))
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

/** What says why, near by: where there is no endpoint, none is reached, and a client prints an answer without a body before the one with its words. */
const EXPLAINED_BY: Partial<Record<Symptom, readonly Symptom[]>> = {
  network: ['public-region'],
  'empty-answer': ['token-expired', 'public-login-stale'],
};

/** Those of which none near by says more. */
function telling(found: readonly Candidate[]): readonly Candidate[] {
  const all = new Neighbours(found);
  const strong = new Neighbours(found.filter((one) => !one.weak));
  const isExplained = (one: Candidate): boolean =>
    EXPLAINED_BY[one.symptom]?.some((why) => all.some(one, ({ symptom }) => symptom === why)) === true;
  return found.filter(
    (one) =>
      !(one.weak || isExplained(one)) ||
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
  'calls-throttled',
  'network',
]);

function saysMore(other: Candidate, one: Candidate): boolean {
  if (other.vague === true && OF_NO_AWS.has(one.symptom)) return false;
  if (FOLLOWERS.has(other.symptom) || distance(other, one) >= NEAR) return false;
  const isOfSource = one.symptom === 'source-failed' && other.detail['for'] === 'source';
  return isOfSource || !NAMING_ONLY.has(other.symptom);
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

/** Whatever it prints, a build that ran a command was not given up in the queue. */
const HAS_RUN = /^(?:Running command |Entering phase |Command did not exit successfully )/m;

/** What an author lets a command say for itself, beside the registries' words. */
const REFUSING: ReadonlySet<Symptom> = new Set([
  ...OF_A_REGISTRY,
  'denied-without-detail',
  'outside-refused',
]);

/** A message of CodeBuild goes on so to its end; an SDK of AWS prints the status below its words. */
const FOR_SOURCE = /^[^\n]{0,300}(?:\n ?status code: [^\n]{0,300})?\bfor (?:primary|secondary) source\b/;

/** What CodeBuild says of the source is its provider's word, not that of a registry, and of what it could not fetch, not of a command. */
function ofSource(text: string, found: Candidate): Candidate {
  const isOfRegistry = OF_A_REGISTRY.has(found.symptom);
  if (!isOfRegistry && !isIncident(found.symptom) && found.symptom !== 'rate-limited') return found;
  if (!FOR_SOURCE.test(text.slice(found.end, found.end + 700))) return found;
  return isOfRegistry
    ? { ...found, symptom: 'source-refused' }
    : { ...found, detail: { ...found.detail, for: 'source' } };
}

/** What CodeBuild could not pull is the image that the build runs in, and none that a command of it asks for. */
function ofBuildImage(text: string, found: Candidate): Candidate {
  if (!OF_AN_IMAGE.has(found.symptom)) return found;
  const before = text.slice(Math.max(0, found.start - 300), found.start);
  return /customer['’]s container image|UNABLE_TO_PULL_IMAGE/.test(before)
    ? { ...found, detail: { ...found.detail, for: 'build-image' } }
    : found;
}

/** That there is no such image, or none for whoever asks. */
const OF_AN_IMAGE: ReadonlySet<Symptom> = new Set([
  'manifest-unknown',
  'not-found',
  'namespace-refused',
  'not-logged-in',
  'login-refused',
]);

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
