/** The reader over the SDK: what an account holds, as known values. */
import type { AccountReader } from '#account/ports.ts';
import { settingOf } from '#account/project-setting.ts';
import { ok } from '#basics/result.ts';
import { absent, known } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { newestOfAccount } from './find-build.ts';
import { findProject } from './find-project.ts';
import { asKnown } from './known.ts';
import { readPolicyAt, readPolicyUsers } from './read-policy-at.ts';
import { readRepositorySettings } from './read-repository.ts';
import { readFailedAction } from './read-pipeline.ts';
import { readInlineRule } from './read-inline-rule.ts';
import { newOwnerReads } from './owner-reads.ts';
import { readManagedPolicyForChange, readRole, readRoleArn } from './read-role.ts';
import { ALL_PAGES, listProjects } from './list-projects.ts';
import { readEventsOn, readSessions } from './read-sessions.ts';
import { readLastAccessed } from './read-last-accessed.ts';
import { readProjectsLogging } from './read-projects-logging.ts';
import { readUsesOfRole } from './read-role-users.ts';
import { readRoles } from './read-roles.ts';
import { type FirstReads, firstReads, readSnapshot, sent } from './read-snapshot.ts';
import { sharing } from './shared-reads.ts';
import { newSimulator } from './simulate.ts';
import { readTag } from './write-tag.ts';

export function accountReader(connection: Connection): AccountReader {
  return {
    caller: () => connection.identity(),
    ...newSnapshots(connection),
    role: (name) => readRole(connection, name),
    roleArn: (name, account = '') => readRoleArn(connection.ofAccount(account), name),
    roles: () => readRoles(connection),
    managedPolicy: (arn) => readManagedPolicyForChange(connection, arn),
    policyAt: (address) => readPolicyAt(connection, address),
    policyUsers: (arn) => readPolicyUsers(connection, arn),
    projectRole: async (name) => {
      const project = await findProject(connection, name);
      if (!project.ok) return asKnown(`project \`${name}\``, project);
      return project.value === null ? absent : known(project.value.serviceRole);
    },
    projectSetting: async ({ project, setting }) => {
      const found = await findProject(connection, project);
      if (!found.ok) return asKnown(`project \`${project}\``, found);
      return found.value === null ? absent : known(settingOf(found.value, setting));
    },
    tag: (address) => readTag(connection, address),
    repository: (address) => readRepositorySettings(connection, address),
    projectNames: async () => {
      const listed = await listProjects(connection, ALL_PAGES);
      return listed.ok ? ok(listed.value.names) : listed;
    },
    projectsLogging: (to) => readProjectsLogging(connection, to),
    forMany: (projects) => accountReader(sharing(connection, projects)),
    newestBuilds: () => newestOfAccount(connection),
    failedAction: (query) => readFailedAction(connection, query),
    lastAccessed: (arn) => readLastAccessed(connection, arn),
    usesOfRole: (arn) => readUsesOfRole(connection, arn),
    sessions: (query) => readSessions(connection, query),
    eventsOn: ({ arn, since }) => readEventsOn(connection, arn, since),
    answered: () => connection.answered(),
    simulate: simulatorByAccount(connection),
    ahead: (signal) => aheadOf(connection.aside(signal)),
  };
}

/** Snapshots, and what whoever plans asks once a snapshot. */
function newSnapshots(
  connection: Connection,
): Pick<AccountReader, 'expect' | 'snapshot' | 'inlineRule' | 'ownerSigns'> {
  let rule: ReturnType<typeof readInlineRule> | null = null;
  let expected: { readonly project: string; readonly first: FirstReads } | null = null;
  const inlineRule = () => (rule ??= readInlineRule(connection));
  const owners = newOwnerReads(connection);
  return {
    expect: (project) => {
      expected = { project, first: firstReads(connection, project) };
      return sent();
    },
    snapshot: (query) => {
      const { project } = query;
      const first = expected?.project === project ? expected.first : firstReads(connection, project);
      expected = null;
      rule = null;
      owners.forget(query.trailPages > 0);
      return readSnapshot(connection, { query, first, ahead: { ...owners, askRule: inlineRule } });
    },
    inlineRule,
    ownerSigns: owners.askOwner,
  };
}

/** What was throttled is asked again when it is needed. */
const aheadOf = (connection: Connection): ReturnType<AccountReader['ahead']> => ({
  roleArn: (name) => readRoleArn(connection, name),
  simulate: newSimulator(connection, []),
});

/** A principal's policies are judged in its own account, whose calls are made one after another. */
function simulatorByAccount(connection: Connection): AccountReader['simulate'] {
  const simulators = new Map<string, AccountReader['simulate']>();
  return (query) => {
    const { account = '' } = parseArn(query.principalArn) ?? {};
    const other = Object.hasOwn(connection.others, account) ? account : '';
    const simulate = simulators.get(other) ?? newSimulator(connection.ofAccount(other));
    simulators.set(other, simulate);
    return simulate(query);
  };
}
