/** The projects whose builds log to a group that their settings name. */
import type { LogGroupQuery } from '#account/log-groups.ts';
import type { CallProblem } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { ALL_PAGES, batchesOf, listProjects, readProjects } from './list-projects.ts';

export async function readProjectsLogging(
  connection: Connection,
  { group, uuid }: LogGroupQuery,
): Promise<Result<readonly string[], CallProblem>> {
  const listed = await listProjects(connection, ALL_PAGES);
  if (!listed.ok) return listed;
  const read = await readProjects(connection, listed.value.names);
  if (!read.ok) return read;
  const projects = read.value.flatMap(({ name = '', logsConfig }) =>
    logsConfig?.cloudWatchLogs?.groupName === group ? [name] : [],
  );
  return uuid === null || projects.length < 2 ? ok(projects) : havingBuild(connection, projects, uuid);
}

/** All of them where none has it: a batch is no build. */
async function havingBuild(
  { read }: Connection,
  projects: readonly string[],
  uuid: string,
): Promise<Result<readonly string[], CallProblem>> {
  for (const some of batchesOf(projects)) {
    const answer = await read('codebuild', 'BatchGetBuilds', { ids: some.map((name) => `${name}:${uuid}`) });
    if (!answer.ok) return answer;
    const [build] = answer.value.builds ?? [];
    if (build?.projectName !== undefined) return ok([build.projectName]);
  }
  return ok(projects);
}
