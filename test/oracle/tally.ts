/** How many of the compared cases came to which answer: agreement says little where all answers are alike. */

import type { Judgement } from './case.ts';

export interface Tally {
  readonly decisions: Readonly<Record<string, number>>;
  /** A denied case counts for every layer that has to change. */
  readonly deniedBy: Readonly<Record<string, number>>;
  /** An unknown case counts for everything that is missing. */
  readonly missing: Readonly<Record<string, number>>;
}

export class Counter {
  private readonly decisions = new Map<string, number>();
  private readonly deniedBy = new Map<string, number>();
  private readonly missing = new Map<string, number>();

  add({ decision, deniedBy, missing }: Judgement): void {
    count(this.decisions, decision);
    for (const layer of deniedBy) count(this.deniedBy, layer);
    for (const name of missing) count(this.missing, name);
  }

  total(): Tally {
    return {
      decisions: Object.fromEntries(this.decisions),
      deniedBy: Object.fromEntries(this.deniedBy),
      missing: Object.fromEntries(this.missing),
    };
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
