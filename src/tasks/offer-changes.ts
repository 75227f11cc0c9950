/**
 * What is not Rolemend's own and a person may have changed all the same, offered one by one. Comes in: a diagnosis and its plan,
 * and whoever answers. Goes out: the same with what was said yes to; null: no answer at all. Never: offers what the plan could not
 * hold, what whoever runs it may not do, or what only a log asks for.
 */
import type { AccountReader } from '#account/ports.ts';
import { flagOf, readChangeTarget } from '#plan/change-target.ts';
import type { Handoff } from '#plan/handoffs/handoff.ts';
import { lacksFor } from '#plan/operator/judge-operator.ts';
import type { Opened } from '#plan/plan.ts';
import { withOperator } from './check-operator.ts';
import type { Diagnosed } from './diagnose.ts';

/** A hand-off that a step would take the place of. */
export interface OfferedChange {
  readonly handoff: Handoff;
  /** What is changed, what that opens, and whom it reaches. */
  readonly opened: Opened;
}

/** Null: no answer. `before` is the diagnosis as it was shown so far. */
export type OfferChange = (offered: OfferedChange, before: Diagnosed) => Promise<'yes' | 'no' | 'given-up'>;

type Reader = Pick<AccountReader, 'simulate' | 'roleArn' | 'answered'>;

export async function withOfferedChanges(
  diagnosed: Diagnosed,
  offer: OfferChange,
  reader: Reader,
): Promise<Diagnosed | null> {
  let current = diagnosed;
  const asked = new Set<string>();
  for (;;) {
    const handoff = handoffsOf(current).find(({ named }) => isOffered(named, asked));
    if (handoff?.named === undefined) return current;
    asked.add(handoff.named.flag);
    const next = await withChange(current, handoff.named.flag, reader);
    if (next === null) continue;
    const answer = await offer({ handoff, opened: next.opened }, current);
    if (answer === 'given-up') return null;
    if (answer === 'yes') current = next.diagnosed;
  }
}

const isOffered = (named: Handoff['named'], asked: ReadonlySet<string>): boolean =>
  named !== undefined && named.refused === null && !asked.has(named.flag);

const handoffsOf = ({ plan }: Diagnosed): readonly Handoff[] =>
  plan.ok ? plan.value.handoffs : plan.error.handoffs;

/** Null where the plan would not hold the change, or whoever runs it may not make it. */
async function withChange(
  diagnosed: Diagnosed,
  flag: string,
  reader: Reader,
): Promise<{ readonly diagnosed: Diagnosed; readonly opened: Opened } | null> {
  const target = readChangeTarget(flag);
  if (!target.ok) return null;
  const next = await withOperator(await diagnosed.again({ changes: [target.value] }), reader);
  if (!next.plan.ok || lacksFor(next.plan.value.operator, 'apply').length > 0) return null;
  const opened = next.plan.value.opened.find(({ change }) => change === flagOf(target.value));
  return opened === undefined ? null : { diagnosed: next, opened };
}
