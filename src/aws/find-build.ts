/** The project's builds: the newest ones, and the one asked for by ID or number. */
import type { CallProblem } from '#account/ports.ts';
import type { Build } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
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
  /** Whether the answers held what they should. */
  readonly whole: boolean;
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
  if (!builds.ok) return builds;
  const whole = list.value.ids !== undefined && builds.value.length === ids.length;
  return ok({ ids, builds: builds.value, next: list.value.nextToken, whole });
}

/** Of all projects of the account and region; two trips. */
export async function newestOfAccount(
  connection: Connection,
): Promise<Result<readonly Build[], CallProblem>> {
  const list = await connection.read('codebuild', 'ListBuilds', { sortOrder: 'DESCENDING' });
  if (!list.ok) return list;
  const ids = (list.value.ids ?? []).slice(0, BATCH);
  const builds = await buildsById(connection, ids);
  // BatchGetBuilds does not promise the order asked for.
  const at = (build: Build): number => ids.indexOf(build.id);
  return builds.ok ? ok([...builds.value].sort((left, right) => at(left) - at(right))) : builds;
}

export async function buildsById(
  { read }: Connection,
  ids: readonly string[],
): Promise<Result<readonly Build[], CallProblem>> {
  if (ids.length === 0) return ok([]);
  const answer = await read('codebuild', 'BatchGetBuilds', { ids: [...ids] });
  return answer.ok ? ok((answer.value.builds ?? []).map(buildOf)) : answer;
}

export interface Since {
  readonly project: string;
  readonly time: Date;
}

/** Newest first, as far back as that; an answer without what it should hold is no proof that there is none. */
export async function buildsSince(
  connection: Connection,
  { project, time }: Since,
): Promise<Result<readonly Build[], CallProblem>> {
  const since: Build[] = [];
  let next: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const page = await newestBuilds(connection, project, next);
    if (!page.ok) return page;
    const { builds, whole } = page.value;
    if (!whole) return err(notWhole(project));
    const recent = builds.filter((build) => isSince(build, time));
    // One of a batch was begun by the batch.
    since.push(...recent.filter(({ batchArn }) => batchArn === null));
    next = page.value.next;
    if (recent.length < builds.length || next === undefined || next === '') return ok(since);
  }
  return err(notWhole(project));
}

/** One of which it is not said when it was started may be one. */
export const isSince = ({ startedAt }: Build, time: Date): boolean =>
  startedAt === null || Date.parse(startedAt) >= time.getTime();

/** An answer without what it should hold. */
export const notWhole = (project: string): CallProblem => ({
  kind: 'other',
  code: 'IncompleteAnswer',
  message: `the builds of project \`${project}\` were not all told`,
  call: 'codebuild:ListBuildsForProject',
  action: null,
  resource: null,
});

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
