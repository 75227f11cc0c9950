/**
 * The plan for a diagnosis. Comes in: the diagnosis, the person's choices and, for the strategies that
 * look at them, the account's roles. Goes out: a plan proved enough and minimal, or why there is none.
 * Never: asks AWS, grants what is withheld, or touches a policy of another name that the person did not name.
 */
import { err, ok, type Result } from '#basics/result.ts';
import type { Role } from '#account/snapshot.ts';
import { creationNotes } from '#diagnosis/creation-notes.ts';
import { groupBy, quoteList } from '#diagnosis/facts.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import { LOGIN_ACTION } from '#catalog/registry-actions.ts';
import { isOfBatchRole } from '#diagnosis/batch-role.ts';
import type { Diagnosis, JudgedNeed } from '#diagnosis/finding.ts';
import { type Escape, escapeOf } from './escape.ts';
import { expectedEnd } from './expected-end.ts';
import { carriedNeeds } from './grant-rule.ts';
import { type Confirmation, isConfirmed } from './confirmation.ts';
import { grantOf } from './grants.ts';
import { notPutBack } from './operator/put-back.ts';
import { boundToProject, notesOnUnbound } from './only-project.ts';
import { ownershipOf } from './ownership.ts';
import type { Plan, PlanOptions, Proof, ScopedGrant, Strategy } from './plan.ts';
import { handoffsOf, handoffsWithoutPlan } from './handoffs/handoffs.ts';
import { layerChanges } from './layer-changes.ts';
import { planHash, planId } from './plan-hash.ts';
import type { NoPlan, PlanProblem } from './problem.ts';
import { faultsOf, openAfter, proofOf, stateAfter, stillStopped } from './proof.ts';
import type { Opening, Proposition } from './proposition.ts';
import { stepTarget } from './steps/step.ts';
import { policyNameProblem } from './quotas.ts';
import { reachOf } from './reach.ts';
import { repositorySteps } from './repository-steps.ts';
import { scopeOf } from './scope.ts';
import { notesOnTags } from './tag-changes.ts';
import { noteOnTrust } from './trust.ts';
import { planBatchRole, together, withoutBatchRole } from './strategies/batch-role.ts';
import { planCreateRole } from './strategies/create-role.ts';
import type { Draft, Drafting, Task } from './strategies/draft.ts';
import { planInline } from './strategies/inline.ts';
import { planManaged } from './strategies/managed.ts';
import { namedPolicy, openedByNamed, planNamedPolicy } from './strategies/named-policy.ts';
import { planSwitchRole } from './strategies/switch-role.ts';

const PLANNERS: Readonly<Record<Strategy, (task: Task) => Drafting>> = {
  inline: planInline,
  managed: planManaged,
  'switch-role': planSwitchRole,
  'create-role': planCreateRole,
};

/** A plan without steps is an answer too: nothing that Rolemend may change would help. */
export function makePlan(
  diagnosis: Diagnosis,
  options: PlanOptions,
  roles: readonly Role[] = [],
): Result<Plan, NoPlan> {
  const plan = tryPlan({ diagnosis, options, roles });
  if (plan.ok) return plan;
  const carried = carriedNeeds(diagnosis, options);
  const handoffs = handoffsWithoutPlan(diagnosis, { carried, why: plan.error.message });
  return err({ ...plan.error, handoffs, operator: null, alternatives: [] });
}

function tryPlan({ diagnosis: found, options, roles }: Task): Result<Plan, PlanProblem> {
  const diagnosis = boundToProject(found, options);
  const badName = policyNameProblem(options.policyName);
  if (badName !== null) return err(badName);
  const layers = layerChanges(diagnosis, options);
  if (!layers.ok) return layers;
  const { changed, openings, opened } = layers.value;
  const drafted = draftOf({ diagnosis: withoutBatchRole(changed), options, roles });
  if (!drafted.ok) return drafted;
  const ofBatch = planBatchRole({ diagnosis: changed, options, roles });
  if (!ofBatch.ok) return ofBatch;
  const draft = together(drafted.value, ofBatch.value);
  const { settled = { before: diagnosis.snapshot, steps: [], opened: [], notes: [] } } = options;
  const steps = [
    ...settled.steps,
    ...repositorySteps(diagnosis, options),
    ...layers.value.steps,
    ...draft.steps,
  ];
  const proposition = { before: settled.before, steps, granted: draft.granted, roles, openings };
  const escape = switchesRole(steps) ? escapeOf(changed, stateAfter(proposition)) : null;
  if (escape !== null) return err(escapeProblem(escape, diagnosis));
  const shut = switchesRole(steps) ? openings.find((one) => stillStopped(proposition, one).length > 0) : null;
  if (shut != null) return err(shutProblem(shut, options));
  const carried = carriedNeeds(diagnosis, options);
  const proof = prove(proposition, { all: diagnosis.needs, carried });
  const notes = [
    ...draft.notes,
    ...settled.notes,
    ...notesOnTags(diagnosis, options),
    ...layers.value.notes,
    ...notesOnUnread(openAfter(proposition)),
    ...noteOnTrust(diagnosis.snapshot, options),
    ...notesOnUnbound(draft.granted.map(grantOf), options),
    ...creationNotes(diagnosis.snapshot, diagnosis.needs),
    ...needless(options.confirmed, diagnosis.needs).map(noteOnNeedless),
  ];
  const course = { steps, after: stateAfter(proposition) };
  const consent = { confirmed: options.confirmed, trustSource: options.trustSource };
  const grants = draft.granted.map((need): ScopedGrant => grantFor(diagnosis.snapshot, need, options));
  const outlook = {
    nextBuild: nextBuild(diagnosis.snapshot, options.vouchedCommit),
    expectedEnd: expectedEnd(diagnosis, course),
    handoffs: handoffsOf(diagnosis, course),
    ownership: ownershipOf(diagnosis.snapshot, steps, options),
  };
  const allOpened = [...settled.opened, ...opened, ...openedByNamed(options, draft)];
  const told = { steps, grants, proof, consent, opened: allOpened, ...outlook };
  return ok(planOf(diagnosis, { ...draft, notes }, { hash: planHash(steps, settled.before), ...told }));
}

/** A policy that is named goes before the strategy, where that grants to the role the project has. */
function draftOf(task: Task): Drafting {
  const { strategy } = task.options;
  const named = strategy === 'inline' || strategy === 'managed' ? namedPolicy(task.options) : null;
  return named === null ? PLANNERS[strategy](task) : planNamedPolicy(task, named);
}

function grantFor(snapshot: Diagnosis['snapshot'], need: JudgedNeed, options: PlanOptions): ScopedGrant {
  const { batchServiceRole } = snapshot.project;
  const role = isOfBatchRole(need) && batchServiceRole !== null ? { role: batchServiceRole } : {};
  return { ...grantOf(need), ...role, scope: scopeOf(snapshot, need, options) };
}

const switchesRole = (steps: Plan['steps']): boolean => steps.some(({ kind }) => kind === 'set-project-role');

/** What names the role that the project has lets no other one in. */
const shutProblem = ({ step }: Opening, { strategy }: PlanOptions): PlanProblem => ({
  kind: 'changes-for-role',
  message: `\`${stepTarget(step)}\` would let in the role that the project has, and \`--strategy ${strategy}\` gives it another`,
  next: 'leave out that `--change`, or the `--strategy`',
});

function escapeProblem({ kind, what }: Escape, { snapshot }: Diagnosis): PlanProblem {
  return kind === 'certain'
    ? {
        kind: 'would-escape',
        message: `another role would get round a no that somebody put there: ${what}`,
        next: `have its owner decide: \`rolemend fix ${snapshot.project.name} --emit handoff\` prints what to ask for`,
      }
    : {
        kind: 'role-unreadable',
        message: `whether another role would get round a no that somebody put there is not known: ${what}`,
        next: `let \`${snapshot.operator}\` read the present role with its policies, or run Rolemend as someone who may`,
      };
}

function planOf(
  { snapshot, needs }: Diagnosis,
  draft: Draft,
  {
    steps,
    ...told
  }: Pick<
    Plan,
    | 'hash'
    | 'steps'
    | 'grants'
    | 'proof'
    | 'consent'
    | 'opened'
    | 'nextBuild'
    | 'expectedEnd'
    | 'handoffs'
    | 'ownership'
  >,
): Plan {
  const { partition, account, region, project } = snapshot;
  return {
    id: planId(steps),
    strategy: draft.strategy,
    project: { name: project.name, arn: project.arn, account, region, partition },
    roleArn: draft.roleArn,
    steps,
    withheld: draft.withheld,
    needs,
    reach: reachOf(snapshot, { steps, grants: told.grants }),
    notPutBack: notPutBack(snapshot, steps),
    operator: null,
    alternatives: [],
    ...told,
    notes: draft.notes,
  };
}

/** A plan that fails its own proof is a mistake of ours, never something to show and apply. */
function prove(proposition: Proposition, needs: Parameters<typeof proofOf>[1]): Proof {
  const faults = faultsOf(proposition);
  if (faults.length > 0) throw new Error(`Internal error: the plan is not right: ${faults.join('; ')}`);
  return proofOf(proposition, needs);
}

function needless(confirmed: readonly Confirmation[], needs: readonly JudgedNeed[]): readonly Confirmation[] {
  return confirmed.filter(
    (pair) => pair.action !== LOGIN_ACTION && !needs.some((need) => isConfirmed(need, [pair])),
  );
}

function noteOnNeedless({ action, resource }: Confirmation): string {
  return `\`${action}\` on \`${resource}\` was confirmed, but nothing shows that the build needs it: it is not granted`;
}

/** One for each policy that was not read. */
function notesOnUnread(needs: readonly JudgedNeed[]): readonly string[] {
  return [...groupBy(needs, ({ resource }) => resource)].map(
    ([resource, some]) =>
      `the role then allows ${quoteList(some.map(({ action }) => action))}, but whether the policy of \`${resource}\` lets that in could not be read`,
  );
}
