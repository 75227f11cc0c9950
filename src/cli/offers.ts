/**
 * What a plan withholds and a person may add to it: what only the source asks for in one further question, what can destroy or change
 * something one by one. Comes in: the plan. Goes out: the pairs that were answered with yes; null: the person
 * gave up. Never: asks where there is nobody to answer, or about what can raise privileges; takes less than the very pair, typed, for
 * what only a log or the start of one build asks for.
 */
import type { Confirmation } from '#plan/confirmation.ts';
import type { Plan } from '#plan/plan.ts';
import { offersOf } from '#render/offer-text.ts';
import { type Asker, consent } from './consent.ts';
import type { Terminal } from './terminal.ts';

/** `typesPairs`: what only a log asks for may be added by typing the very pair, as `--confirm` would have it. */
export async function offerWithheld(
  plan: Plan,
  asker: Asker & { readonly typesPairs?: boolean },
  terminal: Terminal,
): Promise<readonly Confirmation[] | null> {
  if (asker.yes === true || !terminal.interactive) return [];
  const confirmed: Confirmation[] = [];
  for (const { text, adds, word } of offersOf(plan, asker.typesPairs)) {
    const answer = await consent({ text: () => text, word, instead: 'it stays withheld' }, asker, terminal);
    if (answer === 'given-up') return null;
    if (answer === 'yes') confirmed.push(...adds);
  }
  return confirmed;
}
