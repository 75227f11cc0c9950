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
