/**
 * What whoever runs Rolemend has to be allowed, as one policy. Comes in: a project, or none, and what is to be done.
 * Goes out: the rights, exact as far as the project could be read, and what stands for the rest. Never: writes anything, or
 * leaves out what a later run would ask for besides.
 */
import type { AccountReader, SnapshotProblem } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import { placeOf, rightsAt, rightsToChange, rightsToRead } from '#plan/operator/every-right.ts';
import { itsUser, principalArns } from '#plan/operator/principal.ts';
import type { Place } from '#plan/operator/required-reads.ts';
import { distinctRights, withoutCovered } from '#plan/operator/required-rights.ts';
import type { Right } from '#plan/operator/right.ts';
import { rightsToTighten, rightsToTightenAt } from '#plan/operator/tighten-rights.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { principalOf } from './principal-of.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from './diagnose.ts';
import { othersOn } from './survey-role.ts';

/** What the policy is to be for. */
export interface Wanted {
  /** Reading alone, or everything that `fix` and `undo` do, or `tighten` and `undo`. */
  readonly extent: 'read' | 'fix' | 'tighten';
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
  const rights = rightsIn(place, { extent, planning, principals });
  return { extent, project: null, account: null, rights, unread: [], change: changeOf(extent, false) };
}

/** The problem, where there is no such project or AWS cannot be asked at all; to be denied is none. */
export async function permissionsFor(
  wanted: Wanted,
  request: DiagnoseRequest,
  reader: AccountReader,
): Promise<Result<Permissions, SnapshotProblem>> {
  const diagnosed = await diagnoseProject({ ...request, ways: 'none' }, reader);
  if (diagnosed.ok) {
    const principals = await principalsOf(wanted, diagnosed.value.diagnosis.snapshot.operator, reader);
    const { planning } = diagnosed.value;
    if (wanted.extent === 'tighten')
      return ok(await toTighten(request, diagnosed.value, { principals, reader }));
    return ok(ofProject(diagnosed.value, { ...wanted, planning, principals }));
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

function ofProject(
  { diagnosis, plan, roles }: Diagnosed,
  { extent, planning, principals }: Asked,
): Permissions {
  const { snapshot, unreadable } = diagnosis;
  const project = { diagnosis, planning, roles };
  const planned = plan.ok && plan.value.steps.length > 0 ? plan.value : null;
  // The policy is for the project's own account; what another one's caller needs is told by `fix`.
  const changing =
    extent === 'read' ? [] : rightsToChange(project, planned).filter(({ account }) => account === undefined);
  return {
    extent,
    project: snapshot.project.name,
    account: snapshot.account,
    rights: withoutCovered(distinctRights([...rightsToRead(project, principals), ...changing])),
    unread: unreadable.flatMap(({ what, needs }) => (needs === null ? [] : [what])),
    change: changeOf(extent, planned !== null),
  };
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
    rights: rightsIn(place, asked),
    unread,
    change: changeOf(extent, false),
  };
}

function rightsIn(place: Place, { extent, ...asked }: Asked): readonly Right[] {
  return extent === 'tighten'
    ? withoutCovered(distinctRights(rightsToTightenAt(place, asked)))
    : rightsAt(place, { ...asked, extent });
}

/** Every policy of the role may be narrowed, and every project on it is read. */
async function toTighten(
  request: DiagnoseRequest,
  { diagnosis, planning }: Diagnosed,
  { principals, reader }: { readonly principals: readonly string[]; readonly reader: AccountReader },
): Promise<Permissions> {
  const { snapshot } = diagnosis;
  const read = await othersOn(request, diagnosis, reader);
  const others = read.ok ? read.value : null;
  const all = [diagnosis, ...(others ?? [])];
  const rights = rightsToTighten({ diagnosis, planning, others }, principals);
  const unread = all.flatMap((one) =>
    one.unreadable.flatMap(({ what, needs }) => (needs === null ? [] : [what])),
  );
  return {
    extent: 'tighten',
    project: snapshot.project.name,
    account: snapshot.account,
    rights: withoutCovered(distinctRights(rights)),
    unread: [...new Set(unread), ...(others === null ? ['the other projects on its role'] : [])],
    change: 'usual',
  };
}

const changeOf = (extent: Wanted['extent'], isPlanned: boolean): Permissions['change'] =>
  extent === 'read' ? 'none' : isPlanned ? 'planned' : 'usual';
