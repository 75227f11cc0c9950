/** The projects whose builds run under a role: whoever changes the role changes what all of them may do. */
import { type Known, known, type RoleUsers, type Unreadable } from '#account/snapshot.ts';
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type { CallProblem } from '#account/ports.ts';
import type { RoleProject, RoleUses } from '#account/usage.ts';
import { ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete } from './known.ts';
import { ALL_PAGES, batchesOf, type ListedProjects, listProjects, readProjects } from './list-projects.ts';
import { allPages } from './pages.ts';
import { regionsOf } from './regions.ts';

/** Those of the projects listed that the role serves, but for the one named. */
export async function readRoleUsers(
  connection: Connection,
  { name, serviceRole }: { readonly name: string; readonly serviceRole: string },
  listing: Promise<Result<ListedProjects, CallProblem>>,
): Promise<Known<RoleUsers>> {
  const what = `projects that use role \`${serviceRole}\``;
  const listed = await listing;
  if (!listed.ok) return asKnown(what, listed);
  const read = await readProjects(connection, listed.value.names);
  if (!read.ok) return asKnown(what, read);
  const users = read.value.flatMap(({ name: other = name, serviceRole: own }) =>
    other !== name && own === serviceRole ? [other] : [],
  );
  return known({ projects: users.toSorted(), complete: listed.value.complete });
}

/** Of every region that the account may use; one region whose projects cannot be read leaves all of it unread. */
export async function readUsesOfRole(home: Connection, role: string): Promise<Known<RoleUses>> {
  const { regions, unread } = await readRegions(home, parseArn(role)?.partition ?? '');
  // One region is not every region where nothing says which there are.
  if (regions.length === 0) return incomplete(`projects of every region that use role \`${role}\``);
  const everywhere = [...new Set([home.region, ...regions])].map((region) => home.inRegion(region));
  const [projects, fleets] = await Promise.all([
    Promise.all(everywhere.map((connection) => projectsIn(connection, role))),
    Promise.all(everywhere.map((connection) => fleetsIn(connection, role))),
  ]);
  const hidden = projects.find(({ kind }) => kind === 'unreadable');
  if (hidden?.kind === 'unreadable') return hidden;
  return known({
    projects: projects.flatMap(valuesOf),
    fleets: fleets.flatMap(valuesOf),
    unread: [...unread, ...fleets.flatMap(problemsOf)],
  });
}

const valuesOf = <T>(read: Known<readonly T[]>): readonly T[] => (read.kind === 'known' ? read.value : []);

const problemsOf = (read: Known<unknown>): readonly Unreadable[] =>
  read.kind === 'unreadable' ? [read.problem] : [];

/** Those that need no opting in where nothing else can be read. */
async function readRegions(
  { read }: Connection,
  partition: string,
): Promise<{ readonly regions: readonly string[]; readonly unread: readonly Unreadable[] }> {
  const what = 'regions that the account opted into';
  const answer = asKnown(what, await read('ec2', 'DescribeRegions', {}));
  const listed = answer.kind === 'known' ? answer.value.Regions : undefined;
  if (listed !== undefined)
    return { regions: listed.flatMap(({ RegionName }) => RegionName ?? []), unread: [] };
  const hole = answer.kind === 'unreadable' ? answer : incomplete(what);
  return { regions: regionsOf(partition), unread: problemsOf(hole) };
}

async function projectsIn(connection: Connection, role: string): Promise<Known<readonly RoleProject[]>> {
  const what = `projects of ${connection.region} that use role \`${role}\``;
  const listed = await listProjects(connection, ALL_PAGES);
  if (!listed.ok) return asKnown(what, listed);
  if (!listed.value.complete) return incomplete(what);
  return inBatches(what, listed.value.names, async (names) => {
    const answer = await connection.read('codebuild', 'BatchGetProjects', { names });
    if (!answer.ok) return answer;
    const { projects = [], projectsNotFound = [] } = answer.value;
    const found = projects.flatMap((project) => usesOf(project, role, connection.region));
    return ok({ found, told: projects.length + projectsNotFound.length });
  });
}

function usesOf(
  { name = '', serviceRole, buildBatchConfig, resourceAccessRole }: CodeBuild.Project,
  role: string,
  region: string,
): readonly RoleProject[] {
  const uses = [
    ['service-role', serviceRole],
    ['batch-role', buildBatchConfig?.serviceRole],
    ['resource-access-role', resourceAccessRole],
  ] as const;
  return uses.flatMap(([as, arn]) => (arn === role ? [{ name, region, as }] : []));
}

/** ARNs of the fleets that have the role as their own. */
async function fleetsIn({ read, region }: Connection, role: string): Promise<Known<readonly string[]>> {
  const what = `fleets of ${region}`;
  const listed = await allPages(async (nextToken) => {
    const page = await read('codebuild', 'ListFleets', { nextToken });
    return page.ok ? ok({ items: page.value.fleets ?? [], next: page.value.nextToken }) : page;
  });
  if (!listed.ok) return asKnown(what, listed);
  return inBatches(what, listed.value, async (names) => {
    const answer = await read('codebuild', 'BatchGetFleets', { names });
    if (!answer.ok) return answer;
    const { fleets = [], fleetsNotFound = [] } = answer.value;
    const found = fleets.flatMap(({ arn = '', fleetServiceRole }) =>
      fleetServiceRole === role ? [arn] : [],
    );
    return ok({ found, told: fleets.length + fleetsNotFound.length });
  });
}

/** What one request after the other finds; not known where one fails, or does not tell of as many as it was asked about. */
async function inBatches<T>(
  what: string,
  names: readonly string[],
  ask: (
    names: string[],
  ) => Promise<Result<{ readonly found: readonly T[]; readonly told: number }, CallProblem>>,
): Promise<Known<readonly T[]>> {
  const all: T[] = [];
  for (const some of batchesOf(names)) {
    const answer = await ask([...some]);
    if (!answer.ok) return asKnown(what, answer);
    if (answer.value.told < some.length) return incomplete(what);
    all.push(...answer.value.found);
  }
  return known(all);
}
