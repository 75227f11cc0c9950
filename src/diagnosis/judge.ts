/** The decision on a need: the engine's, over the policies that could be read, completed by AWS's own words. */
import { remember } from '#basics/remember.ts';
import { isMultiValued } from '#iam/conditions/multi-valued.ts';
import { decide } from '#iam/decide.ts';
import type { Decision, WholeDecision } from '#iam/decision.ts';
import type { Need } from '#needs/need.ts';
import type { Role, Snapshot } from '#account/snapshot.ts';
import { bearingPolicies, trustPolicies } from './applicable-policies.ts';
import type { JudgedDecision, JudgedNeed } from './finding.ts';
import { asOfBatch, asOwn, forBatchRole, hasBatchRole, isOfBatchRole, projectRole } from './batch-role.ts';
import { assumeRoleRequest, requestOf } from './request.ts';
import { asTold } from './told-denials.ts';

/** By the role that it asks: the service role, or the one that starts the builds of batches. */
export const judgeNeed = (snapshot: Snapshot, need: Need): JudgedNeed => judgedOn(snapshot)(need);

/** A plan asks of the same state for its hand-offs, its proof and its end. */
const judgedOn = remember((snapshot: Snapshot) => remember((need: Need) => judged(snapshot, need)));

function judged(snapshot: Snapshot, need: Need): JudgedNeed {
  if (isTaking(need)) return { ...need, decision: decideTaking(snapshot, need) };
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

/** CodeBuild's taking of the project's role, with which every build begins, as a need. Null: there is no role to take, or it could not be read. */
export const takingOf = remember((snapshot: Snapshot): JudgedNeed | null => {
  const { role } = snapshot;
  if (role.kind !== 'known') return null;
  return judgeNeed(snapshot, {
    action: 'sts:AssumeRole',
    resource: role.value.arn,
    context: {},
    why: 'run builds under the role',
    grade: 'configured',
    evidence: [],
    rule: null,
    subject: 'codebuild-service',
  });
});

/** Of each role of the project. */
export const takingsOf = (snapshot: Snapshot): readonly JudgedNeed[] =>
  [takingOf(snapshot), hasBatchRole(snapshot) ? takingOf(forBatchRole(snapshot)) : null].filter(
    (one) => one !== null,
  );

const isTaking = ({ subject, action }: Need): boolean =>
  subject === 'codebuild-service' && action === 'sts:AssumeRole';

/** Of a role that is none of the project's, as of one with the same trust policy. */
function decideTaking(snapshot: Snapshot, { resource }: Need): WholeDecision {
  const { role } = snapshot;
  const own = projectRole(snapshot, resource);
  if (own !== null) return judgeTrust(snapshot, own);
  return role.kind === 'known' ? judgeTrust(snapshot, { ...role.value, arn: resource }) : UNKNOWN_ROLE;
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
