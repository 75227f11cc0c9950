/** The projects whose builds run under a role: whoever changes the role changes what all of them may do. */
import { type Known, known, type RoleUsers } from '#account/snapshot.ts';
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type { CallProblem } from '#account/ports.ts';
import type { RoleProject } from '#account/usage.ts';
import type { Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete } from './known.ts';
import { ALL_PAGES, type ListedProjects, listProjects } from './list-projects.ts';
import { regionsOf } from './regions.ts';

/** Source: CodeBuild API reference, BatchGetProjects. */
const BATCH = 100;

/** Those of the projects listed that the role serves, but for the one named. */
export async function readRoleUsers(
  connection: Connection,
  { name, serviceRole }: { readonly name: string; readonly serviceRole: string },
  listing: Promise<Result<ListedProjects, CallProblem>>,
): Promise<Known<RoleUsers>> {
  const what = `projects that use role \`${serviceRole}\``;
  const listed = await listing;
  if (!listed.ok) return asKnown(what, listed);
  const answers = await Promise.all(
    batchesOf(listed.value.names).map((names) =>
      connection.read('codebuild', 'BatchGetProjects', { names: [...names] }),
    ),
  );
  const projects: string[] = [];
  for (const answer of answers) {
    if (!answer.ok) return asKnown(what, answer);
    for (const project of answer.value.projects ?? []) {
      const { name: other = name } = project;
      if (other !== name && project.serviceRole === serviceRole) projects.push(other);
    }
  }
  return known({ projects: projects.toSorted(), complete: listed.value.complete });
}

/** Those of every region that name the role in any part; one region that cannot be read leaves all of it unread. */
export async function readProjectsOfRole(
  home: Connection,
  role: string,
): Promise<Known<readonly RoleProject[]>> {
  const regions = regionsOf(parseArn(role)?.partition ?? '');
  // One region is not every region where nothing says which there are.
  if (regions.length === 0) return incomplete(`projects of every region that use role \`${role}\``);
  const answers = await Promise.all(
    [...new Set([home.region, ...regions])].map((region) => inOneRegion(home.inRegion(region), role)),
  );
  const projects: RoleProject[] = [];
  for (const answer of answers) {
    if (answer.kind === 'unreadable') return answer;
    if (answer.kind === 'known') projects.push(...answer.value);
  }
  return known(projects);
}

async function inOneRegion(connection: Connection, role: string): Promise<Known<readonly RoleProject[]>> {
  const what = `projects of ${connection.region} that use role \`${role}\``;
  const listed = await listProjects(connection, ALL_PAGES);
  if (!listed.ok) return asKnown(what, listed);
  if (!listed.value.complete) return incomplete(what);
  const found: RoleProject[] = [];
  for (const names of batchesOf(listed.value.names)) {
    const answer = await connection.read('codebuild', 'BatchGetProjects', { names: [...names] });
    if (!answer.ok) return asKnown(what, answer);
    const { projects = [], projectsNotFound = [] } = answer.value;
    if (projects.length + projectsNotFound.length < names.length) return incomplete(what);
    found.push(...projects.flatMap((project) => usesOf(project, role, connection.region)));
  }
  return known(found);
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

/** As many as one request may name. */
export const batchesOf = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / BATCH) }, (_, at) =>
    names.slice(at * BATCH, (at + 1) * BATCH),
  );
