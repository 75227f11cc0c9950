/**
 * A build fixed until it is green. Comes in: what `fix` is asked, and how many rounds there may be. Goes out: the rounds that
 * changed something and how the last one ended. Never: goes on where a round changed nothing or nothing new was said yes to,
 * grants more under one yes than `fix` does, or leaves more than one change to be undone.
 */
import { isAborted } from '#apply/attempts.ts';
import type { Change } from '#apply/change.ts';
import { ok, type Result } from '#basics/result.ts';
import { fixProject, type FixOutcome, type FixProblem, type FixRequest } from './fix.ts';
import type { FixPorts } from './fix-ports.ts';
import type { AppliedOutcome } from './prove.ts';

export interface UntilGreen {
  /** Each round that changed something, the last of them with the whole change. */
  readonly rounds: readonly AppliedOutcome[];
  /** How the last round ended, which is the last of `rounds` where it changed something; or why it could not begin. */
  readonly end: Result<FixOutcome, FixProblem>;
}

export interface UntilGreenRequest extends FixRequest {
  readonly rounds: number;
  readonly onRound?: (round: Round) => void;
}

/** A round that is about to begin, because the build of the one before still failed. */
export interface Round {
  readonly number: number;
  readonly of: number;
  readonly build: string;
}

export async function fixUntilGreen(
  { rounds: most, onRound, ...request }: UntilGreenRequest,
  ports: FixPorts,
): Promise<UntilGreen> {
  const rounds: AppliedOutcome[] = [];
  let asked: FixRequest = request;
  for (let number = 1; ; number++) {
    const end = await fixProject({ ...asked, goesOn: number < most }, ports);
    if (!end.ok) return { rounds, end };
    if (end.value.kind === 'applied') rounds.push(end.value);
    const build = number < most && !isAborted(ports.signal) ? redBuildOf(end.value) : null;
    if (build === null) return { rounds, end: ok(end.value) };
    // A build that failed of nothing that a policy could mend is not tried a second time for that.
    asked = { ...request, build, onto: changeOf(rounds), retriesHealthy: false };
    onRound?.({ number: number + 1, of: most, build });
  }
}

/** All of it, as the journal holds it; null: nothing was changed. */
export const changeOf = (rounds: readonly AppliedOutcome[]): Change | null => rounds.at(-1)?.change ?? null;

/** The build that was retried and still fails: what to go on from. */
function redBuildOf(outcome: FixOutcome): string | null {
  if (outcome.kind !== 'applied' && outcome.kind !== 'nothing-to-change') return null;
  const { retry } = outcome;
  if (retry === null || !retry.ok || retry.value.kind !== 'ended') return null;
  const { id, status } = retry.value.build;
  return status === 'SUCCEEDED' ? null : id;
}
