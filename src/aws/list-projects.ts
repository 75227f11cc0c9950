/** The projects of a region: their names, and what they are. */
import type * as CodeBuild from '@aws-sdk/client-codebuild';
import type { CallProblem } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { allPages } from './pages.ts';

/** Pages of 100 names; an account has at most 5,000 projects. Source: CodeBuild user guide, limits. */
export const ALL_PAGES = 50;

/** The names, in order, and whether there are no more. */
export interface ListedProjects {
  readonly names: readonly string[];
  readonly complete: boolean;
}

/** The names of the region's projects, as far as `mostPages` of 100 go. */
export async function listProjects(
  { read }: Pick<Connection, 'read'>,
  mostPages: number,
): Promise<Result<ListedProjects, CallProblem>> {
  let complete = false;
  const names = await allPages(async (nextToken) => {
    const page = await read('codebuild', 'ListProjects', { sortBy: 'NAME', nextToken });
    if (!page.ok) return page;
    complete = page.value.nextToken === undefined || page.value.nextToken === '';
    return ok({ items: page.value.projects ?? [], next: page.value.nextToken });
  }, mostPages);
  return names.ok ? ok({ names: names.value, complete }) : names;
}

/** The projects of these names; one that is not there is left out. */
export async function readProjects(
  { read }: Pick<Connection, 'read'>,
  names: readonly string[],
): Promise<Result<readonly CodeBuild.Project[], CallProblem>> {
  const answers = await Promise.all(
    batchesOf(names).map((some) => read('codebuild', 'BatchGetProjects', { names: [...some] })),
  );
  const all: CodeBuild.Project[] = [];
  for (const answer of answers) {
    if (!answer.ok) return answer;
    all.push(...(answer.value.projects ?? []));
  }
  return ok(all);
}

/** Source: CodeBuild API reference, BatchGetProjects, BatchGetBuilds, BatchGetFleets. */
const BATCH = 100;

/** As many as one request may name. */
export const batchesOf = (names: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(names.length / BATCH) }, (_, at) =>
    names.slice(at * BATCH, (at + 1) * BATCH),
  );
