/** What following the commands of one build may cost, in characters looked at; a loop over long texts multiplies without end. */
import type { Spend } from '#basics/regular/spend.ts';

/** Far above real builds, and some seconds of a slow machine. */
const ALL = 1 << 24;

/** Thrown where nothing is left: what is read of the commands ends there. */
export class Exhausted extends Error {}

export function newAllowance(): Spend {
  let left = ALL;
  return (characters) => {
    left -= characters;
    if (left < 0) throw new Exhausted();
  };
}

/** Far above real files of tasks, some of which call each other many times over. */
const MOST_STEPS = 500;

/** Characters of a step with its variables filled in. */
export const LONGEST_STEP = 1 << 16;

/** Counts the steps of one file of tasks; what comes behind too many is not read. */
export class Steps {
  #count = 0;

  /** Counts one more; says once that there are too many. */
  isOver(what: string, say: (why: string) => void): boolean {
    this.#count++;
    if (this.#count === MOST_STEPS + 1) say(`more than ${MOST_STEPS} ${what} are called`);
    return this.#count > MOST_STEPS;
  }
}
