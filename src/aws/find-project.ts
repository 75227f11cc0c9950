/** The project, or the names nearest to one that does not exist. */
import { distance } from 'fastest-levenshtein';
import type { CallProblem, SnapshotProblem } from '#account/ports.ts';
import type { Project } from '#account/project.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Connection } from './connection.ts';
import { listProjects } from './list-projects.ts';
import { projectOf } from './project.ts';
import { regionsOf } from './regions.ts';

export async function findProject(
  { read }: Connection,
  name: string,
): Promise<Result<Project | null, CallProblem>> {
  const answer = await read('codebuild', 'BatchGetProjects', { names: [name] });
  if (!answer.ok) return answer;
  const found = answer.value.projects?.[0];
  if (found !== undefined) return ok(projectOf(found));
  return answer.value.projectsNotFound?.includes(name) === true ? ok(null) : err(nothingSaid(name));
}

/** What is not there is listed as such; an answer that lists it nowhere was cut short. */
function nothingSaid(name: string): CallProblem {
  const message = `the answer says neither what project \`${name}\` is nor that there is none`;
  const call = 'codebuild:BatchGetProjects';
  return { kind: 'other', code: 'IncompleteAnswer', message, call, action: null, resource: null };
}

/** Pages of 100 names; an account has at most 5,000 projects. Source: CodeBuild user guide, limits. */
const MOST_PAGES = 50;
const SHOWN = 3;

export async function noSuchProject(
  connection: Connection,
  project: string,
): Promise<Result<never, SnapshotProblem>> {
  const identity = await connection.identity();
  if (!identity.ok) return err({ kind: 'call', problem: identity.error });
  const listed = await listProjects(connection, MOST_PAGES);
  const { region } = connection;
  const { account, partition } = identity.value;
  const nearest = listed.ok ? nearestNames(project, listed.value.names) : [];
  const elsewhere = nearest.length > 0 ? [] : await regionsWith(connection, partition, project);
  const count = listed.ok ? listed.value.names.length : null;
  return err({ kind: 'no-such-project', project, nearest, region, account, elsewhere, count });
}

/** The wrong region is as likely as a slip, where no name comes near. */
async function regionsWith(
  connection: Connection,
  partition: string,
  project: string,
): Promise<readonly string[]> {
  const others = regionsOf(partition).filter((other) => other !== connection.region);
  const found = await Promise.all(
    others.map(async (other) => {
      const answer = await findProject(connection.inRegion(other), project);
      return answer.ok && answer.value !== null ? [other] : [];
    }),
  );
  return found.flat();
}

/** Alike enough to be a slip: half of the name may differ, case aside. */
function nearestNames(asked: string, names: readonly string[]): readonly string[] {
  const wanted = asked.toLowerCase();
  return names
    .map((name) => ({ name, off: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, off }) => off <= Math.max(asked.length, name.length) / 2 || contains(name, wanted))
    .sort((left, right) => left.off - right.off || left.name.localeCompare(right.name))
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

function contains(name: string, wanted: string): boolean {
  return wanted.length > 2 && name.toLowerCase().includes(wanted);
}
