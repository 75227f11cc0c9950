/** Batches: starting, retrying, stopping and reading them. Source: facts 5.1, 5.6 [BOTO codebuild, IAMD]. */
import { z } from 'zod';
import { recordEvent } from '../cloudtrail/event.ts';
import { enforce } from '../enforce.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import type { Session } from '../sts/assume-role.ts';
import { beginBuild, initiatorOf, takeRole } from './begin-build.ts';
import { batchShape } from './batch-shape.ts';
import { onceAToken, roleByArn } from './builds.ts';
import { overridesSchema, withOverrides } from './overrides.ts';
import { sortOrder } from './projects.ts';
import { runBatch } from './run/batch-run.ts';
import { batchConfig, projectName, type ProjectSettings } from './settings.ts';
import {
  authorizeProject,
  buildIdOf,
  codebuildOf,
  INVALID,
  nameOfProject,
  projectAt,
  projectOfBuild,
} from './shapes.ts';
import type { BatchGroup, BatchState, BuildState } from './state.ts';

const LISTED = 100;
const named = z.object({ id: z.string().min(1) });

function startBuildBatch(call: Call): object {
  const schema = overridesSchema.extend({
    projectName: z.string().min(1),
    buildBatchConfigOverride: batchConfig.optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  const name = readInput(projectName, nameOfProject(call, input.projectName), INVALID);
  authorizeProject(call, 'StartBuildBatch', name);
  const { settings: ofProject } = projectAt(call, name);
  const buildBatchConfig = input.buildBatchConfigOverride ?? ofProject.buildBatchConfig;
  const settings = roleByArn(call, withOverrides({ ...ofProject, buildBatchConfig }, input));
  const { debugSessionEnabled: debugSession } = input;
  const begin = () => beginBatch(call, name, { settings, debugSession });
  return { buildBatch: batchShape(onceAToken(call, codebuildOf(call).batchTokens, begin)) };
}

type Start = Pick<BatchState, 'settings' | 'debugSession'>;

function beginBatch(call: Call, name: string, { settings, debugSession }: Start): BatchState {
  const project = projectAt(call, name);
  const { world, region, account } = call;
  const uuid = world.ids.uuid();
  const id = `${name}:${uuid}`;
  const arn = `arn:${call.partition}:codebuild:${region}:${account}:build-batch/${id}`;
  const session = sessionOf(call, { settings, uuid, arn, projectArn: project.arn });
  project.batchCount += 1;
  const batch: BatchState = {
    id,
    uuid,
    arn,
    number: project.batchCount,
    projectName: name,
    projectArn: project.arn,
    settings,
    startTime: call.now,
    endTime: null,
    status: 'IN_PROGRESS',
    currentPhase: 'SUBMITTED',
    phases: [],
    groups: [],
    initiator: initiatorOf(call),
    debugSession,
    stop: new AbortController(),
    ended: Promise.resolve(),
  };
  codebuildOf(call).batches.set(id, batch);
  run(call, batch, session);
  return batch;
}

type Taking = Pick<BatchState, 'settings' | 'uuid' | 'arn' | 'projectArn'>;

/** Batches have a role of their own, without which there are none. */
function sessionOf(call: Call, { settings, uuid, arn, projectArn }: Taking): Session {
  const roleArn = settings.buildBatchConfig?.serviceRole;
  if (roleArn === undefined)
    throw new AwsError(INVALID, 'Batch builds are not configured for the project: no batch service role');
  return takeRole(call, { roleArn, uuid, arn, projectArn });
}

function run(call: Call, batch: BatchState, session: Session): void {
  const { world } = call;
  const as = { ...call, caller: session.caller };
  batch.ended = runBatch({
    batch,
    now: world.now,
    begin: (group) => {
      const isAgain = group.builds.length > 0;
      asBatch(as, batch, isAgain ? 'RetryBuild' : 'StartBuild');
      const project = projectAt(call, batch.projectName);
      const { serviceRole } = batch.settings;
      return beginBuild({ ...as, now: world.now() }, project, {
        settings: { ...group.settings, serviceRole },
        debugSession: group.debugSession || batch.debugSession,
        batch: { arn: batch.arn, identifier: group.identifier },
      });
    },
    end: (build) => endAs(as, batch, build),
  });
}

/** A call of CodeBuild itself, as the batch's role. */
function asBatch(call: Call, { projectArn, projectName: name }: BatchState, operation: string): void {
  const { world, caller, region } = call;
  const event = { service: 'codebuild', operation, caller, region, input: { projectName: name } };
  const check = { action: `codebuild:${operation}`, resource: projectArn };
  try {
    enforce({ world, caller, region, check }, { code: 'AccessDeniedException', status: 400 });
    recordEvent(world, { ...event, error: null });
  } catch (error) {
    if (error instanceof AwsError) recordEvent(world, { ...event, error });
    throw error;
  }
}

function endAs(call: Call, batch: BatchState, build: BuildState): void {
  try {
    asBatch(call, batch, 'StopBuild');
    build.stop.abort();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

const retrying = named.extend({
  retryType: z.enum(['RETRY_ALL_BUILDS', 'RETRY_FAILED_BUILDS']).default('RETRY_FAILED_BUILDS'),
});

/** Under the roles that its project has now, and the same ID: a task keeps what was built for it before. */
function retryBuildBatch(call: Call): object {
  const { id, retryType } = readInput(retrying, call.input, INVALID);
  const batch = batchAt(call, id, 'RetryBuildBatch');
  const begin = () => beginAgain(call, batch, retryType === 'RETRY_ALL_BUILDS');
  return { buildBatch: batchShape(onceAToken(call, codebuildOf(call).batchTokens, begin)) };
}

function beginAgain(call: Call, batch: BatchState, isAll: boolean): BatchState {
  if (batch.endTime === null || batch.status === 'SUCCEEDED')
    throw new AwsError(INVALID, `Build batch ${batch.id} has not failed`);
  const { serviceRole, buildBatchConfig } = projectAt(call, batch.projectName).settings;
  const settings: ProjectSettings = { ...batch.settings, serviceRole, buildBatchConfig };
  const session = sessionOf(call, { ...batch, settings });
  batch.settings = settings;
  batch.stop = new AbortController();
  batch.endTime = null;
  batch.status = 'IN_PROGRESS';
  batch.phases = [];
  if (isAll) batch.groups = batch.groups.map(begunAgain);
  run(call, batch, session);
  return batch;
}

/** A task of which every build counts as one that did not go well. */
const begunAgain = (group: BatchGroup): BatchGroup => ({ ...group, builds: [] });

function batchAt(call: Call, id: string, operation: string): BatchState {
  const batchId = buildIdOf(id);
  authorizeProject(call, operation, projectOfBuild(batchId));
  const batch = codebuildOf(call).batches.get(batchId);
  if (batch !== undefined) return batch;
  throw new AwsError('ResourceNotFoundException', `Build batch cannot be found: ${batchId.slice(0, 300)}`);
}

/** Its builds are stopped with it. */
function stopBuildBatch(call: Call): object {
  const batch = batchAt(call, readInput(named, call.input, INVALID).id, 'StopBuildBatch');
  if (batch.endTime === null) {
    batch.stop.abort();
    for (const build of batch.groups.flatMap(({ builds }) => builds)) build.stop.abort();
  }
  return { buildBatch: batchShape(batch) };
}

/** What is not there cannot be deleted, and is no error. */
function deleteBuildBatch(call: Call): object {
  const { id } = readInput(named, call.input, INVALID);
  const batchId = buildIdOf(id);
  authorizeProject(call, 'DeleteBuildBatch', projectOfBuild(batchId));
  const { batches, builds } = codebuildOf(call);
  const batch = batches.get(batchId);
  if (batch === undefined) return { statusCode: 'BATCH_NOT_FOUND', buildsDeleted: [], buildsNotDeleted: [] };
  if (batch.endTime === null) throw new AwsError(INVALID, `Build batch ${batchId} is still in progress`);
  const deleted = batch.groups.flatMap(({ builds: all }) => all);
  for (const build of deleted) builds.delete(build.id);
  batches.delete(batchId);
  return {
    statusCode: 'BATCH_DELETED',
    buildsDeleted: deleted.map(({ arn }) => arn),
    buildsNotDeleted: [],
  };
}

function batchGetBuildBatches(call: Call): object {
  const { ids } = readInput(z.object({ ids: z.array(z.string().min(1)).max(100) }), call.input, INVALID);
  for (const project of new Set(ids.map((id) => projectOfBuild(buildIdOf(id)))))
    authorizeProject(call, 'BatchGetBuildBatches', project);
  const { batches } = codebuildOf(call);
  const found = ids.map((asked) => ({ asked, batch: batches.get(buildIdOf(asked)) }));
  return {
    buildBatches: found.flatMap(({ batch }) => (batch === undefined ? [] : [batchShape(batch)])),
    buildBatchesNotFound: found.flatMap(({ asked, batch }) => (batch === undefined ? [asked] : [])),
  };
}

const listing = z.object({
  filter: z.object({ status: z.string().optional() }).optional(),
  maxResults: z.int().min(1).max(100).default(LISTED),
  sortOrder: sortOrder.default('DESCENDING'),
  nextToken: z.string().optional(),
});

function listed(batches: readonly BatchState[], input: z.output<typeof listing>): object {
  const status = input.filter?.status;
  const ids = batches.filter((batch) => status === undefined || batch.status === status).map(({ id }) => id);
  if (input.sortOrder === 'DESCENDING') ids.reverse();
  const page = pageOf(ids, input.maxResults, input.nextToken);
  return { ids: page.items, nextToken: page.next };
}

function listBuildBatches(call: Call): object {
  const input = readInput(listing, call.input, INVALID);
  call.authorize({ action: 'codebuild:ListBuildBatches', resource: '*' });
  return listed([...codebuildOf(call).batches.values()], input);
}

function listBuildBatchesForProject(call: Call): object {
  const input = readInput(listing.extend({ projectName: z.string().min(1) }), call.input, INVALID);
  const name = nameOfProject(call, input.projectName);
  authorizeProject(call, 'ListBuildBatchesForProject', name);
  projectAt(call, name);
  const batches = [...codebuildOf(call).batches.values()];
  return listed(
    batches.filter((batch) => batch.projectName === name),
    input,
  );
}

export const BATCH_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartBuildBatch: startBuildBatch,
  RetryBuildBatch: retryBuildBatch,
  StopBuildBatch: stopBuildBatch,
  DeleteBuildBatch: deleteBuildBatch,
  BatchGetBuildBatches: batchGetBuildBatches,
  ListBuildBatches: listBuildBatches,
  ListBuildBatchesForProject: listBuildBatchesForProject,
};
