/** Builds that fail for other reasons than a missing action, builds that are stopped, and builds seen while they run. */
import { CodeBuildClient, StartBuildCommand, StopBuildCommand } from '@aws-sdk/client-codebuild';
import { IAMClient, PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from '@aws-sdk/client-iam';
import { LookupEventsCommand, CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import type { BuildState } from '#sandbox/codebuild/state.ts';
import { accountOf, regionOf } from '#sandbox/world.ts';
import { readWorld } from '#sandbox/worlds/world-file.ts';
import { readWorldNamed } from '#sandbox/worlds/open-world.ts';
import { ACCOUNT, allow, control, REGION, settings, statements } from './arrange.ts';
import { ended, logOf, open, phasesOf, PROJECT, ROLE } from './builds.ts';

let sandbox: Sandbox;
let client: CodeBuildClient;
beforeEach(async () => {
  sandbox = await open('tracker-api');
  client = new CodeBuildClient(settings(sandbox));
  return () => sandbox.close();
});

const grantAll = (): void => {
  accountOf(sandbox.world, ACCOUNT)
    .iam.roles.get(ROLE.toLowerCase())
    ?.inline.set('all', statements(allow('ecr:*')));
};

async function start(overrides: object = {}): Promise<BuildState> {
  const { build } = await client.send(new StartBuildCommand({ projectName: PROJECT, ...overrides }));
  const state = regionOf(sandbox.world, ACCOUNT, REGION).codebuild.builds.get(build?.id ?? '');
  if (state === undefined) throw new Error('no build');
  return state;
}

async function run(overrides: object = {}): Promise<{ readonly build: BuildState; readonly log: string }> {
  const build = await start(overrides);
  await build.ended;
  return { build, log: logOf(sandbox, build) };
}

const spec = (...commands: readonly string[]): { readonly buildspecOverride: string } => ({
  buildspecOverride: JSON.stringify({ version: 0.2, phases: { build: { commands } } }),
});

test('a role that no longer trusts CodeBuild starts no build', async () => {
  const PolicyDocument = statements({
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/OldName` } },
  });
  await new IAMClient(settings(sandbox)).send(
    new UpdateAssumeRolePolicyCommand({ RoleName: ROLE, PolicyDocument }),
  );
  await expect(start()).rejects.toMatchObject({
    name: 'InvalidInputException',
    message: `CodeBuild is not authorized to perform: sts:AssumeRole on arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`,
  });
});

test('a push to a repository that is not there says so', async () => {
  grantAll();
  const { build, log } = await run({
    environmentVariablesOverride: [{ name: 'IMAGE_REPO_NAME', value: 'nowhere' }],
  });
  expect(build.status).toBe('FAILED');
  expect(log).toContain(
    `name unknown: The repository with name 'nowhere' does not exist in the registry with id '${ACCOUNT}'\n`,
  );
});

test('docker needs privileged mode', async () => {
  grantAll();
  const { build, log } = await run({ privilegedModeOverride: false });
  expect(phasesOf(build)).toContain('BUILD FAILED');
  expect(log).toContain(
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
  );
});

test('a build that fails in BUILD still runs POST_BUILD, and says it is not succeeding', async () => {
  const { build, log } = await run({
    buildspecOverride: `version: 0.2
phases:
  build:
    commands: [exit 3, echo never]
    finally: [echo always]
  post_build:
    commands: ['echo "succeeding: $CODEBUILD_BUILD_SUCCEEDING"']
`,
  });
  expect(phasesOf(build)).toEqual(
    expect.arrayContaining(['BUILD FAILED', 'POST_BUILD SUCCEEDED', 'UPLOAD_ARTIFACTS SUCCEEDED']),
  );
  expect(build.status).toBe('FAILED');
  expect(log).toContain('Reason: exit status 3\n');
  expect(log).toContain('\nalways\n');
  expect(log).toContain('\nsucceeding: 0\n');
  expect(log).not.toContain('\nnever\n');
});

test('on-failure is followed: CONTINUE goes on, ABORT goes no further, RETRY tries again', async () => {
  const withFailure = (onFailure: string) => ({
    buildspecOverride: `version: 0.2
phases:
  build: { on-failure: ${onFailure}, commands: [false] }
  post_build: { commands: [echo after] }
`,
  });
  const continued = await run(withFailure('CONTINUE'));
  expect([continued.build.status, continued.log.includes('\nafter\n')]).toEqual(['SUCCEEDED', true]);
  const aborted = await run(withFailure('ABORT'));
  expect([aborted.build.status, aborted.log.includes('\nafter\n')]).toEqual(['FAILED', false]);
  const retried = await run(withFailure('RETRY-2'));
  expect(phasesOf(retried.build).filter((phase) => phase === 'BUILD FAILED')).toHaveLength(3);
});

test('a buildspec CodeBuild would refuse fails DOWNLOAD_SOURCE', async () => {
  const { build } = await run({
    buildspecOverride: 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a: b\n',
  });
  const phase = build.phases.find(({ phaseStatus }) => phaseStatus === 'FAILED');
  expect(phase).toMatchObject({
    phaseType: 'DOWNLOAD_SOURCE',
    contexts: [{ statusCode: 'YAML_FILE_ERROR' }],
  });
});

test('a command that is none of AWS or a registry is said not to have run', async () => {
  const { build, log } = await run(spec('npm ci && ./deploy.sh'));
  expect(build.status).toBe('SUCCEEDED');
  expect(log).toContain('(not run in the sandbox: npm ci)\n(not run in the sandbox: ./deploy.sh)\n');
});

test('commands that never end are a build that timed out', async () => {
  const { build } = await run(spec('while true; do true; done'));
  expect([build.status, phasesOf(build).includes('BUILD TIMED_OUT')]).toEqual(['TIMED_OUT', true]);
});

test("AWS CLI calls are really made, and refused in the CLI's words", async () => {
  const { build, log } = await run(
    spec(
      'ACCOUNT=$(aws sts get-caller-identity --query Account --output text)',
      'echo "in $ACCOUNT"',
      'aws ecr describe-repositories --repository-names tracker_api || aws ecr create-repository --repository-name tracker_api',
    ),
  );
  expect(log).toContain(`\nin ${ACCOUNT}\n`);
  for (const operation of ['DescribeRepositories', 'CreateRepository']) {
    expect(log).toContain(
      `\nAn error occurred (AccessDeniedException) when calling the ${operation} operation: User: arn:aws:sts::${ACCOUNT}:`,
    );
  }
  expect(log).toContain('Reason: exit status 254\n');
  const trail = new CloudTrailClient(settings(sandbox));
  const { Events } = await trail.send(
    new LookupEventsCommand({
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: `AWSCodeBuild-${build.uuid}` }],
    }),
  );
  expect(Events?.map(({ EventName }) => EventName)).toEqual(
    expect.arrayContaining(['CreateLogStream', 'DescribeRepositories', 'CreateRepository']),
  );
});

test('a change of IAM has effect on builds when it has spread', async () => {
  await control(sandbox, 'settings', { consistencyDelayMs: 3_600_000 });
  await new IAMClient(settings(sandbox)).send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'ecr',
      PolicyDocument: statements(allow('ecr:*')),
    }),
  );
  expect((await run()).build.status).toBe('FAILED');
  accountOf(sandbox.world, ACCOUNT).iam.changes.length = 0;
  expect((await run()).build.status).toBe('SUCCEEDED');
});

test('a build can be seen while it runs, and StopBuild stops it', async () => {
  await control(sandbox, 'settings', { buildPaceMs: 60_000 });
  const build = await start();
  expect([build.status, build.endTime]).toEqual(['IN_PROGRESS', null]);
  await client.send(new StopBuildCommand({ id: build.id }));
  await build.ended;
  expect(build.status).toBe('STOPPED');
  expect(phasesOf(build)).toEqual(['SUBMITTED STOPPED', 'COMPLETED']);
});

test('a sandbox that closes stops its builds', async () => {
  await control(sandbox, 'settings', { buildPaceMs: 60_000 });
  const build = await start();
  await sandbox.close();
  expect(build.status).toBe('STOPPED');
});

test('a build that is stopped while its commands run ends there', async () => {
  const build = await start(spec('while true; do aws sts get-caller-identity; done'));
  while (build.currentPhase !== 'BUILD') await new Promise((resolve) => setImmediate(resolve));
  await client.send(new StopBuildCommand({ id: build.id }));
  await build.ended;
  expect([build.status, phasesOf(build).at(-2)]).toEqual(['STOPPED', 'BUILD STOPPED']);
});

test('an organisation in a world file binds the builds of its accounts', async () => {
  const organised = await open({
    accounts: [
      {
        id: ACCOUNT,
        roles: [
          {
            name: 'builder',
            trust: JSON.parse(
              statements({
                Effect: 'Allow',
                Principal: { Service: 'codebuild.amazonaws.com' },
                Action: 'sts:AssumeRole',
              }),
            ),
            inline: { all: JSON.parse(statements(allow('*'))) },
          },
        ],
        repositories: [{ name: 'app' }],
        projects: [
          {
            name: 'app',
            source: {
              type: 'NO_SOURCE',
              buildspec: 'version: 0.2\nphases: {build: {commands: [aws ecr get-login-password]}}',
            },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/builder`,
          },
        ],
        builds: ['app'],
      },
    ],
    organization: {
      management: '999988887777',
      members: [ACCOUNT],
      serviceControlPolicies: [
        {
          name: 'no-ecr',
          targets: [ACCOUNT],
          document: JSON.parse(statements({ Effect: 'Deny', Action: 'ecr:*', Resource: '*' })),
        },
      ],
    },
  });
  const build = await ended(organised);
  expect(logOf(organised, build)).toContain('with an explicit deny in a service control policy');
  await organised.close();
});

test('a world file that is wrong says where, and an unknown world what there is', async () => {
  const read = readWorld('{"accounts": [{"id": "1"}], "extra": 1}');
  expect(read.ok ? '' : read.error).toMatch(/accounts\[0\]\.id[^]*twelve digits/);
  expect(read.ok ? '' : read.error).toContain('extra');
  const named = await readWorldNamed('no-such-world');
  expect(named.ok ? '' : named.error).toContain('expected `tracker-api`, `empty` or a file');
});
