/** The projects whose builds run under a role: whoever changes the role changes what all of them may do. */
import { type Known, known, type RoleUsers } from '#account/snapshot.ts';
import type { CallProblem } from '#account/ports.ts';
import type { Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';
import type { ListedProjects } from './list-projects.ts';

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

/** As many as one request may name. */
export const batchesOf = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / BATCH) }, (_, at) =>
    names.slice(at * BATCH, (at + 1) * BATCH),
  );
