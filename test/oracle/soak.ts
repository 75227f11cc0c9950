/**
 * The long run: compares an engine with the oracle over as many generated worlds as asked for, one after the other,
 * in flat memory. A seed stands for a world, so a run that was stopped at a seed goes on from there.
 */

import { type Disagreement, differences, type Engine, smallest } from './agreement.ts';
import { casesOf, generateWorld } from './generator.ts';
import { judge } from './oracle.ts';
import { Counter, type Tally } from './tally.ts';

export interface Soak {
  readonly engine: Engine;
  readonly worlds: number;
  /** The seed of the first world; the others follow it one by one. */
  readonly seed: number;
}

export interface Soaked {
  readonly cases: number;
  /** Where to go on. */
  readonly nextSeed: number;
  readonly disagreements: readonly Disagreement[];
  readonly tally: Tally;
}

/** After so many disagreements more of them tell nothing new. */
const ENOUGH = 20;

export function soak({ engine, worlds, seed }: Soak): Soaked {
  const disagreements: Disagreement[] = [];
  const counter = new Counter();
  let [cases, next] = [0, seed];
  while (next < seed + worlds && disagreements.length < ENOUGH) {
    const world = generateWorld(next);
    const ask = engine(world.policies);
    for (const [index, one] of casesOf(world).entries()) {
      const asking = index % 2 === 0 ? 'whole' : 'brief';
      const answer = ask(one.request, asking);
      const judged = judge(one);
      counter.add(judged);
      cases += 1;
      if (differences(judged, answer, asking).length > 0) {
        disagreements.push(smallest({ case: one, asking, answer, engine }));
        // The other requests of a world mostly show the same.
        break;
      }
    }
    next += 1;
  }
  return { cases, nextSeed: next, disagreements, tally: counter.total() };
}
