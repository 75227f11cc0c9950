/** The project's builds: the newest ones, and the one asked for by ID or number. */
import type { CallProblem } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import { buildOf } from './build.ts';
import type { Connection } from './connection.ts';

/** The most BatchGetBuilds takes, and ListBuildsForProject gives. Source: CodeBuild API reference. */
const BATCH = 100;
/** Pages of builds looked through for a number. */
const MOST_PAGES = 50;

export interface NewestBuilds {
  readonly ids: readonly string[];
  readonly builds: readonly Build[];
  readonly next: string | undefined;
}

/** A page of builds, newest first; two trips. */
export async function newestBuilds(
  connection: Connection,
  project: string,
  nextToken?: string,
): Promise<Result<NewestBuilds, CallProblem>> {
  const list = await connection.read('codebuild', 'ListBuildsForProject', {
    projectName: project,
    sortOrder: 'DESCENDING',
    nextToken,
  });
  if (!list.ok) return list;
  const ids = list.value.ids ?? [];
  const builds = await buildsById(connection, ids.slice(0, BATCH));
  return builds.ok ? ok({ ids, builds: builds.value, next: list.value.nextToken }) : builds;
}

export async function buildsById(
  { read }: Connection,
  ids: readonly string[],
): Promise<Result<readonly Build[], CallProblem>> {
  if (ids.length === 0) return ok([]);
  const answer = await read('codebuild', 'BatchGetBuilds', { ids: [...ids] });
  return answer.ok ? ok((answer.value.builds ?? []).map(buildOf)) : answer;
}

/** Build numbers rise with time, so the pages below the number need not be read. */
export async function buildByNumber(
  connection: Connection,
  { project, number }: { readonly project: string; readonly number: number },
  newest: NewestBuilds,
): Promise<Result<Build | null, CallProblem>> {
  let page = newest;
  for (let pages = 1; ; pages++) {
    const found = page.builds.find((build) => build.number === number);
    if (found !== undefined) return ok(found);
    const passed = page.builds.some((build) => build.number !== null && build.number < number);
    if (passed || page.next === undefined || page.next === '' || pages === MOST_PAGES) return ok(null);
    const next = await newestBuilds(connection, project, page.next);
    if (!next.ok) return next;
    page = next.value;
  }
}
