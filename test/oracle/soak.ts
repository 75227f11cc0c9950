/**
 * The long run: compares an engine with the oracle over as many generated cases as asked for, one after the other,
 * in flat memory. A seed stands for a case, so a run that was stopped at a seed goes on from there.
 */

import { type Engine, describeDisagreement, type Disagreement, disagreement } from './agreement.ts';
import { generate } from './generator.ts';

export interface Soak {
  readonly engine: Engine;
  readonly cases: number;
  /** The seed of the first case; the others follow it one by one. */
  readonly seed: number;
  /** Takes lines for people: progress now and then, and each disagreement when it is found. */
  readonly report: (line: string) => void;
}

export interface Soaked {
  readonly cases: number;
  /** Where to go on. */
  readonly nextSeed: number;
  readonly disagreements: readonly Disagreement[];
}

/** After so many disagreements more of them tell nothing new. */
const ENOUGH = 20;
const PROGRESS_EVERY = 100_000;

export function soak({ engine, cases, seed, report }: Soak): Soaked {
  const disagreements: Disagreement[] = [];
  let next = seed;
  while (next < seed + cases && disagreements.length < ENOUGH) {
    const found = disagreement(generate(next), engine);
    next += 1;
    if (found !== null) {
      disagreements.push(found);
      report(describeDisagreement(found));
    }
    const done = next - seed;
    if (done % PROGRESS_EVERY === 0) report(progress(done, cases, { next, found: disagreements.length }));
  }
  return { cases: next - seed, nextSeed: next, disagreements };
}

function progress(done: number, cases: number, { next, found }: { next: number; found: number }): string {
  const percent = Math.floor((100 * done) / cases);
  return `${done} of ${cases} cases (${percent} %), ${found} disagreements; to go on from here: seed ${next}`;
}
