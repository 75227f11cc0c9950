/**
 * What a plan newly allows beyond the needs it was made for. Comes in: the state before and the steps. Goes out: access
 * as patterns, none where there is no more. Looked at are the identity policies that the steps change, or for another
 * role all of both roles; boundaries and other layers, which only take away, are left out of account on both sides.
 */
import type { Known, Role } from '#account/snapshot.ts';
import { identityPolicies } from '#diagnosis/applicable-policies.ts';
import { policyOf } from '#diagnosis/read-policies.ts';
import type { JudgedNeed } from '#diagnosis/finding.ts';
import type { Access, NewAccess } from '#iam/access/access.ts';
import { newAccess } from '#iam/access/new-access.ts';
import type { Policy, Statement } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { stableJson } from '#basics/stable-json.ts';
import { grantKeysOf, keyOfGrant } from './granted-pairs.ts';
import { grantOf } from './grants.ts';
import type { Grant, Step } from './plan.ts';
import { policyText } from './policy-document.ts';
import type { Proposition } from './proposition.ts';
import type { Texts } from './steps/step-kind.ts';
import { textsOf } from './steps/step.ts';

export interface Surplus extends NewAccess {
  /** What was left out of the comparison, in words. */
  readonly limits: readonly string[];
}

const NONE: Surplus = { access: [], exact: true, limits: [] };

/** `carried` are the needs a change of roles is made for; a policy is written for the granted ones alone. */
export function surplusOf(proposition: Proposition, carried: readonly JudgedNeed[]): Surplus {
  const { steps } = proposition;
  const own = proposition.granted.map(grantOf);
  return together(
    steps.map((step) => {
      if (step.kind === 'set-project-role') return surplusOfSwitch(proposition, step, carried.map(grantOf));
      const opening = proposition.openings?.find((one) => one.step === step);
      const grants = opening === undefined ? own : opening.needs.map(grantOf);
      const texts = textsOf(step, steps);
      return texts === null ? NONE : surplusOfText(texts, grants);
    }),
  );
}

function together(parts: readonly Surplus[]): Surplus {
  return {
    access: parts.flatMap(({ access }) => access),
    exact: parts.every(({ exact }) => exact),
    limits: parts.flatMap(({ limits }) => limits),
  };
}

export function surplusOfText(texts: Texts, grants: readonly Grant[]): Surplus {
  if (isGrantsAlone(texts, grants)) return NONE;
  const before = texts.before === null ? [] : read(texts.before);
  return { ...newAccess([...before, ...needsPolicy(grants)], read(texts.after)), limits: [] };
}

/**
 * Whether every Allow of the text after, taken apart into action, resource and condition, was there before or is a
 * grant, and no Deny is gone: then it allows nothing else, which spares the long way for what plans mostly write.
 */
function isGrantsAlone({ before, after }: Texts, grants: readonly Grant[]): boolean {
  const [old] = before === null ? [] : read(before);
  const [now] = read(after);
  if (now === undefined || (before !== null && old?.version !== now.version)) return false;
  const allowed = new Set([...(before === null ? [] : grantKeysOf(before)), ...grants.map(keyOfGrant)]);
  const denies = new Set(denyKeys(now));
  return grantKeysOf(after).every((key) => allowed.has(key)) && denyKeys(old).every((key) => denies.has(key));
}

function denyKeys(policy: Policy | undefined): readonly string[] {
  const denies = policy?.statements.filter(({ effect }) => effect === 'deny') ?? [];
  return denies.map(({ action, resource, conditions }) => stableJson({ action, resource, conditions }));
}

/** A role made on the way is not among `roles`: its policies are steps of their own. */
function surplusOfSwitch(
  { before: { role: current }, roles }: Proposition,
  { before, after }: Extract<Step, { kind: 'set-project-role' }>,
  grants: readonly Grant[],
): Surplus {
  const next = roles.find(({ arn }) => arn === after);
  if (next === undefined) return NONE;
  const old = roles.find(({ arn }) => arn === before) ?? readRole(current, before);
  const [has, hasNext] = [old === null ? null : policiesOf(old), policiesOf(next)];
  const limits = [
    ...(has === null || has.holes ? [`not all policies of \`${before}\` could be read`] : []),
    ...(hasNext.holes ? [`not all policies of \`${after}\` could be read, which may allow more`] : []),
  ];
  const size = hasNext.size + (has?.size ?? 0);
  if (size > MOST_COMPARED) return { access: hasNext.policies.flatMap(allOf), exact: false, limits };
  return { ...newAccess([...(has?.policies ?? []), ...needsPolicy(grants)], hasNext.policies), limits };
}

function readRole(role: Known<Role>, arn: string): Role | null {
  return role.kind === 'known' && role.value.arn === arn ? role.value : null;
}

/** Statements of both roles together: beyond it a comparison would be waited for. */
const MOST_COMPARED = 400;

interface RolePolicies {
  readonly policies: readonly Policy[];
  readonly holes: boolean;
  /** Statements of all. */
  readonly size: number;
}

function policiesOf(role: Role): RolePolicies {
  const { policies: documents, holes } = identityPolicies(role);
  const stored = documents.flatMap(({ document }) => policyOf(document) ?? []);
  const policies = stored.map(({ policy }) => policy);
  const size = policies.reduce((sum, { statements }) => sum + statements.length, 0);
  return { policies, holes: holes || stored.some(({ mayAllowMore }) => mayAllowMore), size };
}

/** Everything a policy allows, when it is too much to be compared. */
function allOf({ statements }: Policy): readonly Access[] {
  return statements.filter(({ effect }) => effect === 'allow').map(whole);
}

function whole({ action, resource }: Statement): Access {
  const [acts, on] = [action.patterns, resource.kind === 'unnamed' ? [] : resource.patterns];
  return {
    actions: action.kind === 'action' ? acts : ['*'],
    exceptActions: action.kind === 'action' ? [] : acts,
    resources: resource.kind === 'resource' ? on : ['*'],
    exceptResources: resource.kind === 'resource' ? [] : on,
    conditions: [],
    atMost: 'the policies are too many to be compared with what the project had before',
  };
}

const needsPolicy = (grants: readonly Grant[]): readonly Policy[] =>
  grants.length === 0 ? [] : read(policyText(grants));

function read(document: Parameters<typeof readPolicy>[0]): readonly Policy[] {
  const policy = readPolicy(document, 'identity');
  return policy.ok ? [policy.value] : [];
}
