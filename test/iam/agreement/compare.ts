/** The engine against the oracle over generated worlds: one seed, one world. Also the entry of `npm run soak`. */

import { compileDocument } from '#iam/compile.ts';
import { readCasePolicies, simulateBriefOn, simulateOn } from '#iam/simulate.ts';
import { caseFile, describeDisagreement, type Engine } from '../../oracle/agreement.ts';
import { soak } from '../../oracle/soak.ts';
import type { Tally } from '../../oracle/tally.ts';

const engine: Engine = (policies) => {
  const read = readCasePolicies(policies, compileDocument);
  return (request, asking) => {
    const given = { name: null, request, policies: read };
    return asking === 'whole' ? simulateOn(given) : simulateBriefOn(given);
  };
};

export interface Compared {
  readonly cases: number;
  /** The smallest case that shows each, as it goes into `test/cases/decisions/`. */
  readonly disagreements: readonly {
    readonly name: string;
    readonly text: string;
    readonly caseFile: string;
  }[];
  readonly tally: Tally;
}

export function compare(seed: number, worlds: number): Compared {
  const { cases, disagreements, tally } = soak({ engine, worlds, seed });
  return {
    cases,
    disagreements: disagreements.map((found) => ({
      name: found.case.name,
      text: describeDisagreement(found),
      caseFile: caseFile(found),
    })),
    tally,
  };
}
