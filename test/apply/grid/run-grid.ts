/** The grid over every plan, counted and timed. */
import { CASES, type Case, MORE_CASES } from '../plans.ts';
import {
  doubles,
  kindOf,
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

export interface Extent {
  /** Strikes it a second time instead. */
  readonly pairs?: boolean;
  /** These alone: a share of the first strikes, each so manieth, one of each kind that is not in it yet. */
  readonly part?: Part;
  readonly everyNth?: number;
  readonly kinds?: Set<string>;
}

/** One plan, as a whole unless the extent says otherwise. */
export async function runGrid(
  one: Case,
  { pairs = false, part = WHOLE, everyNth = 1, kinds }: Extent = {},
): Promise<Figures> {
  await measure(one);
  await rememberTarget(one);
  const violations: Violation[] = [];
  let [seen, combinations] = [0, 0];
  for await (const combination of pairs ? doubles(one, part) : singles(one)) {
    if (seen++ % everyNth !== 0 || kinds?.has(kindOf(combination)) === true) continue;
    kinds?.add(kindOf(combination));
    combinations += 1;
    const what = await tried(combination);
    if (what !== null) violations.push({ what, where: wordCombination(combination) });
  }
  return { name: one.name, combinations, violations };
}

/** Every strategy, and every kind of step. */
export const GRID: readonly Case[] = [...CASES, ...MORE_CASES];

export { runBuildGrid } from './build-grid.ts';
