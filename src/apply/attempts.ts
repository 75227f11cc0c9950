/** Tries with growing pauses, bounded in time; time and chance are handed in. */
import type { Clock } from '#account/ports.ts';

export interface Waiting {
  readonly clock: Clock;
  /** A number from 0 up to 1, as `Math.random` gives it. */
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
}

/** All in milliseconds. */
export interface Pace {
  readonly first: number;
  readonly longest: number;
  readonly limit: number;
}

export interface Attempt {
  readonly number: number;
  readonly elapsed: number;
}

/** Yields at once, then after each pause (doubling, jittered by half), until the limit or the signal. */
export async function* attempts(pace: Pace, { clock, random, signal }: Waiting): AsyncGenerator<Attempt> {
  const start = clock.now().getTime();
  let slept = 0;
  let pause = pace.first;
  for (let number = 1; ; number++) {
    // What was slept counts even under a clock that stands still, so that the loop always ends.
    const elapsed = Math.max(slept, clock.now().getTime() - start);
    yield { number, elapsed };
    const next = Math.round(pause / 2 + (random() * pause) / 2);
    if (isAborted(signal) || elapsed + next > pace.limit) return;
    await sleep(clock, next, signal);
    if (isAborted(signal)) return;
    slept += next;
    pause = Math.min(pause * 2, pace.longest);
  }
}

/** An aborted sleep is over, not an error, whichever way the clock takes it. */
export async function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  try {
    await clock.sleep(milliseconds, signal);
  } catch (error) {
    if (!isAborted(signal)) throw error;
  }
}

/** Asked anew each time: a signal changes while one waits. */
export function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
