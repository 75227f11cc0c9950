/** Which build a snapshot explains: the one asked for, else the newest finished one. */
import type { CallProblem, SnapshotProblem } from '#account/ports.ts';
import { absent, type Build, type Known, known } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { newestFinished } from './build.ts';
import type { Connection } from './connection.ts';
import { buildByNumber, buildsById, type NewestBuilds } from './find-build.ts';
import { notRead } from './known.ts';

type Newest = Promise<Result<NewestBuilds, CallProblem>>;

interface Question {
  readonly project: string;
  readonly asked: string | null;
}

/** Starts at once; an ID needs one trip, the newest two, a number as many as it lies pages back. */
export async function chooseBuild(
  connection: Connection,
  { project, asked }: Question,
  newest: Newest,
): Promise<Result<Known<Build>, SnapshotProblem>> {
  if (asked === null) return chooseNewest(project, await newest);
  const found = await findAsked(connection, { project, asked }, newest);
  if (!found.ok) return err({ kind: 'call', problem: found.error });
  if (found.value !== null) return ok(known(found.value));
  return err({ kind: 'no-such-build', build: asked, project, recent: recentIds(await newest) });
}

function chooseNewest(
  project: string,
  newest: Result<NewestBuilds, CallProblem>,
): Result<Known<Build>, never> {
  if (!newest.ok) return ok(notRead(`builds of project \`${project}\``, newest.error));
  const build = newestFinished(newest.value.builds);
  return ok(build === null ? absent : known(build));
}

async function findAsked(
  connection: Connection,
  { project, asked }: { readonly project: string; readonly asked: string },
  newest: Newest,
): Promise<Result<Build | null, CallProblem>> {
  const number = /^#?(\d{1,9})$/.exec(asked)?.[1];
  if (number !== undefined) {
    const builds = await newest;
    if (!builds.ok) return builds;
    return buildByNumber(connection, { project, number: Number(number) }, builds.value);
  }
  const id = buildId(project, asked);
  if (id === null) return ok(null);
  const builds = await buildsById(connection, [id]);
  return builds.ok ? ok(builds.value.find((build) => build.id === id) ?? null) : builds;
}

/** `PROJECT:UUID`, the UUID alone, or the build's ARN; null where it is of another project. */
function buildId(project: string, asked: string): string | null {
  const text = asked.replace(/^arn:[^:]*:codebuild:[^:]*:[^:]*:build\//, '');
  const colon = text.lastIndexOf(':');
  if (colon === -1) return `${project}:${text}`;
  return text.slice(0, colon) === project ? text : null;
}

const RECENT = 5;

function recentIds(newest: Result<NewestBuilds, CallProblem>): readonly string[] {
  return newest.ok ? newest.value.ids.slice(0, RECENT) : [];
}
