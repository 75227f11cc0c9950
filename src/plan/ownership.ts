/**
 * Which tool keeps what a plan changes, and what will become of a change there. Comes in: the things with their steps, the states of
 * tools that the person gave, and what AWS says of the things. Goes out: for each the tool, how sure that is, and the fate of a
 * change made beside it. Never: "nobody's"; a thing without a sign is unknown. Source: CloudFormation user guide, resource tags (only
 * AWS sets a tag that begins with `aws:`) and drift.
 */
import type { AskedThing, OwnerSigns } from '#account/owner-signs.ts';
import { type Around, type ChangedThing, changedThings } from './changed-things.ts';
import { keptByState } from './kept-by-state.ts';
import { keptByStack } from './kept-by-stack.ts';
import { type Keeper, NO_KEEPER } from './keeper.ts';
import { signOfKeeper } from './keeper-signs.ts';
import type { KeptState } from './state-file.ts';
import type { Step } from './steps/step.ts';

/** A thing that the plan changes, and who keeps it. */
export interface OwnedThing extends Keeper {
  /** `role build`. */
  readonly thing: string;
  readonly arn: string;
}

/** Of all that the plan changes what bears on it most, and each thing by itself. */
export interface Ownership extends Keeper {
  readonly things: readonly OwnedThing[];
}

/** By ARN of the thing; one that is not there was not asked about. */
export type SignsOf = ReadonlyMap<string, OwnerSigns>;

export function ownershipOf(
  snapshot: Around,
  steps: readonly Step[],
  {
    states = [],
    signs = new Map(),
  }: { readonly states?: readonly KeptState[]; readonly signs?: SignsOf } = {},
): Ownership {
  const things = changedThings(snapshot, steps).map((changed): OwnedThing => {
    const { thing, word } = changed;
    return { thing: word, arn: thing.arn, ...keeperOf(changed, states, signs.get(thing.arn)) };
  });
  const lead =
    things.find(({ fate }) => fate === 'reverted') ?? things.find(({ tool }) => tool !== null) ?? things[0];
  const { tool, grade, fate, why } = lead ?? NO_KEEPER;
  return { tool, grade, fate, why, things };
}

/** AWS's word on a stack outweighs a state, which may be of a day before the thing was taken over. */
function keeperOf(
  changed: ChangedThing,
  states: readonly KeptState[],
  signs: OwnerSigns | undefined,
): Keeper {
  const ofStack = keptByStack(changed, signs);
  if (ofStack?.grade === 'proved') return ofStack;
  const kept = states.map((state) => keptByState(state, changed)).find((one) => one !== null);
  if (kept !== undefined) return { ...kept, grade: 'proved' };
  return ofStack ?? signOfKeeper(changed, signs) ?? NO_KEEPER;
}

/** The things that steps change, as their keepers are asked for. */
export const askedThings = (snapshot: Around, steps: readonly Step[]): readonly AskedThing[] =>
  changedThings(snapshot, steps).map(({ thing }) => thing);
