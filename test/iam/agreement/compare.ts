/** The engine against the oracle over generated cases: one seed, one case. Also the entry of `npm run soak`. */

import { simulate } from '#iam/simulate.ts';
import { describeDisagreement, type Engine } from '../../oracle/agreement.ts';
import { soak } from '../../oracle/soak.ts';

const engine: Engine = (given) => simulate(given);

export interface Compared {
  readonly cases: number;
  /** For people; each with the smallest case that shows it, as it goes into `test/cases/decisions/`. */
  readonly disagreements: readonly string[];
}

export function compare(seed: number, cases: number): Compared {
  const soaked = soak({ engine, cases, seed, report: () => {} });
  return { cases: soaked.cases, disagreements: soaked.disagreements.map(describeDisagreement) };
}

/** Cases of one test; two files of two make the 200,000 of a normal run, on two cores. */
export const CASES_EACH = 50_000;
