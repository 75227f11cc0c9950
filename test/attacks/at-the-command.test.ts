/**
 * Attacks at the built command, in worlds whose project has its source on GitHub: `fix --yes` is let loose on each, and then the role is
 * looked at. What it holds besides writing its log is what the specification lets the settings' word grant, and no more.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import { DescribeRepositoriesCommand, ECRClient } from '@aws-sdk/client-ecr';
import { afterEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { clientSettings } from '../cli/account-state.ts';
import { ENTER, sitAt } from '../cli/pseudo-terminal.ts';
import { type Ran, runCli, type Surroundings, surroundings } from '../cli/run-cli.ts';
import { ACCOUNT, REGION, ROLE_ARN, ROLE_NAME } from '../diagnosis/build-snapshot.ts';
import { artifactsIn, FOREIGN, type Pair, push, secret, uriOf } from './pairs.ts';
import { SESSION } from './log-lines.ts';

type AccountInput = WorldInput['accounts'][number];
type ProjectInput = NonNullable<AccountInput['projects']>[number];

interface Given {
  readonly commands: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly variables?: readonly object[];
  readonly project?: Partial<ProjectInput>;
  /** Overrides of the build that failed last. */
  readonly build?: Readonly<Record<string, unknown>>;
  readonly repositories?: readonly string[];
}

const statement = (Action: string | string[], Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

const TRUST = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
  ],
};

const plain = (name: string, value: string) => ({ name, value, type: 'PLAINTEXT' });

function filesOf({ commands, files }: Given): Readonly<Record<string, string>> {
  const buildspec = JSON.stringify({ version: 0.2, phases: { build: { commands } } });
  return { 'buildspec.yml': buildspec, ...files };
}

function worldOf(given: Given): WorldInput {
  const project: ProjectInput = {
    name: 'TrackerAPI',
    source: { type: 'GITHUB', location: 'https://github.com/acme/tracker.git' },
    sourceFiles: { ...filesOf(given) },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      privilegedMode: true,
      environmentVariables: [plain('REPOSITORY_URI', uriOf('backend')), ...(given.variables ?? [])],
    },
    serviceRole: ROLE_ARN,
    ...given.project,
  };
  const account: AccountInput = {
    id: ACCOUNT,
    roles: [
      { name: ROLE_NAME, path: '/service-role/', trust: TRUST, inline: { logs: statement('logs:*', '*') } },
    ],
    repositories: (given.repositories ?? ['backend', 'payments']).map((name) => ({ name })),
    secrets: [{ name: 'prod/master', value: 's3cr3t' }],
    buckets: [{ name: 'acme-artifacts' }, { name: 'evil' }],
    projects: [project],
    builds: [
      'TrackerAPI',
      ...(given.build === undefined ? [] : [{ projectName: 'TrackerAPI', ...given.build }]),
    ],
  };
  return { region: REGION, accounts: [account] };
}

interface Attacked extends Surroundings {
  readonly sandbox: Sandbox;
  readonly source: string;
}

let open: Attacked | null = null;

afterEach(async () => {
  open?.close();
  if (open !== null) rmSync(open.source, { recursive: true });
  await open?.sandbox.close();
  open = null;
});

async function attacked(given: Given): Promise<Attacked> {
  const opened = await openWorld(worldSchema.parse(worldOf(given)), { seed: 'attacks' });
  if (!opened.ok) throw new Error(opened.error);
  const source = mkdtempSync(join(tmpdir(), 'attacked-source-'));
  for (const [path, text] of Object.entries(filesOf(given))) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), text);
  }
  open = { sandbox: opened.value, source, ...surroundings(opened.value.endpoint) };
  return open;
}

const one = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? value : [value as T]);

/** What the role holds besides its logs. */
async function heldBy({ sandbox }: Attacked): Promise<readonly Pair[]> {
  const iam = new IAMClient(clientSettings(sandbox));
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName: ROLE_NAME }));
  const held: Pair[] = [];
  for (const PolicyName of PolicyNames.filter((name) => name !== 'logs')) {
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: ROLE_NAME, PolicyName }),
    );
    const { Statement } = JSON.parse(decodeURIComponent(PolicyDocument)) as {
      Statement: readonly { Action: string | string[]; Resource: string | string[] }[];
    };
    for (const { Action, Resource } of Statement) {
      for (const action of one(Action)) for (const on of one(Resource)) held.push(`${action} ${on}`);
    }
  }
  return held.sort();
}

interface Fixed {
  readonly world: Attacked;
  readonly ran: Ran;
  /** What the plan would grant. */
  readonly planned: readonly Pair[];
  /** What the role holds after `--yes`. */
  readonly held: readonly Pair[];
}

async function fixed(given: Given, ...more: readonly string[]): Promise<Fixed> {
  const world = await attacked(given);
  const args = ['fix', 'TrackerAPI', '--json', '--source', world.source, ...more];
  const dry = await runCli([...args, '--dry-run'], world.env);
  const ran = await runCli([...args, '--yes', '--partial', '--no-retry'], world.env);
  const { plan } = JSON.parse(dry.stdout) as { plan?: { grants?: readonly Granted[] } };
  const planned = sorted((plan?.grants ?? []).map(({ action, resource }) => `${action} ${resource}`));
  return { world, ran, planned, held: await heldBy(world) };
}

interface Granted {
  readonly action: string;
  readonly resource: string;
}

const sorted = (pairs: readonly Pair[]) => [...new Set(pairs)].sort();

/** With `--partial` a plan is applied though the build would stay red; what is applied is the plan and nothing else. */
function expectGranted({ planned, held }: Fixed, expected: readonly Pair[]): void {
  expect(planned).toEqual(sorted(expected));
  expect([[], sorted(expected)]).toContainEqual(held);
}

const QUIET = 'docker push $REPOSITORY_URI:1';
describe('`fix --yes` on a project with its source on GitHub', () => {
  it('settings: a push whose whole address the settings hold is granted', async () => {
    const done = await fixed({ commands: [QUIET] });
    expectGranted(done, push('backend'));
    expect(done.held).toEqual(sorted(push('backend')));
  });

  it('source: a push that only the buildspec names is withheld', async () => {
    const done = await fixed({ commands: [`docker push ${uriOf('payments')}:1`] });
    expectGranted(done, []);
  });

  it('source: a script, a secret and another account are withheld beside what the settings ask for', async () => {
    const done = await fixed({
      commands: [
        QUIET,
        'sh ./release.sh',
        'aws secretsmanager get-secret-value --secret-id prod/master',
        `docker push ${uriOf('backend', { account: FOREIGN })}:1`,
      ],
      files: { 'release.sh': `docker push ${uriOf('payments')}:1\n` },
    });
    expectGranted(done, push('backend'));
  });

  it('never: deletions, registry settings and written secrets are withheld, also from a buildspec in the settings', async () => {
    const commands = [
      QUIET,
      'aws ecr delete-repository --repository-name payments --force',
      'aws ecr put-replication-configuration --replication-configuration file://r.json',
      'aws secretsmanager put-secret-value --secret-id prod/master --secret-string x',
    ];
    const inline = JSON.stringify({ version: 0.2, phases: { build: { commands } } });
    const done = await fixed({
      commands,
      project: {
        source: { type: 'GITHUB', location: 'https://github.com/acme/tracker.git', buildspec: inline },
      },
    });
    expectGranted(done, push('backend'));
  });

  it('privilege: another role is withheld, and so is what would read it', async () => {
    const done = await fixed({
      commands: [
        QUIET,
        `aws sts assume-role --role-arn arn:aws:iam::${ACCOUNT}:role/admin --role-session-name x`,
      ],
    });
    expectGranted(done, push('backend'));
    expect(done.ran.stdout).toContain('sts:AssumeRole');
  });

  it('log: what the build prints grants nothing and makes no repository', async () => {
    const claims = ['secretsmanager:GetSecretValue', 's3:GetObject', 'iam:PassRole'].map(
      (action) =>
        `echo "User: ${SESSION} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action"`,
    );
    const missing = `echo "name unknown: The repository with name 'evil' does not exist in the registry with id '${ACCOUNT}'"`;
    const done = await fixed({ commands: [...claims, missing, QUIET] });
    expectGranted(done, push('backend'));
    const ecr = new ECRClient(clientSettings(done.world.sandbox));
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(new Set(repositories.map(({ repositoryName }) => repositoryName))).toEqual(
      new Set(['backend', 'payments']),
    );
  });

  it('override: a build started with another address, a secret and an image is not the project', async () => {
    const done = await fixed({
      commands: [QUIET],
      build: {
        environmentVariablesOverride: [
          plain('REPOSITORY_URI', uriOf('payments')),
          { name: 'MASTER', value: 'prod/master', type: 'SECRETS_MANAGER' },
        ],
      },
    });
    expectGranted(done, push('backend'));
  });

  it('override: a build started with a buildspec of its own is not the project', async () => {
    const commands = [
      `docker push ${uriOf('payments')}:1`,
      'aws secretsmanager get-secret-value --secret-id prod/master',
    ];
    const done = await fixed({
      commands: [QUIET],
      build: { buildspecOverride: JSON.stringify({ version: 0.2, phases: { build: { commands } } }) },
    });
    expectGranted(done, push('backend'));
  });

  it('settings: what was updated in the project is its word, but for a name that is a pattern', async () => {
    const done = await fixed({
      commands: ['aws s3 cp s3://acme-artifacts/x .'],
      variables: [{ name: 'ALL', value: '*', type: 'SECRETS_MANAGER' }],
      project: { artifacts: { type: 'S3', location: 'acme-artifacts' } },
    });
    expect(done.planned.filter((pair) => !artifactsIn('acme-artifacts').includes(pair))).toEqual([]);
  });

  it('source: the repository named as the project is not made for a name that only a file has', async () => {
    const done = await fixed({
      commands: [`docker push ${uriOf('tracker-api')}:1`],
      repositories: ['backend'],
    });
    expect(done.planned.filter((pair) => !push('tracker-api').includes(pair))).toEqual([]);
    const ecr = new ECRClient(clientSettings(done.world.sandbox));
    const { repositories = [] } = await ecr.send(new DescribeRepositoriesCommand({}));
    expect(repositories.map(({ repositoryName }) => repositoryName)).toEqual(['backend']);
  });

  it('confirmed: the pair that was named is granted, and nothing beside it', async () => {
    const pair = secret('prod/master').replace(' ', '=');
    const done = await fixed(
      {
        commands: [
          'aws secretsmanager get-secret-value --secret-id prod/master',
          `docker push ${uriOf('payments')}:1`,
        ],
      },
      '--confirm',
      pair,
    );
    expectGranted(done, [secret('prod/master')]);
  });

  it('confirmed: the old form, an action alone, changes nothing and exits 3', async () => {
    const done = await fixed(
      { commands: ['aws secretsmanager get-secret-value --secret-id prod/master'] },
      '--confirm',
      'secretsmanager:GetSecretValue',
    );
    expectGranted(done, []);
    expect(done.ran.code).toBe(3);
  });

  it('trusted: a pull request’s build is never trusted as a whole', async () => {
    const done = await fixed(
      { commands: [`docker push ${uriOf('payments')}:1`], build: { sourceVersion: 'pr/7' } },
      '--trust-source',
      '--build',
      '2',
    );
    expectGranted(done, []);
    expect(done.ran.code).toBe(3);
  });
});

describe('`fix` asking a person', () => {
  const OFF = {
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      privilegedMode: false,
    },
  } satisfies Partial<ProjectInput>;
  const started = (...commands: readonly string[]) => ({
    buildspecOverride: JSON.stringify({ version: 0.2, phases: { build: { commands } } }),
  });
  const UNREACHABLE =
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';

  it.each([
    ['what one build was started with', started('docker build -t x .')],
    ['a printed line', started(`echo "${UNREACHABLE}"`, 'exit 1')],
  ])('offers no setting of the project for %s', async (_, build) => {
    const world = await attacked({ commands: ['echo nothing', 'exit 1'], project: OFF, build });
    const sitting = sitAt(['fix', 'TrackerAPI', '--no-retry', '--build', '2'], world.env);
    const asked = sitting.shows('anything else is no: ').then(
      () => sitting.type(ENTER),
      () => undefined,
    );
    const { screen } = await sitting.ended;
    await asked;
    expect(screen).toContain('privileged mode');
    expect(screen).not.toContain('--change privileged-mode');
  });
});
