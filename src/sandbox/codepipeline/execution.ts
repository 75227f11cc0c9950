/**
 * One run of a pipeline. Comes in: its settings, and a session of its role. Goes out: nothing; its CodeBuild actions have been built
 * one after another. Never: does what any other action would; those are taken as done.
 */
import { createHash } from 'node:crypto';
import { callJson, type Connection } from '../clients/aws-call.ts';
import { structureAt, textAt } from '../clients/members.ts';
import { regionOf, type World } from '../world.ts';
import type { PipelineSettings } from './settings.ts';
import type { ActionExecution } from './state.ts';

export interface Execution {
  readonly world: World;
  readonly account: string;
  /** Signed with the session of the pipeline's role. */
  readonly connection: Connection;
  readonly settings: PipelineSettings;
  /** Of the pipeline, newest first; those of this run are added. */
  readonly actions: ActionExecution[];
  readonly id: string;
}

/** The first action that fails ends it. */
export async function runPipeline(execution: Execution): Promise<void> {
  const { settings, actions, world } = execution;
  const builds = settings.stages.flatMap((stage) =>
    stage.actions
      .filter(({ actionTypeId }) => actionTypeId.provider === 'CodeBuild')
      .map((action) => ({ action, stageName: stage.name })),
  );
  for (const of of builds) {
    const began = { id: world.ids.uuid(), pipelineExecutionId: execution.id, startTime: world.now() };
    const running: ActionExecution = { ...of, ...began, status: 'InProgress', buildId: null };
    actions.unshift(running);
    running.status = (await build(execution, running)) ? 'Succeeded' : 'Failed';
    if (running.status === 'Failed') return;
  }
}

async function build(execution: Execution, action: ActionExecution): Promise<boolean> {
  const { world, account, settings, id } = execution;
  const { region = execution.connection.region } = action.action;
  const connection = { ...execution.connection, region };
  const { ProjectName: projectName = '', EnvironmentVariables } = action.action.configuration;
  const started = await callJson(connection, {
    service: 'codebuild',
    operation: 'StartBuild',
    input: {
      projectName,
      sourceVersion: `arn:${world.partition}:s3:::${settings.artifactStore.location}/${settings.name}/Source/${id.slice(0, 8)}`,
      ...(EnvironmentVariables === undefined
        ? {}
        : { environmentVariablesOverride: JSON.parse(resolved(EnvironmentVariables)) as unknown }),
    },
  });
  if (!started.ok) {
    action.error = { code: started.error.code, message: started.error.message };
    return false;
  }
  action.buildId = textAt(structureAt(started.value, 'build'), 'id');
  const running = regionOf(world, account, region).codebuild.builds.get(action.buildId);
  await running?.ended;
  return running?.status === 'SUCCEEDED';
}

/** What actions hand on is not there in the sandbox: a made-up commit stands in its place. */
const resolved = (text: string): string =>
  text.replaceAll(/#\{[^}]*\}/g, (variable) => createHash('sha1').update(variable).digest('hex'));
