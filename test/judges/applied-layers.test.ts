/** The AWS CLI itself runs what `fix --emit aws-cli` prints for plans beyond the role's own policies: it comes to what `fix` does. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { hasAwsCli, putAwsInto } from '../clients/aws-cli.ts';
import { runCli, type Surroundings, surroundings } from '../cli/run-cli.ts';
import { WORLDS } from '../worlds/all.ts';
import { differences, pictureOf } from '../worlds/picture.ts';
import { Sdk } from '../worlds/sdk.ts';
import { allow, artifactRights, document, LOGS, TOKEN, trust } from '../worlds/words.ts';
import { ACCOUNT, MANAGEMENT, OTHER, PROJECT, REGION, ROLE_ARN, type World } from '../worlds/world.ts';
import { EVERY } from '../every.ts';

const run = promisify(execFile);

interface Case {
  readonly what: string;
  /** The call that writes it. */
  readonly writes: string;
  /** Gives what is added to `fix`. */
  readonly arrange: (sdk: Sdk) => Promise<readonly string[]>;
  readonly organization?: boolean;
}

/** One of the worlds that are fixed anyway, by the flags that it has. */
function world(name: string): Case['arrange'] {
  const found = WORLDS.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no world \`${name}\``);
  return async (sdk) => {
    await found.arrange(sdk);
    return found.flags ?? [];
  };
}

const theirs = ['--account', `${OTHER}=other`];
const onlyFor = (Principal: object): string =>
  document({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });

const CASES: readonly Case[] = [
  {
    what: 'a boundary',
    writes: 'iam create-policy-version',
    arrange: async (sdk) => {
      await sdk.enough();
      return ['--change', `boundary=${await sdk.boundary('Team', allow(LOGS))}`];
    },
  },
  {
    what: 'a managed policy that others have too',
    writes: 'iam create-policy-version',
    arrange: async (sdk) => [
      '--change',
      `managed-policy=${await sdk.attached('shared', document(allow(LOGS)))}`,
    ],
  },
  {
    what: 'who may take on the role',
    writes: 'iam update-assume-role-policy',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
      return ['--change', `trust-policy=${ROLE_ARN}`];
    },
  },
  {
    what: 'which projects may take on the role',
    writes: 'iam update-assume-role-policy',
    arrange: world('shared-trust-condition'),
  },
  {
    what: 'the policy of a repository',
    writes: 'ecr set-repository-policy',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('builder');
      const image = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/builder:latest`;
      await sdk.environment({ image, imagePullCredentialsType: 'CODEBUILD' });
      return ['--change', `repository-policy=arn:aws:ecr:${REGION}:${ACCOUNT}:repository/builder`];
    },
  },
  { what: 'a tag of a repository', writes: 'ecr tag-resource', arrange: world('condition-resource-tag-set') },
  { what: 'a tag of the role', writes: 'iam tag-role', arrange: world('condition-principal-tag-set') },
  {
    what: 'the role of the project',
    writes: 'codebuild update-project',
    arrange: world('trust-switch-role'),
  },
  {
    what: 'how the build image is pulled',
    writes: 'codebuild update-project',
    arrange: world('project-image-named'),
  },
  {
    what: 'the policy of a key of the account',
    writes: 'kms put-key-policy',
    arrange: async (sdk) => {
      const Keep = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Resource: '*' };
      const Action = ['kms:GetKeyPolicy', 'kms:PutKeyPolicy', 'kms:DescribeKey'];
      const key = await sdk.key(document({ ...Keep, Action }));
      const used = ['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'];
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'), allow(used, key));
      await sdk.artifacts('tracker-artifacts');
      await sdk.project(() => ({ encryptionKey: key }));
      return ['--change', `key-policy=${key}`];
    },
  },
  {
    what: 'the policies of a repository of another account and of the role',
    writes: 'ecr set-repository-policy',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      return [
        ...theirs,
        '--change',
        `repository-policy=arn:aws:ecr:${REGION}:${OTHER}:repository/tracker_api`,
      ];
    },
  },
  {
    what: 'the policy of a bucket of another account',
    writes: 's3api put-bucket-policy',
    arrange: async (sdk) => {
      await sdk.bucket('their-artifacts', null, OTHER);
      await sdk.enough();
      await sdk.artifacts('their-artifacts');
      return [...theirs, '--change', 'bucket-policy=arn:aws:s3:::their-artifacts'];
    },
  },
  {
    what: 'the policies of a secret of another account and of its key',
    writes: 'secretsmanager put-resource-policy',
    arrange: async (sdk) => {
      const key = await sdk.key(null, OTHER);
      const secret = await sdk.secret('tracker/token', { account: OTHER, key });
      await sdk.enough();
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${secret}:token` });
      return [...theirs, '--change', `secret-policy=${secret}`, `key-policy=${key}`];
    },
  },
  {
    what: 'who may take on a role of another account',
    writes: 'iam update-assume-role-policy',
    arrange: async (sdk) => {
      const AssumeRolePolicyDocument = onlyFor({ AWS: `arn:aws:iam::${OTHER}:root` });
      await sdk.iam(OTHER).createRole({ RoleName: 'deploy', AssumeRolePolicyDocument });
      const role = `arn:aws:iam::${OTHER}:role/deploy`;
      await sdk.enough();
      await sdk.command(`aws sts assume-role --role-arn ${role} --role-session-name ci`);
      return [...theirs, '--confirm', `sts:AssumeRole=${role}`, '--change', `trust-policy=${role}`];
    },
  },
  {
    what: 'a service control policy',
    writes: 'organizations update-policy',
    organization: true,
    arrange: async (sdk) => {
      await sdk.enough();
      const rest = ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 'organizations:*'];
      const text = document({ Sid: 'Some', Effect: 'Allow', Action: [...rest, TOKEN], Resource: '*' });
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'Some', text, at: ACCOUNT });
      const Filter = 'SERVICE_CONTROL_POLICY';
      const { Policies = [] } = await sdk
        .organizations()
        .listPoliciesForTarget({ TargetId: ACCOUNT, Filter });
      const idOf = (name: string): string => Policies.find(({ Name }) => Name === name)?.Id ?? '';
      await sdk.organizations().detachPolicy({ PolicyId: idOf('FullAWSAccess'), TargetId: ACCOUNT });
      const policy = `service-control-policy=${idOf('Some')}`;
      return ['--account', `${MANAGEMENT}=management`, '--change', policy];
    },
  },
];

interface Opened {
  readonly sandbox: Sandbox;
  readonly around: Surroundings;
  readonly sdk: Sdk;
  readonly flags: readonly string[];
  readonly picture: () => ReturnType<typeof pictureOf>;
  readonly close: () => Promise<void>;
}

const PROFILES = { other: OTHER, management: MANAGEMENT };

/** The world, red, with a profile for each account. */
async function open({ what, arrange, organization = false }: Case): Promise<Opened> {
  const accounts = TRACKER_API.accounts.map((account) => ({ ...account, builds: [] }));
  const description = worldSchema.parse({
    ...TRACKER_API,
    accounts: [...accounts, ...(organization ? [{ id: MANAGEMENT }] : [])],
    ...(organization ? { organization: { management: MANAGEMENT, members: [ACCOUNT] } } : {}),
  });
  const opened = await openWorld(description, { seed: what });
  if (!opened.ok) throw new Error(opened.error);
  const sandbox = opened.value;
  const around = surroundings(sandbox.endpoint);
  mkdirSync(join(around.stateFolder, '.aws'));
  const profiles = Object.entries(PROFILES).map(
    ([name, account]) => `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`,
  );
  writeFileSync(join(around.stateFolder, '.aws', 'credentials'), profiles.join('\n'));
  const sdk = new Sdk(sandbox);
  const flags = await arrange(sdk);
  // A role that CodeBuild may not take on starts none.
  const starting = sdk.codebuild().startBuild({ projectName: PROJECT });
  const started = await starting.catch(() => null);
  const { builds } = regionOf(sandbox.world, ACCOUNT, REGION).codebuild;
  await builds.get(started?.build?.id ?? '')?.ended;
  const world = { organization } as World;
  const picture = () => pictureOf(sdk, world);
  const close = async (): Promise<void> => {
    around.close();
    await sandbox.close();
  };
  return { sandbox, around, sdk, flags, picture, close };
}

/** What AWS makes up, and when. */
const MADE_UP = /\/(?:\w*Date|RoleId|PolicyId|createdAt|created|description)\b/i;
const changed = (...pictures: Parameters<typeof differences>): readonly string[] =>
  differences(...pictures).filter((line) => !MADE_UP.test(line));

async function byFix(opened: Opened): Promise<readonly string[]> {
  const before = await opened.picture();
  const fix = ['fix', PROJECT, '--yes', '--no-retry', '--partial', ...opened.flags];
  const { stderr } = await runCli(fix, opened.around.env);
  const all = changed(before, await opened.picture());
  expect(all, stderr).not.toEqual([]);
  return all;
}

async function byCommands(opened: Opened, writes: string): Promise<readonly string[]> {
  const { around, sandbox, flags, picture } = opened;
  const before = await picture();
  const { stdout } = await runCli(['fix', PROJECT, '--emit', 'aws-cli', ...flags], around.env);
  expect(stdout).toContain(`aws ${writes} `);
  const folder = around.stateFolder;
  await putAwsInto(folder, sandbox.endpoint);
  writeFileSync(join(folder, 'fix.sh'), stdout);
  const profiles = { [`PROFILE_${OTHER}`]: 'other', [`PROFILE_${MANAGEMENT}`]: 'management' };
  const env = {
    ...around.env,
    ...profiles,
    PATH: `${folder}:${around.env['PATH']}`,
    AWS_DEFAULT_REGION: REGION,
  };
  await run('/bin/sh', ['-e', join(folder, 'fix.sh')], { env });
  return changed(before, await picture());
}

/** One of each call: each takes some seconds of Debian's CLI. The others say the same of another account or policy. */
const CALLED = new Map(CASES.toReversed().map((one) => [one.writes, one]));
const RUN = EVERY ? CASES : [...CALLED.values()];

it.skipIf(!hasAwsCli).each(RUN.map((one) => [one.what, one] as const))(
  '%s',
  { timeout: 120_000 },
  async (_, one) => {
    const [fixed, commanded] = [await open(one), await open(one)];
    try {
      expect(await byCommands(commanded, one.writes)).toEqual(await byFix(fixed));
    } finally {
      await Promise.all([fixed.close(), commanded.close()]);
    }
  },
);
