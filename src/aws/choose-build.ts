/** Which build a snapshot explains: the one asked for, else the newest finished one of the project's own settings. */
import type { CallProblem, SnapshotProblem, SnapshotQuery } from '#account/ports.ts';
import type { Project } from '#account/project.ts';
import { absent, type Build, known, type Snapshot } from '#account/snapshot.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { newestFinished } from './build.ts';
import type { Connection } from './connection.ts';
import { buildByNumber, buildsById, type NewestBuilds } from './find-build.ts';
import { notRead } from './known.ts';

type Newest = Promise<Result<NewestBuilds, CallProblem>>;

interface Question {
  readonly query: Pick<SnapshotQuery, 'project' | 'build' | 'wasOverridden'>;
  readonly newest: Newest;
  /** Null: there is none, or it could not be read. */
  readonly projectRead: Promise<Project | null>;
}

type Chosen = Pick<Snapshot, 'build' | 'passedOver' | 'lastGreen'>;

/** Starts at once; an ID needs one trip, the newest two, a number as many as it lies pages back. */
export async function chooseBuild(
  connection: Connection,
  { query, newest, projectRead }: Question,
): Promise<Result<Chosen, SnapshotProblem>> {
  const { project, build: asked, wasOverridden } = query;
  const found = asked === null ? null : await findAsked(connection, { project, asked }, newest);
  if (found?.ok === false) return err({ kind: 'call', problem: found.error });
  const settings = await projectRead;
  const passes = (build: Build): boolean => settings === null || !wasOverridden(settings, build);
  if (asked === null || found === null) return ok(chooseNewest(project, await newest, passes));
  const build = found.value;
  if (build === null)
    return err({ kind: 'no-such-build', build: asked, project, recent: recentIds(await newest) });
  return ok({ build: known(build), passedOver: null, lastGreen: lastGreen(await newest, build, passes) });
}

/** Whoever may start a build chooses what it runs with; that build is explained only where there is no other. */
function chooseNewest(
  project: string,
  newest: Result<NewestBuilds, CallProblem>,
  passes: (build: Build) => boolean,
): Chosen {
  if (!newest.ok)
    return {
      build: notRead(`builds of project \`${project}\``, newest.error),
      passedOver: null,
      lastGreen: null,
    };
  const finished = newestFinished(newest.value.builds);
  const [first = null] = finished;
  const chosen = finished.find(passes) ?? first;
  if (chosen === null) return { build: absent, passedOver: null, lastGreen: null };
  return {
    build: known(chosen),
    passedOver: chosen === first ? null : first,
    lastGreen: lastGreen(newest, chosen, passes),
  };
}

/** With settings of its own a build says nothing of the project's; one further back than the first page is not looked for. */
function lastGreen(
  newest: Awaited<Newest>,
  { id }: Build,
  passes: (build: Build) => boolean,
): Snapshot['lastGreen'] {
  const finished = newest.ok ? newestFinished(newest.value.builds) : [];
  const at = finished.findIndex((build) => build.id === id);
  const older = at < 0 ? [] : finished.slice(at);
  return older.find((build) => build.status === 'SUCCEEDED' && passes(build)) ?? null;
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
