/** Builds: starting, retrying, stopping and reading them. Source: facts 5.1, 5.2, 5.6 [BOTO codebuild, IAMD]. */
import { z } from 'zod';
import { recordEvent } from '../cloudtrail/event.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { assumeRoleAsService, type Session } from '../sts/assume-role.ts';
import { accountOf } from '../world.ts';
import { overridesSchema, withOverrides } from './overrides.ts';
import { CODEBUILD, notAssumable, sortOrder } from './projects.ts';
import { runBuild } from './run/build-run.ts';
import { projectName, type ProjectSettings } from './settings.ts';
import {
  authorizeProject,
  buildIdOf,
  buildShape,
  codebuildOf,
  INVALID,
  nameOfProject,
  projectAt,
  projectOfBuild,
} from './shapes.ts';
import type { BuildState, LogPlace, ProjectState } from './state.ts';

const LISTED = 100;

function startBuild(call: Call): object {
  const schema = overridesSchema.extend({ projectName: z.string().min(1) });
  const input = readInput(schema, call.input, INVALID);
  const name = readInput(projectName, nameOfProject(call, input.projectName), INVALID);
  authorizeProject(call, 'StartBuild', name);
  const project = projectAt(call, name);
  const settings = roleByArn(call, withOverrides(project.settings, input));
  const { debugSessionEnabled: debugSession } = input;
  const begun = onceAToken(call, () => begin(call, project, { settings, debugSession }));
  return { build: buildShape(begun) };
}

/** How long a token stands for the build it began. Source: facts 5.6 [BOTO codebuild]. */
const TOKEN_KEPT = 5 * 60_000;

/** The same call with the same token is the same build; without a token every call is a new one. */
function onceAToken(call: Call, start: () => BuildState): BuildState {
  const token = call.input['idempotencyToken'];
  if (typeof token !== 'string') return start();
  const { tokens } = codebuildOf(call);
  const key = `${call.operation} ${JSON.stringify(call.input)}`;
  const begun = tokens.get(key);
  if (begun !== undefined && call.now.getTime() - begun.startTime.getTime() < TOKEN_KEPT) return begun;
  const build = start();
  tokens.set(key, build);
  return build;
}

/** Again with the settings the build had, and the role its project has now. */
function retryBuild(call: Call): object {
  const { id } = readInput(z.object({ id: z.string().min(1) }), call.input, INVALID);
  const buildId = buildIdOf(id);
  authorizeProject(call, 'RetryBuild', projectOfBuild(buildId));
  const failed = buildAt(call, buildId);
  const project = projectAt(call, failed.projectName);
  const { serviceRole } = project.settings;
  const start = { settings: { ...failed.settings, serviceRole }, debugSession: failed.debugSession };
  return { build: buildShape(onceAToken(call, () => begin(call, project, start))) };
}

function buildAt(call: Call, id: string): BuildState {
  const build = codebuildOf(call).builds.get(id);
  if (build !== undefined) return build;
  throw new AwsError('ResourceNotFoundException', `Build cannot be found: ${id.slice(0, 300)}`);
}

/** An override may give a role by its name. */
function roleByArn(call: Call, settings: ProjectSettings): ProjectSettings {
  const { serviceRole } = settings;
  if (serviceRole.startsWith('arn:')) return settings;
  const role = accountOf(call.world, call.account).iam.roles.get(serviceRole.toLowerCase());
  const arn = role?.arn ?? `arn:${call.partition}:iam::${call.account}:role/${serviceRole}`;
  return { ...settings, serviceRole: arn };
}

type Start = Pick<BuildState, 'settings' | 'debugSession'>;

/** The role is taken before there is a build: without it there is none. */
function begin(call: Call, project: ProjectState, { settings, debugSession }: Start): BuildState {
  const { world, account, region } = call;
  const uuid = world.ids.uuid();
  const id = `${project.name}:${uuid}`;
  const arn = `arn:${call.partition}:codebuild:${region}:${account}:build/${id}`;
  const session = takeRole(call, { settings, uuid, arn, projectArn: project.arn });
  project.buildCount += 1;
  const build: BuildState = {
    id,
    uuid,
    arn,
    number: project.buildCount,
    projectName: project.name,
    projectArn: project.arn,
    settings,
    startTime: call.now,
    endTime: null,
    status: 'IN_PROGRESS',
    currentPhase: 'SUBMITTED',
    phases: [],
    initiator: initiatorOf(call),
    debugSession,
    log: logPlace(project.name, uuid, settings),
    resolvedSourceVersion: null,
    exported: [],
    stop: new AbortController(),
    ended: Promise.resolve(),
  };
  codebuildOf(call).builds.set(id, build);
  build.ended = runBuild({ world, account, region, build, session });
  return build;
}

interface RoleTaking {
  readonly settings: ProjectSettings;
  readonly uuid: string;
  readonly arn: string;
  readonly projectArn: string;
}

function takeRole(call: Call, { settings, uuid, arn, projectArn }: RoleTaking): Session {
  const { world, account, region } = call;
  const sessionName = `AWSCodeBuild-${uuid}`;
  const session = assumeRoleAsService({
    world,
    service: CODEBUILD,
    roleArn: settings.serviceRole,
    sessionName,
    sourceArn: projectArn,
    sourceAccount: account,
    sessionContext: { 'codebuild:projectArn': projectArn, 'codebuild:buildArn': arn },
  });
  recordEvent(world, {
    service: 'sts',
    operation: 'AssumeRole',
    region,
    input: { roleArn: settings.serviceRole, roleSessionName: sessionName },
    caller: {
      kind: 'service',
      account,
      arn: CODEBUILD,
      userId: '',
      accessKeyId: '',
      entity: null,
      sessionPolicies: [],
      sessionContext: {},
    },
    error: session === null ? { code: 'AccessDenied', message: 'An unknown error occurred' } : null,
  });
  if (session === null) throw notAssumable(settings.serviceRole);
  return session;
}

/** A pipeline by its name, an IAM user by its own; a session by role and session name, as the console shows it. */
const initiatorOf = ({ caller: { arn, onBehalfOf } }: Call): string =>
  onBehalfOf?.name ?? arn.slice(arn.indexOf('/') + 1);

/** `streamName` in the settings is a prefix. Source: facts 5.6. */
function logPlace(project: string, uuid: string, { logsConfig }: ProjectSettings): LogPlace | null {
  const given = logsConfig?.cloudWatchLogs;
  if (given?.status === 'DISABLED') return null;
  const prefix = given?.streamName ?? '';
  return {
    group: given?.groupName ?? `/aws/codebuild/${project}`,
    stream: prefix === '' ? uuid : `${prefix}/${uuid}`,
  };
}

/** A build that has ended is answered as it is. */
function stopBuild(call: Call): object {
  const { id } = readInput(z.object({ id: z.string().min(1) }), call.input, INVALID);
  const buildId = buildIdOf(id);
  authorizeProject(call, 'StopBuild', projectOfBuild(buildId));
  const build = buildAt(call, buildId);
  build.stop.abort();
  return { build: buildShape(build) };
}

function batchGetBuilds(call: Call): object {
  const { ids } = readInput(
    z.object({ ids: z.array(z.string().min(1)).min(1).max(100) }),
    call.input,
    INVALID,
  );
  for (const project of new Set(ids.map((id) => projectOfBuild(buildIdOf(id)))))
    authorizeProject(call, 'BatchGetBuilds', project);
  const { builds } = codebuildOf(call);
  const found = ids.map((asked) => ({ asked, build: builds.get(buildIdOf(asked)) }));
  return {
    builds: found.flatMap(({ build }) => (build === undefined ? [] : [buildShape(build)])),
    buildsNotFound: found.flatMap(({ asked, build }) => (build === undefined ? [asked] : [])),
  };
}

const listing = z.object({ sortOrder: sortOrder.default('DESCENDING'), nextToken: z.string().optional() });

function listed(builds: readonly BuildState[], input: z.output<typeof listing>): object {
  const ids = builds.map(({ id }) => id);
  if (input.sortOrder === 'DESCENDING') ids.reverse();
  const page = pageOf(ids, LISTED, input.nextToken);
  return { ids: page.items, nextToken: page.next };
}

function listBuilds(call: Call): object {
  const input = readInput(listing, call.input, INVALID);
  call.authorize({ action: 'codebuild:ListBuilds', resource: '*' });
  return listed([...codebuildOf(call).builds.values()], input);
}

function listBuildsForProject(call: Call): object {
  const input = readInput(listing.extend({ projectName: z.string().min(1) }), call.input, INVALID);
  const name = nameOfProject(call, input.projectName);
  authorizeProject(call, 'ListBuildsForProject', name);
  projectAt(call, name);
  return listed(
    [...codebuildOf(call).builds.values()].filter((build) => build.projectName === name),
    input,
  );
}

export const BUILD_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartBuild: startBuild,
  RetryBuild: retryBuild,
  StopBuild: stopBuild,
  BatchGetBuilds: batchGetBuilds,
  ListBuilds: listBuilds,
  ListBuildsForProject: listBuildsForProject,
};
