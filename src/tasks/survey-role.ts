/**
 * What is made of a role. Comes in: the diagnosis of one project on it, and how far to look back. Goes out: the needs of every project
 * on it and what was recorded of its use; or why that cannot be told, in which case nothing may be taken out of it. Never: takes what
 * was not read for not used.
 */
import type { AccountReader } from '#account/ports.ts';
import { type Known, known, type Role, type Trail } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { recordedUse } from '#evidence/recorded-use.ts';
import { parseArn } from '#iam/arn.ts';
import { openResources } from '#plan/tighten/open-resources.ts';
import { documentsIn, type OwnManaged, type Tightening } from '#plan/tighten/tighten-role.ts';
import { trustedBeside } from '#plan/tighten/trusted-by-others.ts';
import type { NeededBy, RecordedUse, Unread, Usage } from '#plan/tighten/usage.ts';
import { diagnoseProject, type DiagnoseRequest } from './diagnose.ts';

export interface SurveyRequest extends DiagnoseRequest {
  readonly days: number;
}

const DAY = 86_400_000;
/** CloudTrail's event history. Source: CloudTrail User Guide, view-cloudtrail-events. */
const TRAIL_DAYS = 90;

/** A project, and every other one on its role. */
export interface OnRole {
  readonly diagnosis: Diagnosis;
  readonly others: readonly Diagnosis[];
}

/** The error says why everything stays, one line for each reason. */
export async function surveyRole(
  request: SurveyRequest,
  { diagnosis, others }: OnRole,
  reader: AccountReader,
): Promise<Result<Tightening, readonly string[]>> {
  const { role } = diagnosis.snapshot;
  if (role.kind !== 'known') return err(['the role could not be read']);
  const now = new Date(diagnosis.snapshot.takenAt);
  const since = new Date(now.getTime() - request.days * DAY);
  const all = [diagnosis, ...others];
  const unclear = [
    ...trustedWords(role.value),
    ...notRecent(diagnosis, since),
    ...withoutLog(diagnosis),
    ...all.flatMap(unclearParts),
  ];
  if (unclear.length > 0) return err(unclear);
  const [accessed, trails, managed] = await Promise.all([
    reader.lastAccessed(role.value.arn),
    sessionsOf(all, now, reader),
    managedOf(role.value, reader),
  ]);
  if (!trails.ok) return trails;
  const recorded = usesIn(trails.value, role.value);
  if (recorded === null) return err(['a record of CloudTrail could not be read']);
  if (accessed.kind !== 'known') return err([unreadWords('when the role last used what', accessed)]);
  const usage: Usage = {
    needs: all.flatMap((one) => needsOn(role.value.arn, one)),
    unread: all.flatMap(partlyUnread),
    since: since.toISOString(),
    accessed: accessed.value,
    recorded,
    onResource: {},
  };
  const onResource =
    request.days > TRAIL_DAYS ? {} : await usesOn({ role: role.value, usage, since }, reader);
  return ok({ managed, usage: { ...usage, onResource } });
}

/** The other projects on the role, each diagnosed; one that is not leaves all unknown. */
export async function othersOn(
  request: DiagnoseRequest,
  { snapshot }: Diagnosis,
  reader: AccountReader,
): Promise<Result<readonly Diagnosis[], readonly string[]>> {
  const uses = await reader.usesOfRole(snapshot.project.serviceRole);
  if (uses.kind !== 'known') return err([unreadWords('which projects the role serves', uses)]);
  const { projects, fleets } = uses.value;
  const far = projects.filter(({ region }) => region !== snapshot.region);
  const shown = projects.filter(({ as }) => as === 'resource-access-role');
  const why = [
    ...far.map(({ name, region }) => `project \`${name}\` of ${region} runs under it too, and is not read`),
    ...shown.map(({ name }) => `public builds of project \`${name}\` are shown by it`),
    ...fleets.map((arn) => `fleet \`${arn}\` has it as its own`),
  ];
  if (why.length > 0) return err(why);
  const names = new Set(projects.map(({ name }) => name));
  names.delete(snapshot.project.name);
  const sharing = reader.forMany([...names]);
  const others: Diagnosis[] = [];
  for (const project of names) {
    const read = await diagnoseProject(
      { ...request, project, build: null, source: null, spare: true, ways: 'none' },
      sharing,
    );
    if (!read.ok) return err([`what project \`${project}\` needs of it could not be read`]);
    others.push(read.value.diagnosis);
  }
  return ok(others);
}

const trustedWords = ({ trustPolicy }: Role): readonly string[] =>
  trustedBeside(trustPolicy).map((who) => `${who} may take the role as well, and what for is not known`);

function notRecent({ snapshot }: Diagnosis, since: Date): readonly string[] {
  const { build } = snapshot;
  const at = build.kind === 'known' ? Date.parse(build.value.endedAt ?? '') : Number.NaN;
  return at >= since.getTime()
    ? []
    : [
        `the last build of \`${snapshot.project.name}\` is older than the days looked back on: nothing shows what it uses`,
      ];
}

/** What a build prints of refusals is held against what was taken out. A batch has no log of its own. */
function withoutLog({ snapshot }: Diagnosis): readonly string[] {
  const { log, batch, project } = snapshot;
  if (log.kind === 'known' || batch.kind === 'known') return [];
  const why = unreadWords(`the log of the last build of \`${project.name}\``, log);
  return [`${why}: no build could prove anything that way`];
}

/** What of a project was not read, and may ask for anything. */
function unclearParts({ snapshot, evidence }: Diagnosis): readonly string[] {
  return evidence.flatMap((one) =>
    one.kind === 'unresolved' && one.mayAskFor === undefined
      ? [`project \`${snapshot.project.name}\`, ${one.source.where}: ${one.why}`]
      : [],
  );
}

function partlyUnread({ snapshot, evidence }: Diagnosis): readonly Unread[] {
  return evidence.flatMap((one) =>
    one.kind === 'unresolved' && one.mayAskFor !== undefined
      ? [{ project: snapshot.project.name, actions: one.mayAskFor, why: one.why }]
      : [],
  );
}

/** A need of CodeBuild's own is none of the role's. */
function needsOn(roleArn: string, { snapshot, needs }: Diagnosis): readonly NeededBy[] {
  const { serviceRole, batchServiceRole, name } = snapshot.project;
  const roles = { 'service-role': serviceRole, 'batch-role': batchServiceRole, 'codebuild-service': null };
  return needs
    .filter(({ subject }) => roles[subject] === roleArn)
    .map(({ action, resource }) => ({ project: name, action, resource }));
}

/** Last accessed data comes within four hours; a day of builds is looked at besides. Source: IAM API Reference. */
async function sessionsOf(
  all: readonly Diagnosis[],
  now: Date,
  reader: AccountReader,
): Promise<Result<readonly Trail[], readonly string[]>> {
  const trails: Trail[] = [];
  for (const { snapshot } of all) {
    const { name } = snapshot.project;
    const trail = await reader.sessions({ project: name, since: new Date(now.getTime() - DAY) });
    if (trail.kind !== 'known') return err([unreadWords(`what builds of \`${name}\` did today`, trail)]);
    if (!trail.value.complete)
      return err([`project \`${name}\` had more builds today than CloudTrail is asked about`]);
    trails.push(trail.value);
  }
  return ok(trails);
}

/** Null: one of the records could not be read. */
function usesIn(trails: readonly Trail[], { arn }: Role): readonly RecordedUse[] | null {
  const uses: RecordedUse[] = [];
  for (const text of trails.flatMap(({ events }) => events)) {
    const use = recordedUse(text, arn);
    if (use === null) continue;
    if (use.action === null) return null;
    uses.push({ ...use, action: use.action });
  }
  return uses;
}

/** The account's own managed policies, as a change of them has to know them. */
async function managedOf(role: Role, reader: AccountReader): Promise<Tightening['managed']> {
  const own = documentsIn(role.attached).filter(({ arn }) => parseArn(arn)?.account !== 'aws');
  const read = own.map(async ({ arn }) => [arn, await ownManaged(arn, reader)] as const);
  return Object.fromEntries(await Promise.all(read));
}

async function ownManaged(arn: string, reader: AccountReader): Promise<Result<OwnManaged, string>> {
  const [policy, users] = await Promise.all([reader.managedPolicy(arn), reader.policyUsers(arn)]);
  if (policy.kind !== 'known') return err(unreadWords('its versions', policy));
  if (users.kind !== 'known') return err(unreadWords('who has it', users));
  return ok({ policy: policy.value, users: users.value });
}

/** What to look up. */
interface OnResources {
  readonly role: Role;
  readonly usage: Usage;
  readonly since: Date;
}

/** What the role did to resources of which an action is used, but perhaps elsewhere. */
async function usesOn(
  { role, usage, since }: OnResources,
  reader: AccountReader,
): Promise<Usage['onResource']> {
  const found: Record<string, Known<readonly string[]>> = {};
  for (const arn of openResources(role, usage)) {
    const trail = await reader.eventsOn({ arn, since });
    if (trail.kind !== 'known' || !trail.value.complete) continue;
    const uses = usesIn([trail.value], role);
    if (uses !== null) found[arn] = known(uses.map(({ action }) => action));
  }
  return found;
}

function unreadWords(what: string, unread: Exclude<Known<unknown>, { kind: 'known' }>): string {
  if (unread.kind === 'absent') return `${what} is not told`;
  const { why, needs, on } = unread.problem;
  return `${what} could not be read: ${needs === null ? why : `you may not do \`${needs}\` on \`${on ?? '*'}\``}`;
}
