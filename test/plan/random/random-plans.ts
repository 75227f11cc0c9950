/** Random worlds, a plan for each, and what an independent judge finds wrong with it. Also the entry of `npm run soak -- plans`. */
import { diagnose } from '#diagnosis/diagnose.ts';
import { makePlan } from '#plan/make-plan.ts';
import { PUSH } from '../../diagnosis/build-snapshot.ts';
import { OPTIONS } from '../plan-of.ts';
import { faultsOfPlan, untold } from './judge-plan.ts';
import { randomWorld } from './random-world.ts';

export interface Judged {
  readonly worlds: number;
  /** With steps; without, for nothing of the role's own would help or is lacking; none at all. */
  readonly plans: { readonly applying: number; readonly handing: number; readonly none: number };
  readonly grants: number;
  readonly handoffs: number;
  readonly ends: Readonly<Record<'green' | 'not-green' | 'cannot-be-told', number>>;
  readonly faults: readonly { readonly seed: number; readonly what: string }[];
}

/** Worlds of the seeds `from`, `from + 1`, …, `count` of them. */
export function judgePlans(from: number, count: number): Judged {
  const plans = { applying: 0, handing: 0, none: 0 };
  const ends = { green: 0, 'not-green': 0, 'cannot-be-told': 0 };
  const faults: { seed: number; what: string }[] = [];
  let [grants, handoffs] = [0, 0];
  for (let seed = from; seed < from + count; seed += 1) {
    const world = randomWorld(seed);
    const strategy = seed % 3 === 0 ? 'managed' : 'inline';
    const diagnosis = diagnose(world.snapshot, [PUSH], world.needs);
    const plan = makePlan(diagnosis, { ...OPTIONS, strategy });
    const found = plan.ok ? faultsOfPlan(world, plan.value) : untold(world, plan.error.handoffs);
    faults.push(...found.map((what) => ({ seed, what })));
    handoffs += (plan.ok ? plan.value : plan.error).handoffs.length;
    if (!plan.ok) {
      plans.none += 1;
      continue;
    }
    grants += plan.value.grants.length;
    plans[plan.value.steps.length > 0 ? 'applying' : 'handing'] += 1;
    ends[plan.value.expectedEnd.kind] += 1;
  }
  return { worlds: count, plans, grants, handoffs, ends, faults };
}
