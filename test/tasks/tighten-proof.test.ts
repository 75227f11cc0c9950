/** What proves that a role could lose something: a build that was refused none of it, whatever the build makes of a refusal. */
import { CodeBuildClient, CreateProjectCommand, UpdateProjectCommand } from '@aws-sdk/client-codebuild';
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openJournal } from '#apply/journal.ts';
import { undoChange } from '#apply/undo.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { resumeTighten } from '#tasks/resume-tighten.ts';
import { tightenProject, type TightenOutcome, type TightenRequest } from '#tasks/tighten.ts';
import type { FixPorts } from '#tasks/fix-ports.ts';
import { memoryStorage } from '../apply/memory-storage.ts';
import { batchWorld, LOGS as SHOP_LOGS, PROJECT as SHOP } from '../cli/batch-world.ts';
import { clientSettings } from '../cli/account-state.ts';
import {
  ACCOUNT,
  buildsOf,
  type OnSandbox,
  openOnSandbox,
  REGION,
  requestOf,
  sleepingClock,
} from './on-sandbox.ts';
import { allow, ENOUGH, fixture, policy, PROJECT, projectWorld, PUSH, ROLE, TOKEN } from './project-world.ts';

let on: OnSandbox | null = null;
afterEach(async () => {
  vi.unstubAllEnvs();
  await on?.close();
  on = null;
});

const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/${PROJECT}`;
const SURPLUS = allow(['dynamodb:*', 's3:ListAllMyBuckets']);

async function open(world: WorldInput) {
  const opened = await openOnSandbox(world);
  on = opened;
  const codebuild = new CodeBuildClient(clientSettings(opened.sandbox));
  const ports: FixPorts = {
    ...opened.access,
    clock: sleepingClock(),
    random: () => 0.5,
    journal: openJournal(memoryStorage()),
  };
  return { ...opened, codebuild, ports, before: await opened.access.reader.role(ROLE) };
}

const REQUEST: TightenRequest = {
  ...requestOf(PROJECT, {}),
  days: 90,
  unattended: true,
  dryRun: false,
  approve: async () => true,
};

async function tighten(ports: FixPorts, more: Partial<TightenRequest> = {}): Promise<TightenOutcome> {
  const outcome = await tightenProject({ ...REQUEST, ...more }, ports);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value;
}

const putBackOf = (outcome: TightenOutcome): string => {
  if (outcome.kind !== 'put-back') throw new Error(outcome.kind);
  expect(outcome.undone.ok).toBe(true);
  return outcome.why;
};

/** What the build asks for comes to it only once the role was read. */
const withCommand = (command: string): string =>
  fixture('docker-sample').replace(/( +)- docker push/, `$1- ${command}\n$1- docker push`);

describe('a green build proves nothing', () => {
  it.each([
    ['goes on over a refusal', 'aws s3 ls || true'],
    ['goes on over a refusal that its log does not show', 'aws s3 ls >/dev/null 2>&1 || true'],
  ])('that %s', async (_, command) => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const approve = async (): Promise<boolean> => {
      const source = { type: 'NO_SOURCE', buildspec: withCommand(command) } as const;
      await world.codebuild.send(new UpdateProjectCommand({ name: PROJECT, source }));
      return true;
    };
    const { runner } = world.ports;
    const begin: typeof runner.begin = (_next, of) => runner.begin({ kind: 'start', commit: null }, of);
    const why = putBackOf(await tighten({ ...world.ports, runner: { ...runner, begin } }, { approve }));
    expect(why).toContain('it was denied `s3:ListAllMyBuckets`, which was taken out');
    expect(buildsOf(world.sandbox)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(await world.access.reader.role(ROLE)).toEqual(world.before);
  });

  it('whose log cannot be read to its end', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const { runner } = world.ports;
    const log: typeof runner.log = async (build, token) => {
      const read = await runner.log(build, token);
      return read.ok ? { ...read, value: { ...read.value, nextToken: `${token}+` } } : read;
    };
    const why = putBackOf(await tighten({ ...world.ports, runner: { ...runner, log } }));
    expect(why).toMatch(/the log of build `app:\S+` could not be read to its end/);
    expect(await world.access.reader.role(ROLE)).toEqual(world.before);
  });

  it('whose last lines never come', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const { runner } = world.ports;
    const log: typeof runner.log = async (build, token) => {
      const read = await runner.log(build, token);
      if (!read.ok) return read;
      const lines = read.value.lines.filter((line) => !line.includes('Phase complete:'));
      return { ...read, value: { ...read.value, lines } };
    };
    const why = putBackOf(await tighten({ ...world.ports, runner: { ...runner, log } }));
    expect(why).toMatch(/the log of build `app:\S+` could not be read to its end/);
    expect(await world.access.reader.role(ROLE)).toEqual(world.before);
  });

  it('of a change that was taken back while it ran', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const { runner, journal } = world.ports;
    let isUndone = false;
    const build: typeof runner.build = async (id) => {
      const [change] = isUndone ? [] : [await journal.latestOf(PROJECT_ARN)];
      isUndone = true;
      if (change?.ok === true && change.value !== null) await undoChange(change.value, world.ports);
      return runner.build(id);
    };
    const outcome = await tighten({ ...world.ports, runner: { ...runner, build } });
    expect(putBackOf(outcome)).toContain('it was taken back');
    const newest = await journal.latestOf(PROJECT_ARN);
    expect(newest).toMatchObject({ value: { state: 'undone' } });
    expect(await world.access.reader.role(ROLE)).toEqual(world.before);
  });

  it('of a batch that ignores the failure of one of its builds', async () => {
    const spec = `version: 0.2
batch:
  fast-fail: false
  build-list:
    - identifier: api
      env: {variables: {IMAGE: api}}
    - identifier: web
      ignore-failure: true
      env: {variables: {IMAGE: web}}
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin $HOST
      - docker build -t $HOST/$IMAGE:1 .
      - docker push $HOST/$IMAGE:1
`;
    const builds = [SHOP_LOGS, TOKEN, allow(PUSH, '*'), SURPLUS];
    const world = await open(batchWorld({ buildspec: spec, builds }));
    const iam = new IAMClient(clientSettings(world.sandbox));
    const { runner } = world.ports;
    // Meanwhile the role loses the push to the other repository, which our engine is not asked about again.
    const begin: typeof runner.begin = async (next, of) => {
      const rights = [SHOP_LOGS, TOKEN, allow(PUSH, `arn:aws:ecr:*:*:repository/api`)];
      const PolicyDocument = JSON.stringify(policy(...rights));
      await iam.send(
        new PutRolePolicyCommand({ RoleName: 'shop-builds', PolicyName: 'base', PolicyDocument }),
      );
      return runner.begin(next, of);
    };
    const outcome = await tighten(
      { ...world.ports, runner: { ...runner, begin } },
      { project: SHOP, source: { read: () => null } },
    );
    if (outcome.kind !== 'put-back') throw new Error(outcome.kind);
    expect(outcome.why).toContain('task `web` of the batch ended with FAILED, and the batch goes on');
  });
});

describe('another project on the role', () => {
  const [project] = projectWorld({}).accounts[0]?.projects ?? [];
  const other = { ...project, name: 'other' };
  const idle = `version: 0.2\nphases: {build: {commands: ['echo']}}`;

  it('that has a build running leaves the role as it is', async () => {
    const source = { type: 'NO_SOURCE', buildspec: idle } as const;
    const world = await open(
      projectWorld({
        rights: [...ENOUGH, SURPLUS],
        account: { projects: [project, { ...other, source }], builds: [PROJECT, 'other'] } as object,
      }),
    );
    const { reader } = world.ports;
    const snapshot: typeof reader.snapshot = async (query) => {
      const read = await reader.snapshot(query);
      if (!read.ok || query.project !== 'other' || read.value.build.kind !== 'known') return read;
      return { ...read, value: { ...read.value, running: read.value.build.value } };
    };
    const forMany = () => ({ ...reader, snapshot });
    const outcome = await tighten({ ...world.ports, reader: { ...reader, forMany } });
    expect(outcome).toMatchObject({ kind: 'in-use', of: 'other', project: PROJECT });
  });

  it('that needs by now what was taken out has it put back by `--resume`', async () => {
    const world = await open(projectWorld({ rights: [...ENOUGH, SURPLUS] }));
    const killed = {
      ...world.ports,
      clock: { ...world.ports.clock, sleep: () => Promise.reject(new Error('killed')) },
    };
    await expect(tightenProject(REQUEST, killed)).rejects.toThrow('killed');
    const buildspec = 'version: 0.2\nphases: {build: {commands: ["aws dynamodb list-tables"]}}';
    await world.codebuild.send(
      new CreateProjectCommand({
        name: 'other',
        source: { type: 'NO_SOURCE', buildspec },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
        },
        serviceRole: `arn:aws:iam::${ACCOUNT}:role/${ROLE}`,
      }),
    );
    const resumed = await resumeTighten({ ...REQUEST, approve: async () => true }, world.ports);
    if (!resumed.ok) throw new Error(JSON.stringify(resumed.error));
    expect(putBackOf(resumed.value)).toContain(
      '`dynamodb:ListTables` on `*`, which project `other` needs, is not allowed any more',
    );
    expect(buildsOf(world.sandbox)).toEqual(['SUCCEEDED']);
    expect(await world.access.reader.role(ROLE)).toEqual(world.before);
  });
});
