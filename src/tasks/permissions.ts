/**
 * What whoever runs Rolemend has to be allowed, as one policy. Comes in: a project, or none, and what is to be done.
 * Goes out: the rights, exact as far as the project could be read, and what stands for the rest. Never: writes anything, or
 * leaves out what a later run would ask for besides.
 */
import type { AccountReader, Caller, CallProblem, NextBuild, SnapshotProblem } from '#account/ports.ts';
import { absent, type Snapshot } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import { nextBuild } from '#diagnosis/failed-build.ts';
import { parseArn } from '#iam/arn.ts';
import { itsUser, principalArns } from '#plan/operator/principal.ts';
import { type Place, requiredReads } from '#plan/operator/required-reads.ts';
import { distinctRights, requiredRights, withoutCovered } from '#plan/operator/required-rights.ts';
import type { Right } from '#plan/operator/right.ts';
import { hiddenRepositories, PLACEHOLDERS, usualPlan } from '#plan/operator/usual-steps.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { managedPolicyArn } from '#plan/strategies/managed.ts';
import { principalOf } from './check-operator.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from './diagnose.ts';

/** What the policy is to be for. */
export interface Wanted {
  /** Reading alone, or everything that `fix` and `undo` do. */
  readonly extent: 'read' | 'fix';
  /** ARN of the user or role that is to have the policy; null: whichever user has it, or the role of whoever asks. */
  readonly as: string | null;
}

/** The rights, and how sure they are. */
export interface Permissions {
  readonly extent: Wanted['extent'];
  /** Null: for whichever project. */
  readonly project: string | null;
  /** The account of the project; null: not known. */
  readonly account: string | null;
  readonly rights: readonly Right[];
  /** What could not be read, so that patterns stand for what it may point at. */
  readonly unread: readonly string[];
  /** Whether the rights to change something are of a plan that was made, of what the strategy does as a rule, or none. */
  readonly change: 'planned' | 'usual' | 'none';
}

/** For no project in particular; asks AWS nothing. */
export function permissionsAnywhere(
  { extent, as }: Wanted,
  partition: string,
  planning: PlanOptions,
): Permissions {
  const place = { partition, account: '*', region: '*', project: '*' };
  const anybody = ['user/*', 'role/*'].map((any) => `arn:${partition}:iam::*:${any}`);
  const principals = as === null ? anybody : principalArns(as);
  const rights = rightsAt(place, { extent, planning, principals });
  return { extent, project: null, account: null, rights, unread: [], change: changeOf(extent, false) };
}

/** The problem, where there is no such project or AWS cannot be asked at all; to be denied is none. */
export async function permissionsFor(
  wanted: Wanted,
  request: DiagnoseRequest,
  reader: AccountReader,
): Promise<Result<Permissions, SnapshotProblem>> {
  const diagnosed = await diagnoseProject(request, reader);
  if (diagnosed.ok) {
    const principals = await principalsOf(wanted, diagnosed.value.diagnosis.snapshot.operator, reader);
    return ok(ofProject(diagnosed.value, { ...wanted, planning: request.planning, principals }));
  }
  const { error } = diagnosed;
  if (error.kind !== 'call' || error.problem.kind !== 'denied') return diagnosed;
  const caller = await reader.caller();
  if (!caller.ok) return diagnosed;
  const principals = await principalsOf(wanted, caller.value.arn, reader);
  const place = placeOf(request.project, caller.value, error.problem);
  return ok(ofUnread(place, { ...wanted, planning: request.planning, principals }));
}

/** Whoever is named; else whichever user has the policy, and the role of whoever asks. */
async function principalsOf(
  { as }: Wanted,
  caller: string,
  reader: AccountReader,
): Promise<readonly string[]> {
  const who = as ?? caller;
  const principal = await principalOf(who, reader);
  const arns = principal.ok ? [principal.value] : principalArns(who);
  if (as !== null) return arns;
  const { partition = 'aws', account = '' } = parseArn(caller) ?? {};
  return [...itsUser(partition, account), ...arns.filter((arn) => arn.includes(':role/'))];
}

interface Asked {
  readonly extent: Wanted['extent'];
  readonly planning: PlanOptions;
  readonly principals: readonly string[];
}

function ofProject({ diagnosis, plan }: Diagnosed, { extent, planning, principals }: Asked): Permissions {
  const { snapshot, unreadable } = diagnosis;
  const { strategy, policyName } = planning;
  const place = { ...snapshot, project: snapshot.project.name };
  const policyArn = managedPolicyArn(snapshot, policyName);
  const reads = requiredReads({ place, snapshot, strategy, policyArn, principals });
  const isPlanned = plan.ok && plan.value.steps.length > 0;
  const steps = isPlanned ? plan.value : usualPlan(namedIn(snapshot), planning);
  const next = nextBuild(snapshot, planning.vouchedCommit);
  const changing = extent === 'read' ? [] : changeRights(snapshot, steps, next);
  return {
    extent,
    project: snapshot.project.name,
    account: snapshot.account,
    rights: withoutCovered(distinctRights([...reads, ...changing])),
    unread: unreadable.flatMap(({ what, needs }) => (needs === null ? [] : [what])),
    change: changeOf(extent, isPlanned),
  };
}

function namedIn({ partition, account, project, role }: Snapshot) {
  const isItsRole = role.kind === 'known' && role.value.name === project.serviceRole.split('/').at(-1);
  const roleArn = isItsRole ? role.value.arn : project.serviceRole;
  return { partition, account, project: project.name, roleArn };
}

type Steps = Parameters<typeof requiredRights>[0];

function changeRights(snapshot: Snapshot, { steps, roleArn }: Steps, next: NextBuild): readonly Right[] {
  const all = { roleArn, steps: [...steps, ...hiddenRepositories(snapshot)] };
  return snapshot.build.kind === 'unreadable' ? bothWays(all, snapshot) : requiredRights(all, snapshot, next);
}

/** Whether a build is retried or a new one started is not known where no build was read. */
const bothWays = (plan: Steps, setting: Parameters<typeof requiredRights>[1]): readonly Right[] =>
  distinctRights([
    ...requiredRights(plan, setting, { kind: 'retry' }),
    ...requiredRights(plan, setting, { kind: 'start' }),
  ]);

/** Where a project is that may not be read: the call that was denied was made in its region. */
function placeOf(project: string, { arn, account }: Caller, { resource }: CallProblem): Place {
  const { partition = 'aws' } = parseArn(arn) ?? {};
  return { partition, account, region: parseArn(resource ?? '')?.region ?? '*', project };
}

/** Not even the project may be read: its name and its account are what is known. */
function ofUnread(place: Place, asked: Asked): Permissions {
  const { extent } = asked;
  const { project, account } = place;
  const unread = [`project \`${project}\``];
  return {
    extent,
    project,
    account,
    rights: rightsAt(place, asked),
    unread,
    change: changeOf(extent, false),
  };
}

/** Patterns for what is read, which harms little; names to be filled in for what is changed. */
function rightsAt(place: Place, { extent, planning, principals }: Asked): readonly Right[] {
  const { strategy, policyName } = planning;
  const policyArn = managedPolicyArn(place, policyName);
  const reads = requiredReads({ place, snapshot: null, strategy, policyArn, principals });
  if (extent === 'read') return reads;
  const named = (name: 'account' | 'region' | 'project'): string =>
    place[name] === '*' ? PLACEHOLDERS[name] : place[name];
  const [partition, account, project] = [place.partition, named('account'), named('project')];
  const roleArn = `arn:${partition}:iam::${account}:role/${PLACEHOLDERS.role}`;
  const arn = `arn:${partition}:codebuild:${named('region')}:${account}:project/${project}`;
  const plan = usualPlan({ partition, account, project, roleArn }, planning);
  return withoutCovered(distinctRights([...reads, ...bothWays(plan, { project: { arn }, role: absent })]));
}

const changeOf = (extent: Wanted['extent'], isPlanned: boolean): Permissions['change'] =>
  extent === 'read' ? 'none' : isPlanned ? 'planned' : 'usual';
