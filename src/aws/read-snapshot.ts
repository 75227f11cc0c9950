/**
 * Everything a diagnosis looks at, in at most five sequential trips whatever the number of policies.
 * Each read starts as soon as what it depends on is known:
 *
 *   1  caller · project · list of builds · list of projects · organisation (and a build asked for by ID)
 *   2  builds · other projects · the project's role and its lists · what the project's settings point at · endpoints of its VPC · buildspec in S3
 *   3  policies of the role · log · trail · pipeline · what the build's settings point at
 *   4  documents of managed policies · what the log points at
 *   5  other regions of missing repositories
 *   6  tags of what the build uses, where a policy asks for tags
 *
 * Beyond that lie only a build number many pages back, further pages of lists and trail, and the walk
 * through an organisation, where it is allowed at all.
 */
import { setImmediate as turn } from 'node:timers/promises';
import { isFailure } from '#account/build-status.ts';
import type { FoundSoFar, SnapshotProblem, SnapshotQuery } from '#account/ports.ts';
import { type AskedThing, askedRole, type KeptThing } from '#account/owner-signs.ts';
import {
  absent,
  type Build,
  type BuildLog,
  type Known,
  type Role,
  type Snapshot,
} from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { newestFailed, newestRunning } from './build.ts';
import { chooseBatch } from './choose-batch.ts';
import { chooseBuild } from './choose-build.ts';
import type { Connection } from './connection.ts';
import { newestBuilds } from './find-build.ts';
import { readEndpoints } from './read-endpoints.ts';
import { findProject, noSuchProject } from './find-project.ts';
import { listProjects } from './list-projects.ts';
import { readBuildspecs } from './read-buildspec.ts';
import { NO_CHANGES, readChanges } from './read-changes.ts';
import { readLog } from './read-log.ts';
import { readOrganization } from './read-organization.ts';
import { readPipelineAction } from './read-pipeline.ts';
import { readRole, roleNameOf } from './read-role.ts';
import { readRoleUsers } from './read-role-users.ts';
import { readAskedTags } from './read-tags.ts';
import { readTrail } from './read-trail.ts';
import { newWantedReads, type WantedReads } from './wanted-reads.ts';

/** Pages of 100 names of projects: a diagnosis does not wait for more of an account than that. */
const LISTED_PAGES = 10;

interface Reading {
  readonly query: SnapshotQuery;
  readonly first: FirstReads;
  readonly ahead: Ahead;
}

/** What every snapshot of a project begins with, under way. */
export type FirstReads = ReturnType<typeof firstReads>;

/** The first trip. */
export const firstReads = (connection: Connection, project: string) => ({
  identity: connection.identity(),
  newest: newestBuilds(connection, project),
  finding: findProject(connection, project),
  organization: readOrganization(connection),
  listing: listProjects(connection, LISTED_PAGES),
});

export async function readSnapshot(
  connection: Connection,
  { query, first, ahead }: Reading,
): Promise<Result<Snapshot, SnapshotProblem>> {
  const { project: name } = query;
  const { newest, finding, organization, listing } = first;
  const projectRead = finding.then((found) => (found.ok ? found.value : null));
  const alone = chooseBuild(connection, { query, newest, projectRead });
  const chosen = chooseBatch(connection, { query, newest, projectRead, chosen: alone });
  const [identity, project] = await Promise.all([first.identity, finding]);
  if (!identity.ok) return err({ kind: 'call', problem: identity.error });
  if (!project.ok) return err({ kind: 'call', problem: project.error });
  if (project.value === null) return noSuchProject(connection, name);
  const { partition, account, arn: operator } = identity.value;
  const { region } = connection;
  const found = { partition, account, region, project: project.value, ...operatorsOf(connection) };
  const parts = await readAround(connection, { ahead, query, found, chosen, listing, organization });
  if (!parts.ok) return parts;
  const builds = await newest;
  const failed = builds.ok ? newestFailed(builds.value.builds) : null;
  const { build } = parts.value;
  const isExplained = build.kind === 'known' && isFailure(build.value);
  return ok({
    takenAt: connection.clock.now().toISOString(),
    ...found,
    operator,
    ...parts.value,
    running: builds.ok ? newestRunning(builds.value.builds) : null,
    lastFailedBuild: isExplained ? null : (failed?.id ?? null),
    ...(await organization),
  });
}

function operatorsOf({ others }: Connection): Pick<Snapshot, 'operators'> {
  const callers = Object.entries(others).map(([account, { arn }]) => [account, arn] as const);
  return callers.length === 0 ? {} : { operators: Object.fromEntries(callers) };
}

type Found = Pick<FoundSoFar, 'partition' | 'account' | 'region' | 'project' | 'operators'>;

/** What whoever plans will ask, asked while the rest is read: nobody waits for it here. */
interface Ahead {
  readonly askRule: () => unknown;
  readonly askCalls: (thing: KeptThing) => unknown;
  readonly askOwner: (thing: AskedThing) => unknown;
}

interface Around {
  readonly ahead: Ahead;
  readonly query: SnapshotQuery;
  readonly found: Found;
  readonly chosen: ReturnType<typeof chooseBatch>;
  readonly listing: ReturnType<typeof listProjects>;
  readonly organization: ReturnType<typeof readOrganization>;
}

/** From the second trip on: what hangs on the project, then on its build, then on the build's log. */
async function readAround(connection: Connection, around: Around) {
  const { query, found, chosen, listing, organization } = around;
  const { project } = found;
  const reads = newWantedReads(connection, found);
  const role = readRole(connection, roleNameOf(project.serviceRole));
  const beside = readBeside(connection, { found, listing });
  const ofProject = readBuildspecs(connection, [project.source.buildspec]);
  const look = lookAgain(query, found, reads);
  await sent();
  look({});
  const answer = await chosen;
  if (!answer.ok) return answer;
  const { build, batch, passedOver, lastGreen } = answer.value;
  const ofBuild = valueOf(build);
  const isSpared = query.spare === 'every' || (query.spare === 'green' && ofBuild?.status === 'SUCCEEDED');
  const trail = ofBuild === null || isSpared ? absent : readTrail(connection, ofBuild, query.trailPages);
  const changes =
    query.trailPages > 0 && !isSpared
      ? readChanges(connection, { project, build: ofBuild, green: lastGreen, role })
      : NO_CHANGES;
  askAhead(around, ofBuild, isSpared ? null : role);
  const pipeline = ofBuild === null ? absent : readPipelineAction(connection, { project, build: ofBuild });
  const readingLog = ofBuild === null || isSpared ? absent : readLog(connection, ofBuild);
  await sent();
  look({ build: ofBuild });
  const own = ofBuild?.buildspec === project.source.buildspec ? null : (ofBuild?.buildspec ?? null);
  const buildspecFiles = { ...(await ofProject), ...(await readBuildspecs(connection, [own])) };
  look({ build: ofBuild, buildspecFiles });
  const log = await readingLog;
  look({ build: ofBuild, buildspecFiles, log: valueOf<BuildLog>(log) });
  const wanted = await reads.settled();
  const policies = [await role, wanted, await organization];
  const resourceTags = await readAskedTags(connection, { policies, arns: reads.tagged() });
  return ok({
    build,
    batch,
    passedOver,
    lastGreen,
    role: await role,
    ...(await beside),
    log,
    trail: await trail,
    ...(await changes),
    pipelineAction: await pipeline,
    buildspecFiles,
    ...wanted,
    resourceTags,
  });
}

/** Looking keeps the processor: what was asked goes out before. A call takes its turns to be signed, to connect and to be written. */
export async function sent(): Promise<void> {
  for (let turns = 0; turns < 4; turns += 1) await turn();
}

/** What hangs on the project alone, beside its role. */
async function readBeside(connection: Connection, { found, listing }: Pick<Around, 'found' | 'listing'>) {
  const { project } = found;
  const [batchRole, roleUsers, endpoints] = await Promise.all([
    readBatchRole(connection, project),
    readRoleUsers(connection, project, listing),
    readEndpoints(connection, project.vpc, found),
  ]);
  return { batchRole, roleUsers, endpoints };
}

function askAhead(
  { ahead, query, found }: Around,
  build: Build | null,
  role: Promise<Known<Role>> | null,
): void {
  if (build === null || build.status === 'SUCCEEDED') return;
  query.onRed?.(found);
  if (query.mayWriteInline === true) void ahead.askRule();
  if (role === null) return;
  void ahead.askCalls({ kind: 'role', arn: found.project.serviceRole });
  void role.then((read) => read.kind === 'known' && ahead.askOwner(askedRole(read.value, found.project)));
}

/** A role that is the service role as well is read once. */
async function readBatchRole(
  connection: Connection,
  { batchServiceRole: arn, serviceRole }: Found['project'],
): Promise<Known<Role>> {
  return arn === null || arn === serviceRole ? absent : readRole(connection, roleNameOf(arn));
}

function lookAgain(query: SnapshotQuery, found: Found, reads: WantedReads) {
  const nothing = { build: null, buildspecFiles: {}, log: null };
  let last: FoundSoFar | null = null;
  return (more: Partial<Omit<FoundSoFar, keyof Found>>): void => {
    const now: FoundSoFar = { ...nothing, ...found, ...more };
    // Reading a log for what it points at takes a while; what has been seen is not looked at again.
    const isNews = last?.build !== now.build || countOf(last) !== countOf(now) || last.log !== now.log;
    last = now;
    if (isNews) reads.want(query.lookFor(now));
  };
}

/** Texts of buildspecs only come to be more. */
const countOf = ({ buildspecFiles }: FoundSoFar): number => Object.keys(buildspecFiles).length;

function valueOf<T>(value: Known<T>): T | null {
  return value.kind === 'known' ? value.value : null;
}
