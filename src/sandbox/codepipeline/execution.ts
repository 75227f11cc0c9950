/**
 * One run of a pipeline. Comes in: its settings, and a session of its role. Goes out: nothing; its CodeBuild actions have been built
 * one after another. Never: does what any other action would; those are taken as done.
 */
import { createHash } from 'node:crypto';
import { callJson, type Connection } from '../clients/aws-call.ts';
import { structureAt, textAt } from '../clients/members.ts';
import { regionOf, type World } from '../world.ts';
import type { ActionSettings, PipelineSettings } from './settings.ts';

export interface Execution {
  readonly world: World;
  readonly account: string;
  /** Signed with the session of the pipeline's role. */
  readonly connection: Connection;
  readonly settings: PipelineSettings;
  readonly id: string;
}

/** The first action that fails ends it. */
export async function runPipeline(execution: Execution): Promise<void> {
  const actions = execution.settings.stages.flatMap((stage) => stage.actions);
  for (const action of actions.filter(({ actionTypeId }) => actionTypeId.provider === 'CodeBuild')) {
    if (!(await build(execution, action))) return;
  }
}

async function build(execution: Execution, action: ActionSettings): Promise<boolean> {
  const { world, account, connection, settings, id } = execution;
  const { ProjectName: projectName = '', EnvironmentVariables } = action.configuration;
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
  if (!started.ok) return false;
  const running = regionOf(world, account, connection.region).codebuild.builds.get(
    textAt(structureAt(started.value, 'build'), 'id'),
  );
  await running?.ended;
  return running?.status === 'SUCCEEDED';
}

/** What actions hand on is not there in the sandbox: a made-up commit stands in its place. */
const resolved = (text: string): string =>
  text.replaceAll(/#\{[^}]*\}/g, (variable) => createHash('sha1').update(variable).digest('hex'));
