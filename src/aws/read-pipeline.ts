/**
 * The action of a pipeline that a build was started by. Comes in: the project, and the build with the pipeline's name as its initiator.
 * Goes out: the action with the variables it sets by name. Never: believes an initiator, which anybody's role and session can be named
 * like: a pipeline counts only where it has an action for this very project, and the build ran with what that action sets.
 */
import type { ActionDeclaration, ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import type { FailedAction, PipelineQuery } from '#account/pipelines.ts';
import type { CallProblem } from '#account/ports.ts';
import type { EnvironmentVariable, Project } from '#account/project.ts';
import { absent, type Build, type Known, known, type PipelineAction } from '#account/snapshot.ts';
import { ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown } from './known.ts';

export async function readPipelineAction(
  { read, region }: Connection,
  { project, build }: { readonly project: Project; readonly build: Build },
): Promise<Known<PipelineAction>> {
  const name = /^codepipeline\/([A-Za-z0-9.@_-]{1,100})$/.exec(build.initiator ?? '')?.[1];
  const isOfPipelines =
    project.source.type === 'CODEPIPELINE' && build.ranWith.source?.type === 'CODEPIPELINE';
  if (name === undefined || !isOfPipelines) return absent;
  const answer = await read('codepipeline', 'GetPipeline', { name });
  if (!answer.ok) return asKnown(`pipeline \`${name}\``, answer);
  const { stages = [], artifactStore, artifactStores } = answer.value.pipeline ?? {};
  const store = artifactStores?.[region] ?? artifactStore;
  const place = { artifactBucket: store?.location ?? '', encryptionKey: store?.encryptionKey?.id ?? null };
  const found = stages
    .flatMap(({ actions = [] }) => actions)
    .filter((action) => builds(action, project))
    .map((action) => ({ pipeline: name, action: action.name ?? '', ...place, ...variablesOf(action) }))
    .find(({ variables }) => variables.every((one) => ranWith(build, one)));
  return found === undefined ? absent : known(found);
}

function builds({ actionTypeId, configuration }: ActionDeclaration, { name }: Project): boolean {
  const isCodeBuild = actionTypeId?.owner === 'AWS' && actionTypeId.provider === 'CodeBuild';
  return isCodeBuild && configuration?.['ProjectName'] === name;
}

/** Source: CodePipeline User Guide, action-reference-CodeBuild: JSON, PLAINTEXT unless it says otherwise. */
const variablesSchema = z.array(
  z.object({ name: z.string(), value: z.string(), type: z.string().default('PLAINTEXT') }),
);

/** What the action says itself: `#{…}` is filled in by what ran before it, and a parameter or secret is no text of the action. */
function variablesOf({
  configuration,
}: ActionDeclaration): Pick<PipelineAction, 'variables' | 'otherVariables'> {
  const read = variablesSchema.safeParse(json(configuration?.['EnvironmentVariables'] ?? '[]'));
  const all = read.success ? read.data : [];
  const variables = all.flatMap(({ name, value, type }) =>
    type === 'PLAINTEXT' && !value.includes('#{') ? [{ name, value, type } as const] : [],
  );
  const own = new Set(variables.map(({ name }) => name));
  return { variables, otherVariables: all.flatMap(({ name }) => (own.has(name) ? [] : [name])) };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const ranWith = ({ variables }: Build, { name, value, type }: EnvironmentVariable): boolean =>
  variables.some((one) => one.name === name && one.value === value && one.type === type);

/** Executions are told newest first, and no further back than the first page. Source: CodePipeline API reference, ListActionExecutions. */
export async function readFailedAction(
  { read, region }: Connection,
  { pipeline, execution }: PipelineQuery,
): Promise<Result<FailedAction | null, CallProblem>> {
  const filter = execution === null ? {} : { filter: { pipelineExecutionId: execution } };
  const answer = await read('codepipeline', 'ListActionExecutions', { pipelineName: pipeline, ...filter });
  if (!answer.ok) return answer;
  const failed = (answer.value.actionExecutionDetails ?? []).flatMap((one) => failedBuild(one, region) ?? []);
  return ok(failed[0] ?? null);
}

/** `here`: the pipeline's region. */
function failedBuild(detail: ActionExecutionDetail, here: string): FailedAction | null {
  const { status, actionName: name = '', input, output } = detail;
  const isBuild = input?.actionTypeId?.provider === 'CodeBuild' && input.actionTypeId.owner === 'AWS';
  if (!isBuild || status !== 'Failed') return null;
  const {
    externalExecutionId: id = '',
    externalExecutionSummary,
    errorDetails,
  } = output?.executionResult ?? {};
  return {
    name,
    build: id.includes(':') ? id : null,
    why: errorDetails?.message ?? externalExecutionSummary ?? null,
    region: input.region ?? here,
    account: parseArn(input.roleArn ?? '')?.account ?? null,
  };
}
