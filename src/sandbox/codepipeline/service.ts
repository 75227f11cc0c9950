/** CodePipeline, as far as its pipelines start builds. Source: CodePipeline API reference. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { assumeRoleAsService } from '../sts/assume-role.ts';
import { regionOf } from '../world.ts';
import { runPipeline } from './execution.ts';
import { pipelineSchema } from './settings.ts';
import type { CodePipelineState, PipelineState } from './state.ts';

const CODEPIPELINE = 'codepipeline.amazonaws.com';
const INVALID = 'ValidationException';

const pipelinesOf = ({ world, account, region }: Call): CodePipelineState =>
  regionOf(world, account, region).codepipeline;

const arnOf = ({ partition, region, account }: Call, name: string): string =>
  `arn:${partition}:codepipeline:${region}:${account}:${name}`;

function authorize(call: Call, name: string): void {
  call.authorize({ action: `codepipeline:${call.operation}`, resource: arnOf(call, name) });
}

function readPipeline(call: Call) {
  const { pipeline } = readInput(z.object({ pipeline: pipelineSchema }), call.input, INVALID);
  authorize(call, pipeline.name);
  call.authorize({
    action: 'iam:PassRole',
    resource: pipeline.roleArn,
    context: { 'iam:PassedToService': CODEPIPELINE },
  });
  return pipeline;
}

function createPipeline(call: Call): object {
  const settings = readPipeline(call);
  const pipelines = pipelinesOf(call);
  if (pipelines.has(settings.name))
    throw new AwsError(
      'PipelineNameInUseException',
      `A pipeline with the name '${settings.name}' already exists in account '${call.account}'`,
    );
  const arn = arnOf(call, settings.name);
  const dates = { created: call.now, updated: call.now };
  const state: PipelineState = { arn, ...dates, version: 1, settings, actions: [], ended: Promise.resolve() };
  pipelines.set(settings.name, state);
  return { pipeline: shape(state) };
}

function updatePipeline(call: Call): object {
  const settings = readPipeline(call);
  const state = pipelineAt(call, settings.name);
  state.settings = settings;
  state.updated = call.now;
  state.version += 1;
  return { pipeline: shape(state) };
}

function getPipeline(call: Call): object {
  const { name } = readInput(z.object({ name: z.string().min(1) }), call.input, INVALID);
  authorize(call, name);
  const state = pipelineAt(call, name);
  const { arn: pipelineArn, created, updated } = state;
  return { pipeline: shape(state), metadata: { pipelineArn, created, updated } };
}

function startPipelineExecution(call: Call): object {
  const { name } = readInput(z.object({ name: z.string().min(1) }), call.input, INVALID);
  authorize(call, name);
  const state = pipelineAt(call, name);
  const { world, account, region } = call;
  const id = world.ids.uuid();
  const session = assumeRoleAsService({
    world,
    service: CODEPIPELINE,
    roleArn: state.settings.roleArn,
    sessionName: id.slice(0, 13),
    sourceArn: state.arn,
    sourceAccount: account,
    sessionContext: {},
    onBehalfOf: { service: CODEPIPELINE, name: `codepipeline/${name}` },
  });
  if (session === null)
    throw new AwsError(
      INVALID,
      `CodePipeline is not authorized to perform AssumeRole on role ${state.settings.roleArn}`,
    );
  const connection = {
    endpoint: world.endpoint,
    region,
    keys: session.credentials,
    userAgent: CODEPIPELINE,
    signal: new AbortController().signal,
  };
  // An endpoint that goes away under it ends the execution.
  const { settings, actions } = state;
  state.ended = runPipeline({ world, account, connection, settings, actions, id }).catch(() => {});
  return { pipelineExecutionId: id };
}

const listing = z.object({
  pipelineName: z.string().min(1),
  filter: z.object({ pipelineExecutionId: z.string().optional() }).optional(),
  maxResults: z.int().min(1).max(100).default(100),
  nextToken: z.string().optional(),
});

function listActionExecutions(call: Call): object {
  const { pipelineName, filter, maxResults, nextToken } = readInput(listing, call.input, INVALID);
  authorize(call, pipelineName);
  const { actions, version } = pipelineAt(call, pipelineName);
  const wanted = filter?.pipelineExecutionId;
  const found = actions.filter((one) => wanted === undefined || one.pipelineExecutionId === wanted);
  const page = pageOf(found, maxResults, nextToken);
  return {
    actionExecutionDetails: page.items.map((one) => ({
      pipelineExecutionId: one.pipelineExecutionId,
      actionExecutionId: one.id,
      pipelineVersion: version,
      stageName: one.stageName,
      actionName: one.action.name,
      startTime: one.startTime,
      status: one.status,
      input: {
        actionTypeId: one.action.actionTypeId,
        configuration: one.action.configuration,
        region: one.action.region ?? call.region,
      },
      output: {
        executionResult: {
          ...(one.buildId === null ? {} : { externalExecutionId: one.buildId }),
          ...(one.error === undefined ? {} : { errorDetails: one.error }),
        },
      },
    })),
    nextToken: page.next,
  };
}

function pipelineAt(call: Call, name: string): PipelineState {
  const state = pipelinesOf(call).get(name);
  if (state !== undefined) return state;
  throw new AwsError(
    'PipelineNotFoundException',
    `Account '${call.account}' does not have a pipeline with name '${name}'`,
  );
}

const shape = ({ settings, version }: PipelineState): object => ({ ...settings, version });

export const codepipelineService: Service = {
  name: 'codepipeline',
  protocol: { kind: 'json', version: '1.1', targetPrefix: 'CodePipeline_20150709.' },
  operations: {
    CreatePipeline: createPipeline,
    UpdatePipeline: updatePipeline,
    GetPipeline: getPipeline,
    ListActionExecutions: listActionExecutions,
    StartPipelineExecution: startPipelineExecution,
  },
};
