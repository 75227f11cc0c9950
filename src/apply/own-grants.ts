/**
 * Whether an entry of the journal writes what it says it grants, and no more: whoever can write the folder can work out the hash of
 * other steps, and undo or resume would write those. Comes in: an entry. Goes out: what is wrong with it, or null. Never: asks AWS,
 * or knows of a document of a resource whether what it said before was ever there; undo shows that before it is asked about.
 */
import type { Policy } from '#iam/policy.ts';
import { newAccess } from '#iam/access/new-access.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { shownBy, stepTarget, textsOf } from '#plan/steps/step.ts';
import type { Change } from './change.ts';

export function foreignGrants({ strategy, steps, grants, opens = [] }: Change): string | null {
  const granted = policyOf([...grants, ...opens]);
  for (const { step } of steps) {
    // A policy that grants to a role, with what it said before, in effect or not.
    const texts = textsOf(step, []) === null ? null : shownBy(step);
    if (texts === null) continue;
    const [before, after] = [texts.before === null ? [] : [texts.before], [texts.after]];
    if (gains([...before, granted], after))
      return `the step on \`${stepTarget(step)}\` writes more than the change grants`;
    if (strategy !== 'tighten' && gains(after, before))
      return `taking the step on \`${stepTarget(step)}\` back would grant something`;
  }
  return null;
}

/** Their conditions are left out: the entry does not say by which operator each is tested. */
const policyOf = (grants: Change['grants']): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: grants.map(({ action, resource }) => ({
      Effect: 'Allow',
      Action: action,
      Resource: resource,
    })),
  });

function gains(before: readonly string[], after: readonly string[]): boolean {
  const [old, now] = [before.flatMap(read), after.flatMap(read)];
  return newAccess(old, now).access.length > 0;
}

/** A text that is no policy allows nothing, and AWS takes none. */
function read(text: string): readonly Policy[] {
  const policy = readPolicy(text, 'identity');
  return policy.ok ? [policy.value] : [];
}
