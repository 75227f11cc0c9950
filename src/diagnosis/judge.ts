/** The decision on a need: the engine's, over the policies that could be read, completed by AWS's own words. */
import { remember } from '#basics/remember.ts';
import { isMultiValued } from '#iam/conditions/multi-valued.ts';
import { decide } from '#iam/decide.ts';
import type { Decision, WholeDecision } from '#iam/decision.ts';
import type { Need } from '#needs/need.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { bearingPolicies, trustPolicies } from './applicable-policies.ts';
import type { JudgedDecision, JudgedNeed } from './finding.ts';
import { asOfBatch, asOwn, forBatchRole, isOfBatchRole } from './batch-role.ts';
import { assumeRoleRequest, requestOf } from './request.ts';
import { asTold } from './told-denials.ts';

/** By the role that it asks: the service role, or the one that starts the builds of batches. */
export const judgeNeed = (snapshot: Snapshot, need: Need): JudgedNeed => judgedOn(snapshot)(need);

/** A plan asks of the same state for its hand-offs, its proof and its end. */
const judgedOn = remember((snapshot: Snapshot) => remember((need: Need) => judged(snapshot, need)));

function judged(snapshot: Snapshot, need: Need): JudgedNeed {
  if (isOfBatchRole(need)) return asOfBatch(judgeNeed(forBatchRole(snapshot), asOwn(need)));
  if (snapshot.role.kind !== 'known') return { ...need, decision: UNKNOWN_ROLE };
  const role = snapshot.role.value;
  const decisions = eachRequest(need).map((one) => decideNeed(snapshot, role, one));
  return { ...need, decision: worst(decisions) };
}

function decideNeed(snapshot: Snapshot, role: Role, need: Need): JudgedDecision {
  const { readable, honest } = bearingPolicies(snapshot, role, need);
  const request = requestOf(snapshot, role, need);
  const fromReadable = decide(request, readable);
  // A Deny that was read is final whatever the unread policies say.
  const isFinal = honest === readable || fromReadable.decision === 'explicitlyDenied';
  const decision = isFinal ? fromReadable : decide(request, honest);
  return asTold(decision, { snapshot, need, policies: honest });
}

/**
 * Several values of a key that holds one stand for as many requests (one interface for each subnet): all of them are needed. A key that
 * holds several carries them in every request.
 */
function eachRequest(need: Need): readonly Need[] {
  return Object.entries(need.context).reduce<readonly Need[]>(
    (needs, [key, value]) =>
      typeof value === 'string' || value.length < 2 || isMultiValued(key.toLowerCase())
        ? needs
        : needs.flatMap((one) => value.map((item) => ({ ...one, context: { ...one.context, [key]: item } }))),
    [need],
  );
}

const WORST_FIRST: readonly Decision['decision'][] = [
  'explicitlyDenied',
  'implicitlyDenied',
  'unknown',
  'allowed',
];

function worst(decisions: readonly JudgedDecision[]): JudgedDecision {
  const [found] = decisions.toSorted(
    (left, right) => WORST_FIRST.indexOf(left.decision) - WORST_FIRST.indexOf(right.decision),
  );
  if (found === undefined) throw new Error('Internal error: a need of no request');
  return found;
}

/** Whether CodeBuild may assume the role for this project. */
export function judgeTrust(snapshot: Snapshot, role: Role): WholeDecision {
  return decide(assumeRoleRequest(snapshot, role), trustPolicies(snapshot, role));
}

const UNKNOWN_ROLE: WholeDecision = {
  decision: 'unknown',
  deniedBy: [],
  layers: {},
  reasons: [],
  missing: ['role'],
  lacking: [],
};
