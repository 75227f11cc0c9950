/**
 * One snapshot of the account for many diagnoses. Comes in: a connection, and the names of the projects. Goes out: a connection whose
 * answers about the account, which are the same for every project, are asked for once; its roles and repositories by one list each. Never: keeps
 * an answer about a build, one that another try might change, or more answers than the bound; or asks one API more at once than it takes.
 */
import type { Role } from '#account/snapshot.ts';
import { ok } from '#basics/result.ts';
import type { Call, Connection } from './connection.ts';
import { newLimit } from './limit.ts';
import { listedRepositories } from './listed-repositories.ts';
import { batchesOf } from './list-projects.ts';
import { readRoles } from './read-roles.ts';

/** By service: all of its reads, or those named. */
const SHARED: Readonly<Record<string, true | readonly string[]>> = {
  cloudformation: true,
  codebuild: ['ListProjects', 'BatchGetProjects'],
  config: true,
  ecr: true,
  iam: true,
  kms: true,
  organizations: true,
  s3: true,
  secretsmanager: true,
  ssm: true,
};

/** Calls under way at once of one API: the projects share its limits. */
const AT_ONCE = 10;
/** LookupEvents takes two requests a second in an account and region. Source: CloudTrail user guide, quotas. */
const AT_ONCE_OF: Readonly<Record<string, number>> = { cloudtrail: 2 };

/** Answers kept; those asked for longest ago make way. */
const MOST_KEPT = 5_000;

export function sharing(connection: Connection, projects: readonly string[]): Connection {
  const kept = new Map<string, ReturnType<Call>>();
  const places = new Map<string, Connection>();
  let roles: Promise<ReadonlyMap<string, Role> | null> | null = null;

  function share(inner: Connection, account = ''): Connection {
    const key = `${account} ${inner.region}`;
    const shared = places.get(key) ?? sharedAt(inner, account);
    places.set(key, shared);
    return shared;
  }

  function sharedAt(inner: Connection, account: string): Connection {
    const read = sharedRead({ ...inner, read: limited(inner.read) }, { kept, account });
    return {
      ...inner,
      read: listedRepositories(projectsByBatch(read, projects)),
      inRegion: (region) => share(inner.inRegion(region), account),
      ofAccount: (other) =>
        share(inner.ofAccount(other), Object.hasOwn(inner.others, other) ? other : account),
      // A role of another account may bear the same name.
      roles: () => (account === '' ? (roles ??= rolesByName(inner)) : inner.roles()),
    };
  }
  return share(connection);
}

/** Without the right to the list each role is read by itself. */
async function rolesByName(connection: Connection): Promise<ReadonlyMap<string, Role> | null> {
  const listed = await readRoles(connection);
  return listed.ok ? new Map(listed.value.map((role) => [role.name, role])) : null;
}

interface Kept {
  readonly kept: Map<string, ReturnType<Call>>;
  /** The account that is asked; empty: the project's own. */
  readonly account: string;
}

function limited(read: Call): Call {
  const limits = new Map<string, ReturnType<typeof newLimit>>();
  return (service, operation, input) => {
    const limit = limits.get(service) ?? newLimit(AT_ONCE_OF[service] ?? AT_ONCE);
    limits.set(service, limit);
    return limit(() => read(service, operation, input));
  };
}

function sharedRead({ read, region }: Connection, { kept, account }: Kept): Call {
  return async (service, operation, input) => {
    const shared = SHARED[service];
    if (shared !== true && shared?.includes(operation) !== true) return read(service, operation, input);
    const key = JSON.stringify([account, region, service, operation, input]);
    const answering =
      (kept.get(key) as ReturnType<typeof read<typeof service, typeof operation>>) ??
      read(service, operation, input);
    kept.delete(key);
    kept.set(key, answering as ReturnType<Call>);
    const [oldest] = kept.size > MOST_KEPT ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    const answer = await answering;
    const isSettled = answer.ok || answer.error.kind === 'denied' || answer.error.kind === 'not-found';
    if (!isSettled) kept.delete(key);
    return answer;
  };
}

/** A project is asked for with those beside it in the list, which are asked for next. */
function projectsByBatch(read: Call, projects: readonly string[]): Call {
  const batchOf = new Map(batchesOf(projects).flatMap((names) => names.map((name) => [name, names])));
  return (async (service: 'codebuild', operation: 'BatchGetProjects', input: { names: string[] }) => {
    const [name = ''] = service === 'codebuild' && operation === 'BatchGetProjects' ? input.names : [];
    const names = batchOf.get(name);
    if (names === undefined || input.names.length > 1) return read(service, operation, input);
    const answer = await read(service, operation, { names: [...names] });
    if (!answer.ok) return read(service, operation, input);
    return ok({
      ...answer.value,
      projects: answer.value.projects?.filter((one) => one.name === name),
      projectsNotFound: answer.value.projectsNotFound?.filter((one) => one === name),
    });
  }) as Call;
}
