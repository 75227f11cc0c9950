/**
 * Failures that name no permission, explained by trial. Comes in: the facts of a diagnosis. Goes out: for each such failure what it may
 * come from, each supposition kept, dropped or left open, with the reason. Never: grants, or turns a supposition into a need.
 */
import { type Evidence } from '#evidence/evidence.ts';
import { SYMPTOMS, type Symptom } from '#evidence/symptoms.ts';
import { isBatch } from '#account/snapshot.ts';
import { type Facts, symptomsOf } from '../facts.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Supposition } from './supposition.ts';
import {
  cacheRightIsLacking,
  endpointStops,
  keyIsElsewhere,
  logIsSwitchedOff,
  loginIsMissing,
  networkFails,
  repositoryIsFull,
  repositoryIsMissing,
  streamWasNeverMade,
} from './circumstances.ts';
import { lacks, lacksAny, lacksNamed } from './permissions.ts';

/** Far above real builds: each repository of a build brings a handful. */
const MAX = 60;

const READS = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const UPLOADS = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload'];
const writesLog = lacksAny(({ action }) =>
  /^logs:(?:CreateLogGroup|CreateLogStream|PutLogEvents)$/.test(action),
);

/** What may lie behind each failure that AWS or a client words without a permission; the others word their cause. */
const SUPPOSITIONS: Readonly<Partial<Record<Symptom, readonly Supposition[]>>> = {
  // A refused HEAD has no body, so its action is lost.
  'empty-answer': [lacks('ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage'), endpointStops],
  'connection-closed': [lacks(...UPLOADS), repositoryIsMissing, endpointStops, networkFails],
  'forbidden-without-detail': [
    lacks('ecr:BatchCheckLayerAvailability', ...READS, ...UPLOADS, 'ecr:PutImage'),
    loginIsMissing,
    endpointStops,
  ],
  'manifest-refused': [lacks('ecr:PutImage', 'ecr:BatchGetImage'), repositoryIsFull, endpointStops],
  'pull-access-denied': [lacks(...READS), repositoryIsMissing, loginIsMissing],
  'repository-unknown': [repositoryIsMissing, cacheRightIsLacking],
  'manifest-unknown': [cacheRightIsLacking],
  'image-pull-failed': [
    lacksAny(({ evidence }) =>
      evidence.some((one) => one.kind === 'use' && one.use.kind === 'pull-build-image'),
    ),
  ],
  'key-denied': [lacksAny(({ action }) => action.startsWith('kms:')), keyIsElsewhere],
  'denied-without-detail': [lacksNamed],
  'log-stream-denied': [writesLog],
};

export function tryHypotheses(facts: Facts): readonly Hypothesis[] {
  const told = SYMPTOMS.flatMap((symptom) => {
    const suppositions = SUPPOSITIONS[symptom] ?? [];
    const symptoms = suppositions.length === 0 ? [] : symptomsOf(facts, symptom);
    if (symptoms.length === 0) return [];
    const evidence = indicesOf(facts, symptoms);
    return suppositions
      .flatMap((supposition) => supposition(facts, symptoms))
      .map((tried) => ({ symptom, ...tried, evidence }));
  });
  return [...noLog(facts), ...told].slice(0, MAX);
}

/** One that somebody stopped need not have got as far as a log. */
const ENDED_WELL: ReadonlySet<string> = new Set(['SUCCEEDED', 'STOPPED']);

/** A finished build without a log. Source: CodeBuild User Guide, troubleshooting. */
function noLog(facts: Facts): readonly Hypothesis[] {
  const { build, log } = facts.snapshot;
  const isExpected = build.kind === 'known' && build.value.complete && !ENDED_WELL.has(build.value.status);
  // A batch has none: its builds have.
  if (log.kind !== 'absent' || !isExpected || isBatch(build.value)) return [];
  return [logIsSwitchedOff, streamWasNeverMade, writesLog]
    .flatMap((supposition) => supposition(facts, []))
    .map((tried) => ({ symptom: 'no-log', ...tried, evidence: [] }));
}

function indicesOf({ evidence }: Facts, some: readonly Evidence[]): readonly number[] {
  return some.map((one) => evidence.indexOf(one)).filter((index) => index >= 0);
}
