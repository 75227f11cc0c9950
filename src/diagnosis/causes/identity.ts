/** Needs that the role's own policies do not grant: lacking, denied, or granted on something else. */
import type { Reason } from '#iam/decision.ts';
import { identityPolicies } from '../applicable-policies.ts';
import { arnDifference } from '../arn-difference.ts';
import type { FindingCode } from '../codes.ts';
import { deniedBy, type Facts, groupBy, makeFinding, quoteList, roleName } from '../facts.ts';
import { type Finding, type JudgedNeed, lacksOf } from '../finding.ts';
import { resourcePatterns } from '../statement.ts';
import { featureCode } from './features.ts';
import { nextOfDeny, reasonsOf, wordPlace, wordReason } from './words.ts';

/** A denied need, what kind of lack it is, and the statement that came nearest or denied. */
interface Lack {
  readonly need: JudgedNeed;
  readonly code: FindingCode;
  readonly reason: Reason | null;
}

export function identityCauses(facts: Facts): readonly Finding[] {
  if (facts.snapshot.role.kind !== 'known') return [];
  const lacks = deniedBy(facts, 'identity').map(classify);
  return [...groupBy(lacks, groupOf).values()].map((group) => findingOf(facts, group));
}

function classify(need: JudgedNeed): Lack {
  const reason = nearest(reasonsOf(need, 'identity'));
  if (need.decision.layers.identity === 'explicitlyDenied')
    return { need, code: 'identity-explicit-deny', reason };
  if (reason?.mismatch === 'condition') return { need, code: 'condition-not-met', reason };
  const feature = featureCode(need);
  if (feature !== null) return { need, code: feature, reason };
  if (reason?.mismatch !== 'resource') return { need, code: 'identity-allow-missing', reason: null };
  const isToken = /^ecr(-public)?:GetAuthorizationToken$/i.test(need.action);
  return { need, code: isToken ? 'token-resource-scoped' : 'resource-arn-mismatch', reason };
}

/** The reason that tells most: a failed condition came nearer than a wrong resource, and that than a wrong action. */
function nearest(reasons: readonly Reason[]): Reason | null {
  const byNearness = (['condition', 'resource', null, 'principal', 'action'] as const).flatMap((mismatch) =>
    reasons.filter((reason) => reason.mismatch === mismatch),
  );
  return byNearness[0] ?? null;
}

/** One finding for all actions that lack the same thing; where a statement is at fault, one per statement. */
function groupOf({ need, code, reason }: Lack): string {
  if (code === 'identity-allow-missing') return `${code} ${need.action.split(':')[0]}`;
  return reason === null || featureCode(need) === code
    ? code
    : `${code} ${reason.policy} ${reason.statement}`;
}

function findingOf(facts: Facts, group: readonly Lack[]): Finding {
  const [first] = group;
  if (first === undefined) throw new Error('Internal error: a group of findings is empty');
  const needs = group.map(({ need }) => need);
  const draft = { code: first.code, layer: 'identity', needs } as const;
  const cause = causeOf(facts, first, needs);
  const next = nextOf(facts, group, first);
  return makeFinding(facts, { ...draft, cause, ...(next === undefined ? {} : { next }) });
}

/** What only the reader can do; the other codes are mended by the plan. */
function nextOf(facts: Facts, group: readonly Lack[], { code, need }: Lack): string | undefined {
  if (code === 'identity-explicit-deny')
    return nextOfDeny(facts, {
      layer: 'identity',
      needs: group.map((one) => one.need),
      policy: 'policy of the role',
      owner: 'whoever owns that policy',
    });
  if (code === 'pass-role-missing')
    return `passing a role can raise privileges: confirm it with \`--confirm iam:PassRole=${need.resource}\` to have it granted`;
  return undefined;
}

function causeOf(facts: Facts, { code, reason, need }: Lack, needs: readonly JudgedNeed[]): string {
  if (code === 'identity-explicit-deny') {
    const denied = reason
      ? `${wordPlace(reason)} denies it: ${reason.because}`
      : 'a policy of the role denies it';
    return needs.some((one) => lacksOf(one, 'identity').length > 0)
      ? `${denied}; no policy of the role allows it either`
      : denied;
  }
  if (code === 'token-resource-scoped' && reason !== null) {
    return `${wordPlace(reason)} allows it, but not on \`*\`, the only resource on which this action can be allowed`;
  }
  if (code === 'resource-arn-mismatch' && reason !== null) return causeOfMismatch(facts, reason, need);
  if (reason !== null && reason.mismatch !== 'action') return `nearest miss: ${wordReason(reason)}`;
  const actions = quoteList([...new Set(needs.map(({ action }) => action))], ACTIONS_NAMED);
  return `no policy of role \`${roleName(facts)}\` allows ${actions}${lookedAt(facts)}`;
}

/** The needs below a finding name all of them. */
const ACTIONS_NAMED = 3;

function causeOfMismatch(facts: Facts, reason: Reason, need: JudgedNeed): string {
  const patterns = resourcePatterns(facts.snapshot, reason.policy, reason.statement);
  const difference = arnDifference(patterns, need.resource);
  return difference === null ? wordReason(reason) : `${wordPlace(reason)} ${difference}`;
}

function lookedAt({ snapshot }: Facts): string {
  if (snapshot.role.kind !== 'known') return '';
  const names = identityPolicies(snapshot.role.value).policies.map(({ name }) => name);
  return names.length === 0 ? ': it has none' : ` (looked at ${quoteList(names)})`;
}
