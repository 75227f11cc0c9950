/** The grid over every plan, counted and timed. */
import { CASES, type Case, MORE_CASES } from '../plans.ts';
import {
  doubles,
  measure,
  type Part,
  rememberTarget,
  singles,
  tried,
  type Violation,
  WHOLE,
  wordCombination,
} from './grid.ts';

export interface Figures {
  readonly name: string;
  readonly combinations: number;
  readonly violations: readonly Violation[];
}

/** One plan: `pairs` strikes it a second time instead; `part` and `everyNth` try only some. */
export async function runGrid(
  one: Case,
  {
    pairs = false,
    part = WHOLE,
    everyNth = 1,
  }: { readonly pairs?: boolean; readonly part?: Part; readonly everyNth?: number } = {},
): Promise<Figures> {
  await measure(one);
  await rememberTarget(one);
  const violations: Violation[] = [];
  let [seen, combinations] = [0, 0];
  for await (const combination of pairs ? doubles(one, part) : singles(one)) {
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
