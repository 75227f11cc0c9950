/** The grid over every plan, counted and timed. */
import { CASES, type Case, MORE_CASES } from '../plans.ts';
import {
  type Combination,
  doubles,
  measure,
  rememberTarget,
  singles,
  tried,
  type Violation,
  wordCombination,
} from './grid.ts';

export interface Figures {
  readonly name: string;
  readonly combinations: number;
  readonly violations: readonly Violation[];
}

/** Faults that leave something open; a second strike adds to them alone. */
const LEAVES_OPEN = new Set([
  'lost',
  'late 45',
  'late 290',
  'reset',
  'empty',
  'killed before',
  'killed after',
]);

/** One plan: `pairs` strikes it a second time as well; `everyNth` tries only some. */
export async function runGrid(
  one: Case,
  { pairs = false, everyNth = 1 }: { readonly pairs?: boolean; readonly everyNth?: number } = {},
): Promise<Figures> {
  await measure(one);
  await rememberTarget(one);
  const violations: Violation[] = [];
  let [seen, combinations] = [0, 0];
  const all = pairs ? doubles(one, (fault) => LEAVES_OPEN.has(fault)) : singles(one);
  for (const combination of all as Iterable<Combination>) {
    if (seen++ % everyNth !== 0) continue;
    combinations += 1;
    const what = await tried(combination);
    if (what !== null) violations.push({ what, where: wordCombination(combination) });
  }
  return { name: one.name, combinations, violations };
}

/** Every strategy, and every kind of step. */
export const GRID: readonly Case[] = [...CASES, ...MORE_CASES];

export { runBuildGrid } from './build-grid.ts';
