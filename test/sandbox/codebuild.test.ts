/** CodeBuild's operations, by clients nobody here wrote. */
import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  DeleteProjectCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  ListProjectsCommand,
  RetryBuildCommand,
  StartBuildCommand,
  StopBuildCommand,
  UpdateProjectCommand,
  type CreateProjectCommandInput,
} from '@aws-sdk/client-codebuild';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { hasAwsCli } from '../clients/aws-cli.ts';
import { ACCOUNT, admin, allow, aws, putPolicy, REGION, settings, statements, takeRole } from './arrange.ts';
import { ended, open } from './builds.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/builder`;
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'codebuild.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
    },
  ],
};
const LOGS = { Version: '2012-10-17', Statement: [allow('logs:*')] };

const project = (
  name: string,
  buildspec = 'version: 0.2\nphases: {build: {commands: [echo hello]}}',
): CreateProjectCommandInput => ({
  name,
  source: { type: 'NO_SOURCE', buildspec },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
    environmentVariables: [
      { name: 'A', value: 'project' },
      { name: 'B', value: 'project' },
    ],
  },
  serviceRole: ROLE,
});

let sandbox: Sandbox;
let client: CodeBuildClient;
beforeEach(async () => {
  sandbox = await open({
    accounts: [
      {
        id: ACCOUNT,
        roles: [
          { name: 'builder', path: '/service-role/', trust: TRUST, inline: { logs: LOGS } },
          {
            name: 'stranger',
            trust: {
              ...TRUST,
              Statement: [{ ...TRUST.Statement[0], Principal: { Service: 'ec2.amazonaws.com' } }],
            },
          },
        ],
      },
    ],
  });
  client = new CodeBuildClient(settings(sandbox));
  return () => sandbox.close();
});

describe('projects', () => {
  test('are made, read, changed in part, listed and deleted', async () => {
    const { project: made } = await client.send(new CreateProjectCommand(project('app')));
    expect(made).toMatchObject({
      name: 'app',
      arn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/app`,
      serviceRole: ROLE,
      timeoutInMinutes: 60,
      encryptionKey: `arn:aws:kms:${REGION}:${ACCOUNT}:alias/aws/s3`,
    });
    expect(made?.created).toBeInstanceOf(Date);
    const { project: changed } = await client.send(
      new UpdateProjectCommand({ name: 'app', timeoutInMinutes: 30 }),
    );
    expect(changed).toMatchObject({
      timeoutInMinutes: 30,
      queuedTimeoutInMinutes: 480,
      source: { type: 'NO_SOURCE' },
    });
    const got = await client.send(new BatchGetProjectsCommand({ names: [made?.arn ?? '', 'nothing'] }));
    expect(got.projects?.map(({ name }) => name)).toEqual(['app']);
    expect(got.projectsNotFound).toEqual(['nothing']);
    await client.send(new DeleteProjectCommand({ name: 'app' }));
    expect((await client.send(new ListProjectsCommand({}))).projects).toEqual([]);
  });

  test('are listed a hundred a page', async () => {
    for (let index = 0; index < 101; index += 1)
      await client.send(new CreateProjectCommand(project(`app-${String(index).padStart(3, '0')}`)));
    const first = await client.send(new ListProjectsCommand({ sortOrder: 'DESCENDING' }));
    expect([first.projects?.length, first.projects?.[0]]).toEqual([100, 'app-100']);
    const rest = await client.send(
      new ListProjectsCommand({ sortOrder: 'DESCENDING', nextToken: first.nextToken }),
    );
    expect([rest.projects, rest.nextToken]).toEqual([['app-000'], undefined]);
  });

  test('are refused where a value is none of those AWS lists', async () => {
    const wrong = { ...project('app'), artifacts: { type: 'NOTHING' as 'S3' } };
    await expect(client.send(new CreateProjectCommand(wrong))).rejects.toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining("Value at 'artifacts.type'"),
    });
    await expect(client.send(new CreateProjectCommand({ ...project('!') }))).rejects.toMatchObject({
      name: 'InvalidInputException',
    });
  });

  test('need a role that trusts CodeBuild', async () => {
    for (const name of ['stranger', 'missing']) {
      const serviceRole = `arn:aws:iam::${ACCOUNT}:role/${name}`;
      await expect(
        client.send(new CreateProjectCommand({ ...project('app'), serviceRole })),
      ).rejects.toMatchObject({
        name: 'InvalidInputException',
        message: `CodeBuild is not authorized to perform: sts:AssumeRole on ${serviceRole}`,
      });
    }
  });

  test('cannot be made twice, nor changed when they are not there', async () => {
    await client.send(new CreateProjectCommand(project('app')));
    await expect(client.send(new CreateProjectCommand(project('app')))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    await expect(client.send(new UpdateProjectCommand({ name: 'other' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('who may do what', () => {
  test('making a project takes PassRole on the role, path and all', async () => {
    const name = 'developer';
    const keys = await takeRole(sandbox, { name, policy: statements(allow('codebuild:*')) });
    const developer = new CodeBuildClient(settings(sandbox, keys));
    await expect(developer.send(new CreateProjectCommand(project('app')))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: `User: arn:aws:sts::${ACCOUNT}:assumed-role/developer/AWSCodeBuild-test is not authorized to perform: iam:PassRole on resource: ${ROLE} because no identity-based policy allows the iam:PassRole action`,
    });
    const passing = {
      ...allow('iam:PassRole', ROLE),
      Condition: { StringEquals: { 'iam:PassedToService': 'codebuild.amazonaws.com' } },
    };
    await putPolicy(sandbox, { name, policy: statements(allow('codebuild:*'), passing) });
    await developer.send(new CreateProjectCommand(project('app')));
    await developer.send(new UpdateProjectCommand({ name: 'app', serviceRole: ROLE }));
  });

  test('a call on a build is decided on its project', async () => {
    await client.send(new CreateProjectCommand(project('app')));
    const { build } = await client.send(new StartBuildCommand({ projectName: 'app' }));
    const name = 'reader';
    const arn = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/app`;
    const keys = await takeRole(sandbox, {
      name,
      policy: statements(allow('codebuild:BatchGetBuilds', arn)),
    });
    const reader = new CodeBuildClient(settings(sandbox, keys));
    const ids = [build?.id ?? ''];
    expect((await reader.send(new BatchGetBuildsCommand({ ids }))).builds?.[0]?.id).toBe(build?.id);
    await expect(reader.send(new RetryBuildCommand({ id: ids[0] }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`codebuild:RetryBuild on resource: ${arn} because`),
    });
    await expect(reader.send(new ListBuildsCommand({}))).rejects.toMatchObject({
      message: expect.stringContaining('codebuild:ListBuilds on resource: * because'),
    });
    await ended(sandbox);
  });
});

describe('builds', () => {
  beforeEach(async () => {
    await client.send(
      new CreateProjectCommand(
        project(
          'app',
          'version: 0.2\nenv: {variables: {A: spec, C: spec}, exported-variables: [SEEN]}\nphases: {build: {commands: ["SEEN=$A-$B-$C"]}}',
        ),
      ),
    );
  });

  test('answer with times an SDK can read, and phases with their contexts', async () => {
    const { build: started } = await client.send(new StartBuildCommand({ projectName: 'app' }));
    expect(started).toMatchObject({
      buildStatus: 'IN_PROGRESS',
      currentPhase: 'SUBMITTED',
      buildNumber: 1,
      serviceRole: ROLE,
    });
    await ended(sandbox);
    const { builds } = await client.send(new BatchGetBuildsCommand({ ids: [started?.arn ?? ''] }));
    const [build] = builds ?? [];
    expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', buildComplete: true, currentPhase: 'COMPLETED' });
    expect(build?.endTime).toBeInstanceOf(Date);
    expect(build?.logs).toMatchObject({
      groupName: '/aws/codebuild/app',
      streamName: started?.id?.slice('app:'.length),
      cloudWatchLogsArn: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/app:log-stream:${started?.id?.slice(4)}`,
    });
    const phase = build?.phases?.find(({ phaseType }) => phaseType === 'BUILD');
    expect(phase?.contexts).toEqual([{ statusCode: '', message: '' }]);
    const provisioning = build?.phases?.find(({ phaseType }) => phaseType === 'PROVISIONING');
    expect(provisioning?.durationInSeconds).toBeGreaterThan(3);
  });

  test('take variables from StartBuild before the project, and from the project before the buildspec', async () => {
    await client.send(
      new StartBuildCommand({
        projectName: 'app',
        environmentVariablesOverride: [{ name: 'B', value: 'start' }],
      }),
    );
    const build = await ended(sandbox);
    expect(build.exported).toEqual([{ name: 'SEEN', value: 'project-start-spec' }]);
    const { build: retried } = await client.send(new RetryBuildCommand({ id: build.id }));
    expect((await ended(sandbox, retried?.id)).exported).toEqual(build.exported);
  });

  test('are listed, newest first', async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const { build } = await client.send(new StartBuildCommand({ projectName: 'app' }));
      ids.unshift(build?.id ?? '');
      await ended(sandbox);
    }
    expect((await client.send(new ListBuildsForProjectCommand({ projectName: 'app' }))).ids).toEqual(ids);
    const ascending = await client.send(new ListBuildsCommand({ sortOrder: 'ASCENDING' }));
    expect(ascending.ids).toEqual(ids.toReversed());
  });

  test('that are not there are named, or refused', async () => {
    const id = 'app:00000000-0000-4000-a000-000000000000';
    const got = await client.send(new BatchGetBuildsCommand({ ids: [id] }));
    expect([got.builds, got.buildsNotFound]).toEqual([[], [id]]);
    await expect(client.send(new RetryBuildCommand({ id }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(client.send(new StartBuildCommand({ projectName: 'nothing' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Project cannot be found: arn:aws:codebuild:${REGION}:${ACCOUNT}:project/nothing`,
    });
  });

  test('that have ended are stopped without effect', async () => {
    await client.send(new StartBuildCommand({ projectName: 'app' }));
    const { id } = await ended(sandbox);
    const { build } = await client.send(new StopBuildCommand({ id }));
    expect(build?.buildStatus).toBe('SUCCEEDED');
  });
});

describe.skipIf(!hasAwsCli)('the AWS CLI', () => {
  const cli = async (...args: string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await aws(sandbox, ['codebuild', ...args], admin());
    expect([code, stderr]).toEqual([0, '']);
    return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
  };

  test('makes a project, builds it, retries, stops and reads', async () => {
    await cli('create-project', '--cli-input-json', JSON.stringify(project('app')));
    await cli('update-project', '--name', 'app', '--description', 'changed');
    expect(await cli('batch-get-projects', '--names', 'app')).toMatchObject({
      projects: [{ description: 'changed' }],
    });
    expect(await cli('list-projects')).toEqual({ projects: ['app'] });
    const { build } = (await cli('start-build', '--project-name', 'app')) as { build: { id: string } };
    await ended(sandbox);
    expect(await cli('batch-get-builds', '--ids', build.id)).toMatchObject({
      builds: [{ buildStatus: 'SUCCEEDED' }],
    });
    const { build: again } = (await cli('retry-build', '--id', build.id)) as { build: { id: string } };
    await ended(sandbox);
    await cli('stop-build', '--id', again.id);
    expect(await cli('list-builds')).toEqual({ ids: [again.id, build.id] });
    expect(await cli('list-builds-for-project', '--project-name', 'app')).toEqual({
      ids: [again.id, build.id],
    });
    await cli('delete-project', '--name', 'app');
  });
});
