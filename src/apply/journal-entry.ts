/** One entry of the journal, from its text. */
import { err, ok, type Result } from '#basics/result.ts';
import { planId } from '#plan/plan-hash.ts';
import { type Change, changeSchema } from './change.ts';
import { unmarked } from './mark.ts';
import { foreignGrants } from './own-grants.ts';

export const SUFFIX = '.json';

/** An entry's text as the change it holds, or what is wrong with it. */
export function parseEntry(name: string, text: string): Result<Change, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err('it is no JSON: cut short, or not written by Rolemend');
  }
  const parsed = changeSchema.safeParse(value);
  if (!parsed.success) {
    const at = parsed.error.issues[0]?.path.join('.') ?? '';
    return err(`${at === '' ? 'it' : `\`${at}\``} is not as this version of Rolemend writes it`);
  }
  if (parsed.data.id + SUFFIX !== name)
    return err(`it holds change \`${parsed.data.id}\`, which its name is not`);
  if (!isAsPlanned(parsed.data)) return err('its steps are not those of its plan: somebody edited it');
  const foreign = foreignGrants(parsed.data);
  return foreign === null ? ok(parsed.data) : err(`${foreign}: somebody edited it`);
}

/** Undo writes what these texts say was there before: edited, it would grant whatever they were edited to. */
function isAsPlanned({ id, planId: first, steps, rounds = [] }: Change): boolean {
  const planned = steps.map(({ step }) => unmarked(step, id));
  const plans = [{ planId: first, from: 0 }, ...rounds];
  return (
    steps.length === 0 ||
    plans.every((plan, at) => planId(planned.slice(plan.from, plans[at + 1]?.from)) === plan.planId)
  );
}

/** What the system reports, in its words. */
export function wordError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
