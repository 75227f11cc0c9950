/** Failures of the build that no permission would cure: its buildspec, or a command of its own. */
import type { BuildPhase } from '#account/snapshot.ts';
import { INCIDENTS, isIncident, MINOR_INCIDENTS, SYMPTOMS, type Symptom } from '#evidence/symptoms.ts';
import type { Evidence } from '#evidence/evidence.ts';
import { maskSecrets } from '#account/mask-secrets.ts';
import {
  type DenialEvidence,
  denialsOf,
  type Facts,
  makeFinding,
  type SymptomEvidence,
  symptomsOf,
} from '../facts.ts';
import type { Finding } from '../finding.ts';
import { INCIDENT_MEANINGS } from '../incident-meanings.ts';
import { QUEUE_TIMED_OUT } from '../symptom-meanings.ts';
import { isOfBuildImage, lacksImport } from './build-image.ts';

export function buildCauses(facts: Facts): readonly Finding[] {
  return [
    ...invalidBuildspec(facts),
    ...queuedTooLong(facts),
    ...unfetchedSource(facts),
    ...failedCommand(facts),
  ];
}

function invalidBuildspec(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'buildspec-invalid');
  const [first] = evidence;
  if (first === undefined) return [];
  return [
    makeFinding(facts, {
      code: 'buildspec-invalid',
      cause: `CodeBuild could not use the buildspec (${first.source.where})`,
      next: 'correct the buildspec where the message points',
      evidence,
    }),
  ];
}

function queuedTooLong(facts: Facts): readonly Finding[] {
  const { build } = facts.snapshot;
  const isQueued = ({ type, status }: BuildPhase): boolean => type === 'QUEUED' && status === 'TIMED_OUT';
  if (build.kind !== 'known' || !build.value.phases.some(isQueued)) return [];
  return [
    makeFinding(facts, {
      ...QUEUE_TIMED_OUT,
      evidence: symptomsOf(facts, 'timed-out'),
    }),
  ];
}

/** CodeBuild could not fetch the source, and for no want of a right: no command of the build was to blame. */
function unfetchedSource(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, ...INCIDENTS).filter(isOfSource);
  const [first] = evidence;
  if (first === undefined || !isIncident(first.symptom)) return [];
  const { cause, next } = INCIDENT_MEANINGS[first.symptom];
  const told = `CodeBuild could not fetch the source: ${cause} (${first.source.where})`;
  return [makeFinding(facts, { code: 'source-not-readable', cause: told, next, evidence })];
}

const isOfSource = ({ detail }: SymptomEvidence): boolean => detail['for'] === 'source';

/**
 * A failed command is blamed only where the log was read and holds neither a denial nor a refusal:
 * CodeBuild reports every denied command as a failed one too. What a tool went on after is neither where something else failed.
 */
function failedCommand(facts: Facts): readonly Finding[] {
  if (facts.snapshot.log.kind !== 'known' || wasRefused(facts)) return [];
  const toldOf = (...symptoms: readonly Symptom[]) =>
    untilFailed(symptomsOf(facts, ...symptoms), facts.evidence).filter(
      (one) => hasEnded(one) && !isOfSource(one),
    );
  const evidence = symptomsOf(facts, 'command-failed');
  // That a command failed is CodeBuild's own word, whoever printed why.
  const failed = evidence.filter(({ grade }) => grade !== 'claimed');
  const incidentIn = (told: readonly SymptomEvidence[]) => incidentOf(facts, told, failed);
  const incidents = MAJOR_INCIDENTS.flatMap((symptom) => incidentIn(toldOf(symptom)));
  if (incidents.length > 0) return incidents;
  // Of what most builds print somewhere and survive, the last is nearest to their end.
  const minor = incidentIn(toldOf(...MINOR_INCIDENTS).slice(-1));
  if (minor.length > 0) return minor;
  const [first] = evidence;
  if (first === undefined || refusalsIn(facts).length > 0) return [];
  return [
    makeFinding(facts, {
      code: 'command-failed',
      cause: `a command of the build failed, and its log shows no denial (${first.source.where})`,
      next: 'read the log around that command; no permission is known to be missing for it',
      evidence,
    }),
  ];
}

/** As CodeBuild says it of its own accord, and no program within the build. */
const OF_CODEBUILD = /^(?:Command did not exit successfully|COMMAND_EXECUTION_ERROR)/;

/**
 * Without what a log tells once a command had failed for nothing that it tells: POST_BUILD runs all the same, and lacks what was not made.
 * Source: CodeBuild User Guide, view-build-details-phases.
 */
function untilFailed(
  incidents: readonly SymptomEvidence[],
  evidence: readonly Evidence[],
): readonly SymptomEvidence[] {
  const failedIn = new Map(
    evidence.flatMap((one, at) => (isUnexplained(one) ? [[logOf(one), at] as const] : [])).toReversed(),
  );
  return incidents.filter((one) => evidence.indexOf(one) < (failedIn.get(logOf(one)) ?? evidence.length));
}

const isUnexplained = (one: Evidence): boolean =>
  one.kind === 'symptom' &&
  one.symptom === 'command-failed' &&
  one.followsFrom === null &&
  OF_CODEBUILD.test(one.source.text);

/** Evidence of one log stands in its order; what no log tells has no place in it. */
const logOf = ({ source: { kind, where } }: Evidence): string =>
  kind === 'build-log' ? where.replace(/log line.*$/, '') : where;

const MAJOR_INCIDENTS = INCIDENTS.filter(
  (symptom) => !(MINOR_INCIDENTS as readonly Symptom[]).includes(symptom),
);

function incidentOf(
  facts: Facts,
  told: readonly SymptomEvidence[],
  failed: readonly SymptomEvidence[],
): readonly Finding[] {
  const [first] = told;
  if (first === undefined || !isIncident(first.symptom) || isOfBuildImage(first)) return [];
  if (first.symptom in MISSING_IMAGE && lacksImport(facts)) return [];
  const { code, cause, next } = INCIDENT_MEANINGS[first.symptom];
  const { image, url } = first.detail;
  const about = image ?? url;
  const named = about === undefined ? '' : `: \`${maskSecrets(about)}\``;
  return [
    makeFinding(facts, {
      code,
      cause: `${cause}${named} (${first.source.where})`,
      next,
      evidence: [...told, ...failed],
    }),
  ];
}

const MISSING_IMAGE: Partial<Record<Symptom, true>> = { 'manifest-unknown': true, 'not-found': true };

const wasRefused = (facts: Facts): boolean => refusalsIn(facts).some(hasEnded);

const hasEnded = ({ wentOn }: { readonly wentOn?: true }): boolean => wentOn !== true;

function refusalsIn(facts: Facts): readonly (DenialEvidence | SymptomEvidence)[] {
  const harmless: readonly Symptom[] = [
    ...INCIDENTS,
    'command-failed',
    'interactive-login',
    'no-artifacts-found',
    'queue-timed-out',
  ];
  return [
    ...denialsOf(facts),
    ...symptomsOf(facts, ...SYMPTOMS.filter((symptom) => !harmless.includes(symptom))),
  ];
}
