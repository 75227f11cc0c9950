/** A project named in any form, at the built command: region, account and build come from its address; a pipeline is asked for its red build. */
import {
  BatchGetProjectsCommand,
  CodeBuildClient,
  CreateProjectCommand,
  type CreateProjectCommandInput,
  ListBuildsCommand,
  UpdateProjectCommand,
} from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  CreatePipelineCommand,
  ListActionExecutionsCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientSettings } from './account-state.ts';
import { ENTER, sitAt } from './pseudo-terminal.ts';
import { type Ran, runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ACCOUNT = '290008131176';
const PLACE = { account: ACCOUNT, region: 'us-west-2' };
const SUITE = `https://us-west-2.console.aws.amazon.com/codesuite/codebuild/${ACCOUNT}/projects/TrackerAPI`;

let world: TrackerApi;
let build = '';

beforeAll(async () => {
  world = await openTrackerApi('addresses');
  const client = new CodeBuildClient(clientSettings(world.sandbox));
  build = (await client.send(new ListBuildsCommand({}))).ids?.[0] ?? '';
});
afterAll(() => world.end());

const elsewhere = () => ({ ...world.env, AWS_REGION: 'eu-central-1' });

interface Told {
  readonly project: { readonly name: string; readonly account: string; readonly region: string };
  readonly build: { readonly id: string } | null;
}

const told = ({ stdout }: Ran): Told => JSON.parse(stdout) as Told;

describe('an address of the project', () => {
  it.each([
    ['the page of its build', () => `${SUITE}/build/${encodeURIComponent(build)}/?region=us-west-2`],
    ['the ARN of its build', () => `arn:aws:codebuild:us-west-2:${ACCOUNT}:build/${build}`],
    ['its page', () => `${SUITE}/history`],
    ['its ARN', () => `arn:aws:codebuild:us-west-2:${ACCOUNT}:project/TrackerAPI`],
    ['its log group', () => `arn:aws:logs:us-west-2:${ACCOUNT}:log-group:/aws/codebuild/TrackerAPI:*`],
  ])('%s leads to project, build and region, whatever the environment says', async (_, address) => {
    const ran = await runCli(['diagnose', address(), '--json'], elsewhere());
    expect(ran.code, ran.stderr).toBe(2);
    expect(told(ran).project).toMatchObject({ name: 'TrackerAPI', ...PLACE });
    expect(told(ran).build?.id).toBe(build);
  });

  it('is part of the next command that is told', async () => {
    const { stdout } = await runCli(['diagnose', build], world.env);
    expect(stdout).toContain(`rolemend fix TrackerAPI --build ${build}`);
  });

  it.each([
    [
      'another account',
      `arn:aws:codebuild:us-west-2:111122223333:project/TrackerAPI`,
      [],
      'is of account 111122223333',
    ],
    [
      'another partition',
      'https://console.amazonaws.cn/codesuite/codebuild/projects/TrackerAPI/history?region=cn-north-1',
      [],
      'is of partition aws-cn, and these credentials are of partition aws',
    ],
    [
      'another region than was asked for',
      SUITE,
      ['--region', 'eu-west-1'],
      'is in us-west-2, and `--region` says eu-west-1',
    ],
    ['another page', 'https://example.com/TrackerAPI', [], 'is not AWS'],
    ['a pipeline that is not there', 'pipeline:Nope', [], 'there is no pipeline `Nope`'],
  ])('%s is said, and nothing is read of a project', async (_, address, more, said) => {
    const ran = await runCli(['fix', address, ...more, '--yes'], world.env);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toContain(said);
  });
});

describe('an address of another partition', () => {
  it('is where credentials that AWS does not know there are to come from', async () => {
    const env = { ...world.env, AWS_ACCESS_KEY_ID: 'AKIAUNKNOWNTHERE0000' };
    const ran = await runCli(
      ['diagnose', `arn:aws-us-gov:codebuild:us-gov-west-1:${ACCOUNT}:project/TrackerAPI`],
      env,
    );
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('choose a `--profile` of that partition');
  });
});

/** What would set the title of the window. */
const TITLE = '\u001b]0;owned\u0007';

describe('an address that somebody else wrote', () => {
  it.each(['xterm', 'dumb'])(
    'moves nothing on a terminal of kind %s while it is looked for',
    async (term) => {
      const link = `https://us-west-2.console.aws.amazon.com/codesuite/codepipeline/pipelines/${encodeURIComponent(`Ship${TITLE}`)}/view`;
      const { code, screen } = await sitAt(['diagnose', link], world.env, { term }).ended;
      expect(code).toBe(3);
      expect(screen).toContain('Ship');
      expect(screen).not.toContain(TITLE);
    },
  );
});

/** A build takes so long where a machine has much else to do. */
const UNDER_LOAD = { timeout: 15_000 };

/** Where it stands, its CodeBuild action runs in the project's region. */
describe.each(['us-west-2', 'eu-central-1'])('a pipeline of %s', (region) => {
  it('leads to the build of its action that failed, wherever that ran', async () => {
    const settings = clientSettings(world.sandbox);
    const iam = new IAMClient(settings);
    const pipelines = new CodePipelineClient({ ...settings, region });
    const roleName = `ship-${region}`;
    const statement = (more: object): string =>
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
    const trust = statement({
      Principal: { Service: 'codepipeline.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    await iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: trust }));
    const PolicyDocument = statement({ Action: '*', Resource: '*' });
    await iam.send(new PutRolePolicyCommand({ RoleName: roleName, PolicyName: 'all', PolicyDocument }));
    await pipelines.send(new CreatePipelineCommand({ pipeline: pipelineAs(roleName) }));
    const { pipelineExecutionId = '' } = await pipelines.send(
      new StartPipelineExecutionCommand({ name: 'Ship' }),
    );
    await expect
      .poll(async () => {
        const listed = await pipelines.send(new ListActionExecutionsCommand({ pipelineName: 'Ship' }));
        const [action] = listed.actionExecutionDetails ?? [];
        return action?.status === 'Failed' ? action.output?.executionResult?.externalExecutionId : null;
      }, UNDER_LOAD)
      .toMatch(/^TrackerAPI:/);
    const arn = `arn:aws:codepipeline:${region}:${ACCOUNT}:Ship`;
    for (const address of [arn, `pipeline:Ship/${pipelineExecutionId}`]) {
      const ran = await runCli(['diagnose', address, '--json'], { ...world.env, AWS_REGION: region });
      expect(told(ran).project).toMatchObject({ name: 'TrackerAPI', ...PLACE });
      expect(told(ran).build?.id).not.toBe(build);
      expect(ran.stderr).toContain(`the pipeline failed in build ${told(ran).build?.id}`);
    }
  });
});

describe('a pipeline whose role may not begin a build', () => {
  it('is told what stopped it, and leads to no older build', async () => {
    const settings = clientSettings(world.sandbox);
    const iam = new IAMClient(settings);
    const pipelines = new CodePipelineClient(settings);
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: 'codebuild:StartBuild', Resource: '*' }],
    });
    const mayNot = { RoleName: 'ship-us-west-2', PolicyName: 'none', PolicyDocument };
    await iam.send(new PutRolePolicyCommand(mayNot));
    await pipelines.send(new StartPipelineExecutionCommand({ name: 'Ship' }));
    const newest = async () => {
      const listed = await pipelines.send(new ListActionExecutionsCommand({ pipelineName: 'Ship' }));
      return listed.actionExecutionDetails?.[0]?.output?.executionResult?.errorDetails?.code;
    };
    await expect.poll(newest, UNDER_LOAD).toBe('AccessDeniedException');
    const ran = await runCli(['diagnose', 'pipeline:Ship'], world.env);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(
      /action `Build` of pipeline `Ship` failed before a build was begun: .*codebuild:StartBuild/,
    );
  });
});

const pipelineAs = (roleName: string) => ({
  name: 'Ship',
  roleArn: `arn:aws:iam::${ACCOUNT}:role/${roleName}`,
  artifactStore: { type: 'S3', location: 'artifacts' } as const,
  stages: [
    { name: 'Source', actions: [actionOf('Source', 'S3')] },
    { name: 'Build', actions: [actionOf('Build', 'CodeBuild')] },
  ],
});

function actionOf(category: 'Source' | 'Build', provider: string) {
  const actionTypeId = { category, owner: 'AWS', provider, version: '1' } as const;
  return { name: category, actionTypeId, region: 'us-west-2', configuration: { ProjectName: 'TrackerAPI' } };
}

describe('no project', () => {
  it('is answered with the newest red builds where nobody can choose', async () => {
    const ran = await runCli(['diagnose'], world.env);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/^error no project is named\n/m);
    expect(ran.stderr).toMatch(/1\. ✗ TrackerAPI #\d+ FAILED/);
  });

  it('lets a person at a terminal choose one of them', async () => {
    const sitting = sitAt(['diagnose'], world.env);
    await sitting.shows('which one, 1 to');
    sitting.type(`1${ENTER}`);
    const { code, screen } = await sitting.ended;
    expect(code).toBe(2);
    expect(screen).toContain('tracker_api');
  });

  it.each(['0', '99', 'x', ''])('takes `%s` for no choice', async (answer) => {
    const sitting = sitAt(['fix'], world.env);
    await sitting.shows('which one, 1 to');
    sitting.type(`${answer}${ENTER}`);
    expect((await sitting.ended).code).toBe(5);
  });
});

describe('`builds`', () => {
  it('lists the newest, those that failed alike together', async () => {
    const ran = await runCli(['builds', '--failed', '--json'], world.env);
    expect(ran.code).toBe(0);
    const { builds, ...place } = JSON.parse(ran.stdout) as { builds: readonly Record<string, unknown>[] };
    expect(place).toEqual({ schema: 'rolemend.builds/1', ...PLACE });
    expect(builds[0]).toMatchObject({
      project: 'TrackerAPI',
      status: 'FAILED',
      failure: { phase: 'PRE_BUILD' },
    });
  });

  it('says where there are none', async () => {
    const ran = await runCli(['builds'], elsewhere());
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toContain(`no builds in account ${ACCOUNT}, eu-central-1`);
  });
});

describe('a log group that projects name', () => {
  const GROUP = `arn:aws:logs:us-west-2:${ACCOUNT}:log-group:/ci/shared`;
  const logsConfig = { cloudWatchLogs: { status: 'ENABLED', groupName: '/ci/shared' } } as const;

  it('leads to the project that alone logs there, and of several to the one whose build it is', async () => {
    const client = new CodeBuildClient(clientSettings(world.sandbox));
    await client.send(new UpdateProjectCommand({ name: 'TrackerAPI', logsConfig }));
    const alone = await runCli(['diagnose', '/ci/shared', '--json'], world.env);
    expect(told(alone).project).toMatchObject({ name: 'TrackerAPI', ...PLACE });
    const { projects } = await client.send(new BatchGetProjectsCommand({ names: ['TrackerAPI'] }));
    const like = { ...projects?.[0], name: 'Other', logsConfig } as CreateProjectCommandInput;
    await client.send(new CreateProjectCommand(like));
    const stream = `${GROUP}:log-stream:web/${build.split(':')[1]}`;
    const named = await runCli(['diagnose', stream, '--json'], elsewhere());
    expect(told(named)).toMatchObject({ project: { name: 'TrackerAPI', ...PLACE }, build: { id: build } });
    const both = await runCli(['diagnose', GROUP], world.env);
    expect(both).toMatchObject({ code: 3, stdout: '' });
    expect(both.stderr).toContain('2 projects log to log group `/ci/shared`: `Other`, `TrackerAPI`');
    const none = await runCli(['diagnose', '/ci/nobody'], world.env);
    expect(none).toMatchObject({ code: 3, stdout: '' });
    expect(none.stderr).toContain('no project in us-west-2 logs to log group `/ci/nobody`');
  });
});
