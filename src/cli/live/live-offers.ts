/**
 * What the terminal would ask before it asks about a plan. Comes in: a plan, and what a person has said yes to so far. Goes out: the
 * questions that are left, or why a yes is none. Never: lets a browser add what the terminal would not offer.
 */
import type { AccountReader } from '#account/ports.ts';
import type { Additions, Pair, PlanQuestion, ProblemDocument } from '#page/messages.ts';
import { readChangeTarget } from '#plan/change-target.ts';
import type { Plan, PlanOptions } from '#plan/plan.ts';
import { offersOf } from '#render/offer-text.ts';
import { plain } from '#render/paint.ts';
import { changeQuestion } from '#render/question-text.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { withOfferedChanges } from '#tasks/offer-changes.ts';
import type { Asked } from '#ui/desk.ts';
import type { LiveAccount } from './account.ts';
import { diagnoseNow } from './desk.ts';

/** As `--confirm` and `--change` would have it. */
export const planningOf = ({
  added,
  changed,
}: Additions): Required<Pick<PlanOptions, 'confirmed' | 'changes'>> => ({
  confirmed: added,
  changes: changed.map(readChangeTarget).flatMap((target) => (target.ok ? [target.value] : [])),
});

type Offered = Pick<PlanQuestion, 'changes' | 'offers'>;

export async function offeredBeside(
  diagnosed: Diagnosed,
  plan: Plan,
  reader: AccountReader,
): Promise<Offered> {
  const changes: Offered['changes'][number][] = [];
  const offer: Parameters<typeof withOfferedChanges>[1] = (offered) => {
    changes.push({ text: changeQuestion(offered, plain), change: offered.opened.change });
    return Promise.resolve('no');
  };
  await withOfferedChanges(diagnosed, offer, reader);
  return { changes, offers: offersOf(plan).map(({ text, adds }) => ({ text, adds })) };
}

/** Of a build that is stopped no retry is asked about. */
export const isNothing = ({ diagnosis }: Diagnosed, { steps }: Plan, { changes, offers }: Offered): boolean =>
  diagnosis.verdict !== 'healthy' && steps.length + changes.length + offers.length === 0;

export const NOTHING_FROM_HERE: ProblemDocument = {
  message:
    'nothing of what stops the build can be changed as whoever runs `rolemend ui`: nothing was changed',
  help: 'hand it to those who own it, as the plan says for each',
};

/** All else takes `--confirm` and `--change` at the command line. */
export async function whyNotOffered(
  about: Asked,
  { added, changed }: Additions,
  account: LiveAccount,
): Promise<ProblemDocument | null> {
  if (added.length + changed.length === 0) return null;
  const opened = await account.open();
  if (!opened.ok) return opened.error;
  const found = await diagnoseNow(about, account);
  if (!found.ok) return found.error;
  const asked = new Set<string>();
  const offer: Parameters<typeof withOfferedChanges>[1] = ({ opened: { change } }) => {
    asked.add(change);
    return Promise.resolve(changed.includes(change) ? 'yes' : 'no');
  };
  const after = await withOfferedChanges(found.value.diagnosed, offer, opened.value.reader);
  const pairs = after?.plan.ok === true ? offersOf(after.plan.value).flatMap(({ adds }) => adds) : [];
  const isOffered = ({ action, resource }: Pair): boolean =>
    pairs.some((one) => one.action === action && one.resource === resource);
  return added.every(isOffered) && changed.every((one) => asked.has(one)) ? null : NOT_OFFERED;
}

const NOT_OFFERED: ProblemDocument = {
  message: 'what was to be added is not offered for this plan: nothing was changed',
  help: 'read the plan again; what is not offered there takes `--confirm` or `--change` at the command line',
};
