/**
 * What CodeBuild itself says about a build's phases. Comes in: a build as BatchGetBuilds tells it. Goes out: evidence
 * graded `recorded`, in the order of the phases. Never: takes a command's own words for AWS's: what a context
 * repeats of a failed command is a symptom and no more.
 */
import type { Build, BuildPhase, PhaseContext } from '#account/snapshot.ts';
import { evidenceOf } from './build-log.ts';
import type { Evidence } from './evidence.ts';
import { distinctFailures } from './log/distinct-failures.ts';
import { type Failure, readFailures } from './log/failures.ts';

/** Evidence of all phase contexts. `followsFrom` counts from the first item of this very list. */
export function readPhaseContexts(build: Build): readonly Evidence[] {
  const failures = build.phases.flatMap((phase) =>
    phase.contexts.flatMap((context) => readContext(context).map((failure) => ({ failure, phase }))),
  );
  const phaseOf = new Map(failures.map(({ failure, phase }) => [failure, phase]));
  return evidenceOf(distinctFailures(failures.map(({ failure }) => failure)), 'recorded', (failure) => ({
    kind: 'phase-context',
    where: `phase ${nameOf(phaseOf.get(failure))}`,
    text: failure.text,
  }));
}

function nameOf(phase: BuildPhase | undefined): string {
  if (phase === undefined) throw new Error('Internal error: a failure of no phase');
  return phase.type;
}

/** A finished phase carries one context without a code and without a message. */
function readContext({ statusCode, message }: PhaseContext): readonly Failure[] {
  const text = [statusCode, message].filter((part) => part !== '').join(': ');
  const failures = text === '' ? [] : readFailures(text);
  // The command is printed as the buildspec has it: a denial in its text is the author's.
  return statusCode === 'COMMAND_EXECUTION_ERROR'
    ? failures.filter((failure) => failure.kind === 'symptom' && failure.symptom === 'command-failed')
    : failures;
}
