/** Builds: starting, retrying, stopping and reading them. Source: facts 5.1, 5.2, 5.6 [BOTO codebuild, IAMD]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { accountOf } from '../world.ts';
import { beginBuild } from './begin-build.ts';
import { overridesSchema, withOverrides } from './overrides.ts';
import { sortOrder } from './projects.ts';
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
import type { BuildState, KeptToken } from './state.ts';

const LISTED = 100;

function startBuild(call: Call): object {
  const schema = overridesSchema.extend({ projectName: z.string().min(1) });
  const input = readInput(schema, call.input, INVALID);
  const name = readInput(projectName, nameOfProject(call, input.projectName), INVALID);
  authorizeProject(call, 'StartBuild', name);
  const project = projectAt(call, name);
  const settings = roleByArn(call, withOverrides(project.settings, input));
  const { debugSessionEnabled: debugSession } = input;
  const begun = onceAToken(call, codebuildOf(call).tokens, () =>
    beginBuild(call, project, { settings, debugSession }),
  );
  return { build: buildShape(begun) };
}

/** How long a token stands for the build it began. Source: facts 5.6 [BOTO codebuild]. */
const TOKEN_KEPT = 5 * 60_000;

/** The same call with the same token is the same build or batch; without a token every call is a new one. */
export function onceAToken<Begun>(
  call: Call,
  tokens: Map<string, KeptToken<Begun>>,
  start: () => Begun,
): Begun {
  const token = call.input['idempotencyToken'];
  if (typeof token !== 'string') return start();
  const key = `${call.operation} ${JSON.stringify(call.input)}`;
  const kept = tokens.get(key);
  if (kept !== undefined && call.now.getTime() - kept.at.getTime() < TOKEN_KEPT) return kept.begun;
  const begun = start();
  tokens.set(key, { at: call.now, begun });
  return begun;
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
  return {
    build: buildShape(onceAToken(call, codebuildOf(call).tokens, () => beginBuild(call, project, start))),
  };
}

function buildAt(call: Call, id: string): BuildState {
  const build = codebuildOf(call).builds.get(id);
  if (build !== undefined) return build;
  throw new AwsError('ResourceNotFoundException', `Build cannot be found: ${id.slice(0, 300)}`);
}

/** An override may give a role by its name. */
export function roleByArn(call: Call, settings: ProjectSettings): ProjectSettings {
  const { serviceRole } = settings;
  if (serviceRole.startsWith('arn:')) return settings;
  const role = accountOf(call.world, call.account).iam.roles.get(serviceRole.toLowerCase());
  const arn = role?.arn ?? `arn:${call.partition}:iam::${call.account}:role/${serviceRole}`;
  return { ...settings, serviceRole: arn };
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
