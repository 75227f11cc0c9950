/**
 * What a plan newly allows beyond the needs it was made for. Comes in: the state before, the steps, the needs. Goes out:
 * the surplus as patterns, computed and not sampled; nothing, where the plan grants exactly what is needed. Never:
 * looks at more than the policies that the plan changes or exchanges.
 */
import type { JudgedNeed } from '#diagnosis/finding.ts';
import { identityPolicies } from '#diagnosis/applicable-policies.ts';
import type { Role } from '#account/snapshot.ts';
import type { NewAccess } from '#iam/access/access.ts';
import { newAccess } from '#iam/access/new-access.ts';
import type { Policy } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { grantOf } from './grants.ts';
import type { Step } from './plan.ts';
import { policyText } from './policy-document.ts';
import { type Proposition, textsOf } from './proof.ts';

const NONE: NewAccess = { access: [], exact: true };

/** `needs`: all of the role, which a role that is exchanged is held against. */
export function surplusOf(proposition: Proposition, needs: readonly JudgedNeed[]): NewAccess {
  const { steps, granted } = proposition;
  const exchanged = steps.find((step) => step.kind === 'set-project-role');
  const made = steps.some((step) => step.kind === 'create-role');
  if (exchanged !== undefined && !made) return surplusOfRole(proposition, exchanged.after, needs);
  const needed = policyText(granted.map(grantOf));
  const changed = steps.flatMap((step) => textsOf(step, steps) ?? []);
  // What is written word for word for the needs has no surplus: that is seen without computing it.
  if (changed.every(({ before, after }) => before === null && after === needed)) return NONE;
  const before = changed.flatMap(({ before: text }) => (text === null ? [] : read(text)));
  return newAccess(
    [...before, ...read(needed)],
    changed.flatMap(({ after }) => read(after)),
  );
}

/** A role that is there already may do more than the one it stands in for: that is listed, for a person to weigh. */
function surplusOfRole(
  { before, roles }: Proposition,
  arn: Extract<Step, { kind: 'set-project-role' }>['after'],
  needs: readonly JudgedNeed[],
): NewAccess {
  const role = roles.find((one) => one.arn === arn);
  if (role === undefined) throw new Error('Internal error: the plan switches to a role that was not given');
  const present = before.role.kind === 'known' ? policiesOf(before.role.value) : [];
  const ofRole = needs.filter(({ subject }) => subject === 'service-role');
  return newAccess([...present, ...read(policyText(ofRole.map(grantOf)))], policiesOf(role));
}

function policiesOf(role: Role): readonly Policy[] {
  return identityPolicies(role).policies.flatMap(({ document }) => read(document));
}

/** A document that could not be read was left out of every decision, and is of this one. */
function read(document: unknown): readonly Policy[] {
  const policy = readPolicy(document, 'identity');
  return policy.ok ? [policy.value] : [];
}
