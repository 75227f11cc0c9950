/** Failures of the build that no permission would cure: its buildspec, or a command of its own. */
import { denialsOf, type Facts, makeFinding, symptomsOf } from '../facts.ts';
import type { Finding } from '../finding.ts';

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
 * A failed command is blamed only where the log was read to its end and holds neither a denial nor
 * another symptom: CodeBuild reports every denied command as a failed one too.
 */
function failedCommand(facts: Facts): readonly Finding[] {
  const evidence = symptomsOf(facts, 'command-failed');
  const [first] = evidence;
  if (first === undefined || facts.snapshot.log.kind !== 'known' || hasOtherCause(facts)) return [];
  return [
    makeFinding(facts, {
      code: 'command-failed',
      cause: `a command of the build failed, and its log shows no denial (${first.source.where})`,
      next: 'read the log around that command; no permission is known to be missing for it',
      evidence,
    }),
  ];
}

function hasOtherCause(facts: Facts): boolean {
  return (
    denialsOf(facts).length > 0 ||
    facts.evidence.some(
      (one) => one.kind === 'symptom' && one.symptom !== 'command-failed' && one.followsFrom === null,
    )
  );
}
