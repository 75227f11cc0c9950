/** Failures of the build that no permission would cure: its buildspec, or a command of its own. */
import { SYMPTOMS, type Symptom } from '#evidence/evidence.ts';
import { denialsOf, type Facts, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';
import { SYMPTOM_MEANINGS } from '../symptom-meanings.ts';

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
  const incidents = SYMPTOMS.filter((symptom) => SYMPTOM_MEANINGS[symptom] === 'incident');
  const evidence = symptomsOf(facts, 'command-failed', ...incidents);
  const [first] = evidence;
  if (first === undefined || facts.snapshot.log.kind !== 'known' || wasRefused(facts, incidents)) return [];
  return [
    makeFinding(facts, {
      code: 'command-failed',
      cause: `a command of the build failed, and its log shows no denial (${first.source.where})`,
      next: 'read the log around that command; no permission is known to be missing for it',
      evidence,
    }),
  ];
}

function wasRefused(facts: Facts, incidents: readonly Symptom[]): boolean {
  if (denialsOf(facts).length > 0) return true;
  const harmless: readonly Symptom[] = [
    ...incidents,
    'command-failed',
    'interactive-login',
    'no-artifacts-found',
  ];
  return symptomsOf(facts, ...SYMPTOMS.filter((symptom) => !harmless.includes(symptom))).length > 0;
}
