/** The projects whose builds run under a role: whoever changes the role changes what all of them may do. */
import { type Known, known, type RoleUsers } from '#account/snapshot.ts';
import type { CallProblem } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import { allPages } from './pages.ts';

/** Pages of 100 names: a diagnosis does not wait for more of an account than that. */
const MOST_PAGES = 10;
/** Source: CodeBuild API reference, BatchGetProjects. */
const BATCH = 100;

interface Listed {
  readonly names: readonly string[];
  readonly complete: boolean;
}

/** The names of the region's projects, as far as they are listed. */
export async function listProjects(
  { read }: Connection,
  most = MOST_PAGES,
): Promise<Result<Listed, CallProblem>> {
  let complete = false;
  const names = await allPages(async (nextToken) => {
    const page = await read('codebuild', 'ListProjects', { sortBy: 'NAME', nextToken });
    if (!page.ok) return page;
    complete = page.value.nextToken === undefined || page.value.nextToken === '';
    return ok({ items: page.value.projects ?? [], next: page.value.nextToken });
  }, most);
  return names.ok ? ok({ names: names.value, complete }) : names;
}

/** Those of the projects listed that the role serves, but for the one named. */
export async function readRoleUsers(
  connection: Connection,
  { name, serviceRole }: { readonly name: string; readonly serviceRole: string },
  listing: Promise<Result<Listed, CallProblem>>,
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

/** As many as one request may name. */
export const batchesOf = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / BATCH) }, (_, at) =>
    names.slice(at * BATCH, (at + 1) * BATCH),
  );
