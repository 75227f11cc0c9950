/** One entry for each failure, however often and however wholly a log repeats it. */
import { stableJson } from '#basics/stable-json.ts';
import type { Denial } from '../evidence.ts';
import { MINOR_INCIDENTS, type Symptom } from '../symptoms.ts';
import type { Failure } from './failures.ts';
import { FOLLOWERS } from './found-symptom.ts';

export interface FailureEntry {
  readonly failure: Failure;
  /** Index of the entry this one follows from; null for a failure of its own. */
  readonly followsFrom: number | null;
}

/** Failures without repetitions; what follows by its nature is tied to the failure before it. */
export function distinctFailures(failures: Iterable<Failure>): readonly FailureEntry[] {
  const collector = new FailureCollector();
  for (const failure of failures) collector.add(failure);
  return collector.entries();
}

/** A log that says more different things than these is not read by a person any more. */
const MOST_ENTRIES = 1000;

/** Collects failures as they are read; holds a bounded number of them. */
export class FailureCollector {
  readonly #entries = new Map<string, FailureEntry>();
  #omitted = 0;

  add(failure: Failure): void {
    const key = keyOf(failure);
    const known = this.#entries.get(key)?.failure;
    // What stopped somebody once is more than what another went on after.
    if (known !== undefined && (failure.wentOn || !known.wentOn)) return;
    if (this.#entries.size >= MOST_ENTRIES) {
      this.#omitted += 1;
      return;
    }
    this.#entries.set(key, { failure, followsFrom: null });
  }

  /** How many failures were left out because there were too many different ones. */
  get omitted(): number {
    return this.#omitted;
  }

  get full(): boolean {
    return this.#entries.size >= MOST_ENTRIES;
  }

  entries(): readonly FailureEntry[] {
    const failures = wentOnLast(
      withoutSurvived(withoutCutRepeats([...this.#entries.values()].map(({ failure }) => failure))),
    );
    let last: number | null = null;
    let lastThatSaysWhy: number | null = null;
    return failures.map((failure, index) => {
      const follows = failure.kind === 'symptom' ? failure.follows : null;
      if (follows !== null) return { failure, followsFrom: follows === 'last' ? last : lastThatSaysWhy };
      last = index;
      if (saysWhy(failure)) lastThatSaysWhy = index;
      return { failure, followsFrom: null };
    });
  }
}

/** What a tool went on after stands behind what it did not go on after, where that says what went wrong. */
function wentOnLast(failures: readonly Failure[]): readonly Failure[] {
  const ended = failures.filter(({ wentOn }) => !wentOn);
  return ended.some(saysWhat) ? [...ended, ...failures.filter(({ wentOn }) => wentOn)] : failures;
}

/** That some command failed is said of whatever went wrong in it. */
export function saysWhat(failure: Failure): boolean {
  return failure.kind === 'denial' || (failure.symptom !== 'command-failed' && !isProceeded(failure));
}

function saysWhy(failure: Failure): boolean {
  return failure.kind === 'denial' || !(MINOR_INCIDENTS as readonly Symptom[]).includes(failure.symptom);
}

function keyOf(failure: Failure): string {
  if (failure.kind === 'symptom') return stableJson([failure.symptom, failure.detail]);
  const { span: _span, line: _line, operation: _operation, ...said } = failure.denial;
  return stableJson(said);
}

/** Drops a denial that was cut off where the same one stands in full elsewhere. */
function withoutCutRepeats(failures: readonly Failure[]): readonly Failure[] {
  const whole = failures.flatMap((one) =>
    one.kind === 'denial' && !one.denial.truncated ? [one.denial] : [],
  );
  return failures.filter(
    (one) =>
      one.kind !== 'denial' || !one.denial.truncated || !whole.some((other) => isCutFrom(one.denial, other)),
  );
}

/** A role that the CDK could not take and did without: only where nothing else went wrong, nor all went well, does it tell anything. */
export function isProceeded(failure: Failure): boolean {
  return failure.kind === 'symptom' && failure.detail['proceeded'] !== undefined;
}

/** Drops what a tool went on after, as far as what came of it is told. */
function withoutSurvived(failures: readonly Failure[]): readonly Failure[] {
  const isDecided = failures.some((one) =>
    one.kind === 'denial' || !isProceeded(one)
      ? one.kind === 'denial' || !FOLLOWERS.has(one.symptom)
      : one.detail['proceeded'] === 'deployed',
  );
  return isDecided ? failures.filter((one) => !isProceeded(one)) : failures;
}

function isCutFrom(cut: Denial, whole: Denial): boolean {
  return (
    beginsLike(cut.principal, whole.principal) &&
    beginsLike(cut.resource, whole.resource) &&
    (cut.action === null || cut.action === whole.action)
  );
}

function beginsLike(cut: string | null, whole: string | null): boolean {
  return cut === null || (whole?.startsWith(cut) ?? false);
}
