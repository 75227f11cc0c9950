/** Failures of the build that no permission would cure: its buildspec, or a command of its own. */
import { SYMPTOMS, type Symptom } from '#evidence/evidence.ts';
import { maskSecrets } from '#evidence/mask-secrets.ts';
import { denialsOf, type Facts, isDenied, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { INCIDENT_MEANINGS } from '../incident-meanings.ts';

export function buildCauses(facts: Facts): readonly Finding[] {
  return [...invalidBuildspec(facts), ...failedCommand(facts)];
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

/**
 * A failed command is blamed only where the log was read and holds neither a denial nor a refusal:
 * CodeBuild reports every denied command as a failed one too.
 */
function failedCommand(facts: Facts): readonly Finding[] {
  if (facts.snapshot.log.kind !== 'known' || wasRefused(facts)) return [];
  const incidents = INCIDENTS.flatMap((symptom) => incidentOf(facts, symptom));
  if (incidents.length > 0) return incidents;
  const evidence = symptomsOf(facts, 'command-failed');
  const [first] = evidence;
  if (first === undefined) return [];
  return [
    makeFinding(facts, {
      code: 'command-failed',
      cause: `a command of the build failed, and its log shows no denial (${first.source.where})`,
      next: 'read the log around that command; no permission is known to be missing for it',
      evidence,
    }),
  ];
}

const INCIDENTS = Object.keys(INCIDENT_MEANINGS) as readonly (keyof typeof INCIDENT_MEANINGS)[];

function incidentOf(facts: Facts, symptom: keyof typeof INCIDENT_MEANINGS): readonly Finding[] {
  const evidence = symptomsOf(facts, symptom);
  const [first] = evidence;
  if (first === undefined || (symptom in MISSING_IMAGE && lacksImport(facts))) return [];
  const { code, cause, next } = INCIDENT_MEANINGS[symptom];
  const { image, url } = first.detail;
  const about = image ?? url;
  const named = about === undefined ? '' : `: \`${maskSecrets(about)}\``;
  return [makeFinding(facts, { code, cause: `${cause}${named} (${first.source.where})`, next, evidence })];
}

/** A first pull through a cache is answered as if there were no image where the right to import it is missing. */
function lacksImport(facts: Facts): boolean {
  return facts.needs.some((need) => isDenied(need) && /^ecr:BatchImportUpstreamImage$/i.test(need.action));
}

const MISSING_IMAGE: Partial<Record<Symptom, true>> = { 'manifest-unknown': true, 'not-found': true };

function wasRefused(facts: Facts): boolean {
  if (denialsOf(facts).length > 0) return true;
  const harmless: readonly Symptom[] = [
    ...INCIDENTS,
    'command-failed',
    'interactive-login',
    'no-artifacts-found',
  ];
  return symptomsOf(facts, ...SYMPTOMS.filter((symptom) => !harmless.includes(symptom))).length > 0;
}
