/**
 * How much the commands of one build may look at and write. A step is a command or a turn of a loop; work is a
 * character that is expanded, matched, read or written. Whatever a build's text says, it ends by these.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Spend } from '#basics/regular/spend.ts';

/** Far above any buildspec that ends. */
const STEPS = 100_000;
/** Some seconds of the slowest work there is. */
const WORK = 20_000_000;
/** Work after which others have their turn. */
const SPELL = 200_000;
/** What a step costs beside what it looks at. */
const STEP_COST = 20;

/** The commands ran longer than a build may. */
export class OutOfSteps extends Error {}
/** StopBuild came while commands ran. */
export class Stopped extends Error {}

export interface Allowance {
  readonly spend: Spend;
  /** Counts one step; lets others have their turn where enough was done. */
  readonly step: () => Promise<void>;
}

export function newAllowance(
  signal: AbortSignal,
  { steps, work }: { readonly steps: number; readonly work: number } = { steps: STEPS, work: WORK },
): Allowance {
  let [stepsLeft, workLeft, sinceTurn] = [steps, work, 0];
  const spend = (characters: number): void => {
    workLeft -= characters;
    sinceTurn += characters;
    if (workLeft < 0) throw new OutOfSteps();
  };
  const check = (): void => {
    if (signal.aborted) throw new Stopped();
  };
  return {
    spend,
    step: async () => {
      check();
      stepsLeft -= 1;
      if (stepsLeft < 0) throw new OutOfSteps();
      spend(STEP_COST);
      if (sinceTurn < SPELL) return;
      sinceTurn = 0;
      await nextTurn();
      check();
    },
  };
}
