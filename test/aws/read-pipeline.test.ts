/** Variables that a pipeline sets: settings where its own action says them, and never by the name of an initiator. */
import { CodePipelineClient, UpdatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Snapshot } from '#account/snapshot.ts';
import type { Connection } from '#aws/connection.ts';
import { readFailedAction } from '#aws/read-pipeline.ts';
import { ok } from '#basics/result.ts';
import { collectEvidence } from '#evidence/collect-evidence.ts';
import { settingsOf } from '#evidence/settings-of.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { access, ACCOUNT, control, query, REGION } from './arrange.ts';

const BUILDER = `arn:aws:iam::${ACCOUNT}:role/builder`;
const RELEASER = `arn:aws:iam::${ACCOUNT}:role/releaser`;

const trusted = (service: string): object => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
});
const allowed = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const codebuild = (name: string, ProjectName: string, variables: readonly object[]) => ({
  name,
  actionTypeId: { category: 'Build' as const, owner: 'AWS' as const, provider: 'CodeBuild', version: '1' },
  configuration: { ProjectName, EnvironmentVariables: JSON.stringify(variables) },
});

const VARIABLES = [
  { name: 'IMAGE_REPO_NAME', value: 'from-the-pipeline' },
  { name: 'COMMIT', value: '#{SourceVariables.CommitId}', type: 'PLAINTEXT' },
  { name: 'TOKEN', value: 'prod/token', type: 'SECRETS_MANAGER' },
];

const pipeline = (...actions: readonly ReturnType<typeof codebuild>[]) => ({
  name: 'release',
  roleArn: RELEASER,
  artifactStore: { type: 'S3' as const, location: 'artifacts' },
  stages: [
    {
      name: 'Source',
      actions: [
        {
          name: 'Source',
          actionTypeId: {
            category: 'Source' as const,
            owner: 'AWS' as const,
            provider: 'CodeStarSourceConnection',
            version: '1',
          },
          configuration: {},
        },
      ],
    },
    { name: 'Build', actions: [...actions] },
  ],
});

const world = (more: Partial<WorldInput['accounts'][number]>): WorldInput => ({
  accounts: [
    {
      id: ACCOUNT,
      roles: [
        { name: 'builder', trust: trusted('codebuild.amazonaws.com') as never, inline: { all: allowed } },
        { name: 'releaser', trust: trusted('codepipeline.amazonaws.com') as never, inline: { all: allowed } },
      ],
      projects: [
        {
          name: 'app',
          source: { type: 'CODEPIPELINE', buildspec: 'version: 0.2\nphases: {build: {commands: [echo hi]}}' },
          artifacts: { type: 'CODEPIPELINE' },
          environment: {
            type: 'LINUX_CONTAINER',
            image: 'aws/codebuild/standard:7.0',
            computeType: 'BUILD_GENERAL1_SMALL',
            environmentVariables: [
              { name: 'IMAGE_REPO_NAME', value: 'from-the-project' },
              { name: 'IMAGE_TAG', value: 'v1' },
            ],
          },
          serviceRole: BUILDER,
        },
      ],
      pipelines: [
        pipeline(
          codebuild('Other', 'other', [{ name: 'X', value: 'x' }]),
          codebuild('Build', 'app', VARIABLES),
        ),
      ],
      builds: [{ pipeline: 'release' }],
      secrets: [{ name: 'prod/token', value: 'hunter2' }],
      ...more,
    },
  ],
});

let sandbox: Sandbox;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

async function snapshotOf(given: WorldInput): Promise<Snapshot> {
  const opened = await openWorld(worldSchema.parse(given));
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  return snapshot();
}

async function snapshot(build: string | null = null): Promise<Snapshot> {
  const { reader } = await access(sandbox.endpoint);
  const taken = await reader.snapshot(query({ project: 'app', build }));
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return taken.value;
}

const only = (name: string, variables: readonly object[]) => [pipeline(codebuild(name, 'app', variables))];

describe('A build that a pipeline started', () => {
  it('has the variables that its action says word for word among the settings', async () => {
    const taken = await snapshotOf(world({ pipelines: only('Build', VARIABLES) }));
    expect(taken.build).toMatchObject({ value: { initiator: 'codepipeline/release', status: 'SUCCEEDED' } });
    expect(taken.pipelineAction).toEqual({
      kind: 'known',
      value: {
        pipeline: 'release',
        action: 'Build',
        artifactBucket: 'artifacts',
        encryptionKey: null,
        variables: [{ name: 'IMAGE_REPO_NAME', value: 'from-the-pipeline', type: 'PLAINTEXT' }],
        otherVariables: ['COMMIT', 'TOKEN'],
      },
    });
    expect(settingsOf(taken).environment.variables).toEqual([
      { name: 'IMAGE_TAG', value: 'v1', type: 'PLAINTEXT' },
      { name: 'IMAGE_REPO_NAME', value: 'from-the-pipeline', type: 'PLAINTEXT' },
    ]);
  });

  it('makes the bucket of the pipeline a setting, and whatever else it was started with not', async () => {
    const snapshot = await snapshotOf(world({ pipelines: only('Build', VARIABLES) }));
    const uses = collectEvidence({ snapshot, source: null }).flatMap((one) =>
      one.kind === 'use' ? [{ use: one.use, origin: one.origin }] : [],
    );
    const bucket = { kind: 'use-pipeline-bucket', bucket: 'artifacts' };
    expect(uses.filter(({ use }) => use.kind === 'use-pipeline-bucket')).toEqual([
      { use: bucket, origin: 'settings' },
    ]);
    expect(uses.filter(({ use }) => use.kind === 'read-secret')).toEqual([
      { use: { kind: 'read-secret', id: 'prod/token' }, origin: 'override' },
    ]);
  });

  it('is held against the action whose variables it ran with', async () => {
    const actions = [
      codebuild('Staging', 'app', [{ name: 'STAGE', value: 'staging' }]),
      codebuild('Production', 'app', [{ name: 'STAGE', value: 'production' }]),
    ];
    const taken = await snapshotOf(world({ pipelines: [pipeline(...actions)] }));
    expect(taken.pipelineAction).toMatchObject({ value: { action: 'Production' } });
  });

  it('says nothing of a pipeline that was changed since', async () => {
    await snapshotOf(world({ pipelines: only('Build', VARIABLES) }));
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'any' };
    const client = new CodePipelineClient({ endpoint: sandbox.endpoint, region: REGION, credentials });
    const changed = pipeline(codebuild('Build', 'app', [{ name: 'IMAGE_REPO_NAME', value: 'later' }]));
    await client.send(new UpdatePipelineCommand({ pipeline: changed }));
    const taken = await snapshot();
    expect(taken.pipelineAction).toEqual({ kind: 'absent' });
    expect(settingsOf(taken)).toBe(taken.project);
  });

  it('is told apart from one that a role and session of such a name started', async () => {
    const principal = { Effect: 'Allow', Principal: { AWS: ACCOUNT }, Action: 'sts:AssumeRole' };
    const trust = { Version: '2012-10-17', Statement: [principal] };
    const forger = { name: 'codepipeline', trust, inline: { all: allowed } };
    const { accounts } = world({});
    const roles = [...(accounts[0]?.roles ?? []), forger];
    await snapshotOf(world({ roles, pipelines: only('Build', VARIABLES), builds: [] }));
    const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'any' };
    const settings = { endpoint: sandbox.endpoint, region: REGION };
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/codepipeline`;
    const { Credentials: keys } = await new STSClient({ ...settings, credentials }).send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'release' }),
    );
    const forged = {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    };
    const { build } = await new CodeBuildClient({ ...settings, credentials: forged }).send(
      new StartBuildCommand({
        projectName: 'app',
        environmentVariablesOverride: [{ name: 'IMAGE_REPO_NAME', value: 'evil' }],
      }),
    );
    const taken = await snapshot(build?.id);
    expect(taken.build).toMatchObject({ value: { initiator: 'codepipeline/release' } });
    expect(taken.pipelineAction).toEqual({ kind: 'absent' });
  });

  it('says who could not read the pipeline', async () => {
    await snapshotOf(world({ pipelines: only('Build', VARIABLES) }));
    const fault = { service: 'codepipeline', operation: 'GetPipeline', status: 400, times: 9 };
    await control(sandbox.endpoint, 'faults', [{ ...fault, code: 'AccessDeniedException' }]);
    expect((await snapshot()).pipelineAction).toMatchObject({
      problem: {
        what: 'pipeline `release`',
        needs: 'codepipeline:GetPipeline',
        on: `arn:aws:codepipeline:${REGION}:${ACCOUNT}:release`,
      },
    });
  });
});

describe('The build of an action that failed', () => {
  it('is of the account that the action’s own role is of', async () => {
    const build = 'app:8c2f1a3e-0f7e-4b0e-9d5a-3b1b7c9d2e4f';
    const failed = {
      status: 'Failed',
      actionName: 'Build',
      input: {
        actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
        configuration: { ProjectName: '#{Names.Project}' },
        roleArn: 'arn:aws:iam::111122223333:role/from-the-pipeline',
      },
      output: { executionResult: { externalExecutionId: build } },
    };
    const read = () => Promise.resolve(ok({ actionExecutionDetails: [failed] }));
    const connection = { read, region: REGION } as unknown as Connection;
    const told = await readFailedAction(connection, { pipeline: 'release', execution: null });
    const account = '111122223333';
    expect(told).toEqual(ok({ name: 'Build', build, why: null, region: REGION, account }));
  });
});
