/** Whether a snapshot explains a batch: the one asked for, the one that its build is part of, or the newest of the project. */
import type { CallProblem, SnapshotProblem, SnapshotQuery } from '#account/ports.ts';
import type { Project } from '#account/project.ts';
import { absent, type Build, known, type Snapshot } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import type { NewestBuilds } from './find-build.ts';
import { notRead } from './known.ts';
import {
  type BatchAlone,
  batchesById,
  batchOfBuild,
  failedOf,
  idOfArn,
  newestBatches,
  withFailures,
} from './read-batch.ts';

/** What a snapshot explains. */
export type Explained = Pick<Snapshot, 'build' | 'passedOver' | 'lastGreen' | 'batch'>;
type Chosen = Result<Omit<Explained, 'batch'>, SnapshotProblem>;

interface Question {
  readonly query: Pick<SnapshotQuery, 'build' | 'wasOverridden'>;
  readonly newest: Promise<Result<NewestBuilds, CallProblem>>;
  /** Null: there is none, or it could not be read. */
  readonly projectRead: Promise<Project | null>;
  /** What is explained where it is no batch. */
  readonly chosen: Promise<Chosen>;
}

/** A batch asks for a trip or two more; a project that has none asks for nothing. */
export async function chooseBatch(
  connection: Connection,
  question: Question,
): Promise<Result<Explained, SnapshotProblem>> {
  const { query, chosen } = question;
  const answer = await chosen;
  if (query.build !== null) return askedFor(connection, query.build, answer);
  if (!answer.ok) return answer;
  return ok(await newestOf(connection, question, answer.value));
}

async function askedFor(
  connection: Connection,
  asked: string,
  answer: Chosen,
): Promise<Result<Explained, SnapshotProblem>> {
  if (answer.ok) return ok(await withItsBatch(connection, answer.value));
  if (answer.error.kind !== 'no-such-build' || !/:/.test(asked)) return answer;
  const id = idOfArn(asked);
  if (!id.startsWith(`${answer.error.project}:`)) return answer;
  const batches = await batchesById(connection, [id]);
  const [batch] = batches.ok ? batches.value : [];
  return batch === undefined ? answer : ok(await explained(connection, batch));
}

/** The build stays the one that was asked for. */
async function withItsBatch(connection: Connection, chosen: Omit<Explained, 'batch'>): Promise<Explained> {
  const { build } = chosen;
  const arn = build.kind === 'known' ? build.value.batchArn : null;
  if (build.kind !== 'known' || arn === null) return { ...chosen, batch: absent };
  const batch = await batchOfBuild(connection, arn);
  if (batch.kind !== 'known') return { ...chosen, batch };
  const whole = await withOthers(connection, batch.value, build.value);
  return { ...chosen, lastGreen: null, batch: known(whole) };
}

async function newestOf(
  connection: Connection,
  { query, newest, projectRead }: Question,
  chosen: Omit<Explained, 'batch'>,
): Promise<Explained> {
  const project = await projectRead;
  const batches = project === null ? ok([]) : await newestBatches(connection, project);
  if (!batches.ok)
    return { ...chosen, batch: notRead(`batches of project \`${project?.name}\``, batches.error) };
  const ended = batches.value.filter(({ run }) => run.complete);
  const passes = ({ run }: BatchAlone): boolean => project === null || !query.wasOverridden(project, run);
  const batch = ended.find(passes) ?? ended[0];
  const builds = await newest;
  const alone = builds.ok
    ? builds.value.builds.filter(({ batchArn, complete }) => batchArn === null && complete)
    : [];
  const latest =
    alone
      .map(({ startedAt }) => startedAt ?? '')
      .sort()
      .at(-1) ?? '';
  if (batch === undefined || (batch.run.startedAt ?? '') < latest) return withItsBatch(connection, chosen);
  const green = ended.find((one) => one !== batch && one.run.status === 'SUCCEEDED' && passes(one));
  return { ...(await explained(connection, batch)), lastGreen: green?.run ?? null };
}

/** Its first failed build; itself where none failed: then it is the batch that went wrong, or nothing did. */
async function explained(connection: Connection, batch: BatchAlone): Promise<Explained> {
  const failed = await failedOf(connection, batch);
  const [first = batch.run, ...others] = failed.ok ? failed.value : [];
  return {
    build: known(first),
    passedOver: null,
    lastGreen: null,
    batch: known(await withFailures(connection, batch, others)),
  };
}

async function withOthers(connection: Connection, batch: BatchAlone, build: Build) {
  const failed = await failedOf(connection, batch);
  const others = failed.ok ? failed.value.filter(({ id }) => id !== build.id) : [];
  return withFailures(connection, batch, others);
}
