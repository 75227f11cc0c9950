/**
 * Other plans for the same diagnosis, ranked. Comes in: what was diagnosed and planned, and how to plan it by another choice. Goes
 * out: the same with the plans that end it. Never: reads anything where the plan at hand ends the problem, or offers to change what
 * a hand-off does not offer.
 */
import type { AccountReader } from '#account/ports.ts';
import { absent, known, type Role } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { carriesProject } from '#catalog/project-key.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { parseArn } from '#iam/arn.ts';
import { type Candidate, isRedForCertain, ranked } from '#plan/alternatives.ts';
import { type ChangeTarget, flagOf, readChangeTarget } from '#plan/change-target.ts';
import { whyNoInline } from '#plan/house-rules.ts';
import { type Alternative, type Plan, type PlanOptions, STRATEGIES } from '#plan/plan.ts';
import type { NoPlan, PlanProblemKind } from '#plan/problem.ts';
import { ownPolicyArn } from '#plan/strategies/managed.ts';

/** A diagnosis with the plan of one choice. */
export interface Planned {
  readonly diagnosis: Diagnosis;
  /** The same of the project as it is once the settings that were named are changed: what the plan is made for. */
  readonly settled: Diagnosis;
  readonly plan: Result<Plan, NoPlan>;
  readonly planning: PlanOptions;
  /** Of the account, where the strategy looks at them. */
  readonly roles: readonly Role[];
}

/** What making a plan asks for. */
export type PlanningReader = Pick<
  AccountReader,
  'roles' | 'inlineRule' | 'managedPolicy' | 'policyUsers' | 'usesOfRole' | 'ownerSigns'
>;

/** What a person may choose otherwise. */
export type Choice = Partial<Pick<PlanOptions, 'strategy' | 'changes' | 'roleName' | 'onlyProject'>>;
/** The plan of another choice; of what it looks at besides, only the reader is asked. */
export type Choose = (choice: Choice, reader: PlanningReader) => Promise<Planned>;

/** Whether another plan could allow less or reach fewer; one that is green, exact and the project's alone leaves nothing to weigh. */
export function mayBeBettered({ plan }: Planned): boolean {
  if (!plan.ok || plan.value.expectedEnd.kind !== 'green') return true;
  const { proof, reach, opened } = plan.value;
  return proof.surplus.length > 0 || opened.length > 0 || reach === null || reach.projects.length > 0;
}

export async function withAlternatives<Whole extends Planned>(
  diagnosed: Whole,
  choose: Choose,
  reader: PlanningReader,
): Promise<Whole> {
  const { plan, diagnosis, planning } = diagnosed;
  if (diagnosis.verdict === 'healthy' || !isRedForCertain(diagnosis, planning)) return diagnosed;
  const as = isStuck(diagnosed) ? asStuck(reader) : asRead(diagnosed, reader);
  // What fails its own proof is no plan to offer, and the one at hand is not to be lost for it.
  const others = await Promise.all(
    choicesOf(diagnosed).map((choice) => choose(choice, as).then(candidateOf, () => null)),
  );
  const alternatives = ranked(
    candidateOf(diagnosed),
    others.flatMap((one) => one ?? []),
  );
  return { ...diagnosed, plan: withThem(plan, alternatives) };
}

function withThem(plan: Planned['plan'], alternatives: readonly Alternative[]): Planned['plan'] {
  return plan.ok ? ok({ ...plan.value, alternatives }) : err({ ...plan.error, alternatives });
}

function candidateOf({ plan, planning, settled, roles }: Planned): Candidate | null {
  return plan.ok ? { plan: plan.value, options: planning, settled, roles } : null;
}

/** Why there is no plan, where another way to grant may make one. */
const STUCK: readonly PlanProblemKind[] = ['no-role', 'quota', 'policy-shared', 'policy-unreadable'];

const isStuck = ({ plan }: Planned): boolean => !plan.ok && STUCK.includes(plan.error.kind);

/** Each strategy as things are, and with all that is offered to be changed. */
function choicesOf(diagnosed: Planned): readonly Choice[] {
  const { planning } = diagnosed;
  const { changes = [] } = planning;
  const offered = offeredBy(diagnosed);
  const named = [changes, ...(offered.length === 0 ? [] : [[...changes, ...offered]])];
  const isOther = ({ strategy, changes: more }: Choice): boolean =>
    strategy !== planning.strategy || more !== changes;
  const ways = STRATEGIES.flatMap((strategy) => {
    const roleName = strategy === planning.strategy ? planning.roleName : null;
    return named.map((more): Choice => ({ strategy, changes: more, roleName })).filter(isOther);
  });
  return [
    ...ways,
    ...boundToProject(diagnosed),
    ...attachedPolicies(diagnosed).map((one): Choice => ({ strategy: 'inline', changes: [...changes, one] })),
  ];
}

/** The plan at hand, bound to the project as far as can be, where others get the same by it. */
function boundToProject({ plan, planning }: Planned): readonly Choice[] {
  if (!plan.ok || planning.onlyProject === true) return [];
  const { strategy, reach, grants } = plan.value;
  const isShared = reach === null || !reach.complete || reach.projects.length > 0;
  const isOwn = strategy === 'inline' || strategy === 'managed';
  return isShared && isOwn && grants.some(({ action }) => carriesProject(action))
    ? [{ onlyProject: true }]
    : [];
}

function offeredBy({ plan, planning: { changes = [] } }: Planned): readonly ChangeTarget[] {
  const given = new Set(changes.map(flagOf));
  const handoffs = plan.ok ? plan.value.handoffs : plan.error.handoffs;
  const flags = handoffs.flatMap(({ named }) =>
    named === undefined || named.refused !== null ? [] : [named.flag],
  );
  return [...new Set(flags)]
    .filter((flag) => !given.has(flag))
    .flatMap((flag) => {
      const target = readChangeTarget(flag);
      return target.ok ? [target.value] : [];
    });
}

/** More would be read one by one. */
const MOST_POLICIES = 3;

/** Of the role's own account, those that fewest have first: where a quota leaves no room for one of Rolemend's own. */
function attachedPolicies(diagnosed: Planned): readonly ChangeTarget[] {
  const { role, account } = diagnosed.diagnosis.snapshot;
  if (!isStuck(diagnosed) || role.kind !== 'known' || role.value.attached.kind !== 'known') return [];
  return role.value.attached.value
    .flatMap((policy) =>
      policy.kind === 'known' && parseArn(policy.value.arn)?.account === account ? [policy.value] : [],
    )
    .toSorted(
      (left, right) =>
        left.attachmentCount - right.attachmentCount ||
        left.text.length - right.text.length ||
        (left.arn < right.arn ? -1 : 1),
    )
    .slice(0, MOST_POLICIES)
    .map(({ arn }) => ({ kind: 'managed', on: arn }));
}

/** What was read for the plan, and of policies of others those that are offered: their users have to be told. */
function asRead({ roles, planning, diagnosis }: Planned, reader: PlanningReader): PlanningReader {
  const { strategy, inlineRule = null } = planning;
  const own = ownPolicyArn(diagnosis.snapshot, planning);
  const isOwnRead = strategy === 'managed' || whyNoInline(planning) !== null;
  return {
    roles: async () => ok(roles),
    inlineRule: async () => (inlineRule === null ? absent : known(inlineRule)),
    usesOfRole: (arn) => reader.usesOfRole(arn),
    managedPolicy: async (arn) => (arn === own && !isOwnRead ? absent : reader.managedPolicy(arn)),
    policyUsers: (arn) => reader.policyUsers(arn),
    ownerSigns: NOT_ASKED,
  };
}

const asStuck = (reader: PlanningReader): PlanningReader => ({
  roles: () => reader.roles(),
  inlineRule: () => reader.inlineRule(),
  usesOfRole: (arn) => reader.usesOfRole(arn),
  managedPolicy: (arn) => reader.managedPolicy(arn),
  policyUsers: (arn) => reader.policyUsers(arn),
  ownerSigns: NOT_ASKED,
});

/** Who keeps what is changed ranks nothing. */
const NOT_ASKED: PlanningReader['ownerSigns'] = async () => ({ tags: absent, stack: absent, calls: absent });
