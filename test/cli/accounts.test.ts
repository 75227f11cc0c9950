/** `--account`: what other accounts keep, read and written there, and taken back there. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { differences, pictureOf } from '../worlds/picture.ts';
import { Sdk } from '../worlds/sdk.ts';
import { artifactRights, document } from '../worlds/words.ts';
import { ACCOUNT, MANAGEMENT, OTHER, PROJECT, ROLE_ARN, type World } from '../worlds/world.ts';
import { type Ran, runCli, type Surroundings, surroundings } from './run-cli.ts';
import { some } from '../every.ts';

const THEIRS = `arn:aws:ecr:us-west-2:${OTHER}:repository/tracker_api`;
const PLAIN: World = {
  name: 'accounts',
  cause: '',
  kind: 'repository',
  owner: 'other-account',
  arrange: () => Promise.resolve(),
  expect: { codes: [], outcome: 'either' },
};

let sandbox: Sandbox;
let around: Surroundings;
let sdk: Sdk;

async function open(organization = false): Promise<void> {
  const accounts = TRACKER_API.accounts.map((account) => ({ ...account, builds: [] }));
  const description = worldSchema.parse({
    ...TRACKER_API,
    accounts: [...accounts, ...(organization ? [{ id: MANAGEMENT }] : [])],
    ...(organization ? { organization: { management: MANAGEMENT, members: [ACCOUNT] } } : {}),
  });
  const opened = await openWorld(description, { seed: 'accounts' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
  sdk = new Sdk(sandbox);
  const file = join(around.stateFolder, '.aws', 'credentials');
  mkdirSync(dirname(file));
  const profile = (name: string, account: string): string =>
    `[${name}]\naws_access_key_id = ${account}\naws_secret_access_key = any\n`;
  writeFileSync(file, [profile('other', OTHER), profile('mgmt', MANAGEMENT)].join('\n'));
}

/** The build pushes to the other account, whose repository has no policy. */
async function pushesElsewhere(): Promise<void> {
  await open();
  await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
  await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
  await sdk.codebuild().startBuild({ projectName: PROJECT });
  await run('builds');
}

const run = (...args: readonly string[]): Promise<Ran> => runCli(args, around.env);
const BOTH = ['--account', `${OTHER}=other`, '--change', `repository-policy=${THEIRS}`] as const;

afterEach(async () => {
  around.close();
  await sandbox.close();
});

describe('a push to another account', () => {
  it('is green by one run that writes both sides, and both are taken back there', async () => {
    await pushesElsewhere();
    const before = await pictureOf(sdk, PLAIN);
    const ran = await run('fix', PROJECT, '--yes', '--details', ...BOTH);
    expect(ran.stdout).toContain('may apply this, undo it and start the build');
    expect(ran).toMatchObject({ code: 0 });
    const { policyText = '' } = await sdk.ecr(OTHER).getRepositoryPolicy({ repositoryName: 'tracker_api' });
    expect(policyText).toContain(ROLE_ARN);
    const closed = await run('undo', '--yes');
    expect(closed).toMatchObject({ code: 3 });
    expect(closed.stderr).toContain(`--account ${OTHER}=PROFILE`);
    expect(await run('undo', '--yes', '--account', `${OTHER}=other`)).toMatchObject({ code: 0 });
    const left = differences(before, await pictureOf(sdk, PLAIN)).filter((one) => !/image/i.test(one));
    expect(left).toEqual([]);
  });

  it('stays a hand-off where the account is not open, which says what would open it', async () => {
    await pushesElsewhere();
    const before = await pictureOf(sdk, PLAIN);
    const ran = await run('fix', PROJECT, '--yes', '--change', `repository-policy=${THEIRS}`);
    expect(ran.code).not.toBe(0);
    expect(ran.stdout).toContain(`--account ${OTHER}=PROFILE`);
    const theirs = differences(before, await pictureOf(sdk, PLAIN)).filter((one) =>
      one.includes(`/${OTHER}/`),
    );
    expect(theirs).toEqual([]);
  });

  it('travels in a file that names the account', async () => {
    await pushesElsewhere();
    const file = join(around.stateFolder, 'plan.json');
    expect(await run('fix', PROJECT, '--plan', file, ...BOTH)).toMatchObject({ code: 0 });
    const closed = await run('apply', file);
    expect(closed).toMatchObject({ code: 3 });
    expect(closed.stderr).toContain(`--account ${OTHER}=PROFILE`);
  });
});

describe('an account that is named', () => {
  it('is refused where the credentials are of another, before anything is read', async () => {
    await open();
    const ran = await run('diagnose', PROJECT, '--account', `${OTHER}=mgmt`);
    expect(ran).toMatchObject({ code: 3 });
    expect(ran.stderr).toContain(`leads to account ${MANAGEMENT}`);
    expect(ran.stdout).toBe('');
  });

  it('is refused where it is none, or a role of another', async () => {
    await open();
    for (const named of ['x=other', `${OTHER}=`, `${OTHER}=arn:aws:iam::${ACCOUNT}:role/x`]) {
      expect((await run('diagnose', PROJECT, '--account', named)).code).toBe(3);
    }
    expect((await run('diagnose', PROJECT, '--account', `${OTHER}=nobody`)).stderr).toContain('nobody');
  });

  it('is opened by a role there', async () => {
    await open();
    const trust = document({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
      Action: 'sts:AssumeRole',
    });
    await sdk.iam(OTHER).createRole({ RoleName: 'reader', AssumeRolePolicyDocument: trust });
    const role = `arn:aws:iam::${OTHER}:role/reader`;
    const ran = await run('diagnose', PROJECT, '--account', `${OTHER}=${role}`);
    expect(ran.stderr).toContain('assumed-role/reader');
    const none = await run('diagnose', PROJECT, '--account', `${OTHER}=${role}s`);
    expect(none.code).not.toBe(2);
    expect(none.stderr).toContain('could not be opened');
  });
});

it('reads the policies of the organisation through its management account', async () => {
  await open(true);
  await sdk.enough();
  const text = document({ Sid: 'NoImages', Effect: 'Deny', Action: 'ecr:PutImage', Resource: '*' });
  await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'NoImages', text, at: ACCOUNT });
  await sdk.codebuild().startBuild({ projectName: PROJECT });
  await run('builds');
  const told = JSON.parse((await run('diagnose', PROJECT, '--json')).stdout);
  expect(JSON.stringify(told.unreadable)).toContain('service and resource control policies');
  const ran = await run('diagnose', PROJECT, '--json', '--account', `${MANAGEMENT}=mgmt`);
  const read = JSON.parse(ran.stdout);
  expect(JSON.stringify(read.unreadable)).not.toContain('service and resource control policies');
  expect(read.plan.handoffs[0]).toMatchObject({
    layer: 'serviceControl',
    owner: { kind: 'organisation', account: MANAGEMENT },
    change: { before: text, flag: null },
  });
  const [table] = [read.plan.handoffs[0].requests];
  expect(table).toContainEqual(
    expect.objectContaining({ action: 'ecr:PutImage', by: ROLE_ARN, today: 'stopped', after: 'passes' }),
  );
  const shut = table.filter(({ after }: { after: string }) => after === 'stopped');
  expect(shut.map(({ by }: { by: string }) => by)).toEqual(['another role of the account', ROLE_ARN]);
  const handoff = await run('fix', PROJECT, '--emit', 'handoff', '--account', `${MANAGEMENT}=mgmt`);
  expect(handoff.stdout).toContain('| another role of the account | stopped | stopped |');
});

it('adds what is lacking to a service control policy that is named, and takes that back', async () => {
  await open(true);
  await sdk.enough();
  const rest = ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 'organizations:*'];
  const text = document({ Sid: 'Some', Effect: 'Allow', Action: rest, Resource: '*' });
  await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'Some', text, at: ACCOUNT });
  const organizations = sdk.organizations();
  const listed = await organizations.listPoliciesForTarget({
    TargetId: ACCOUNT,
    Filter: 'SERVICE_CONTROL_POLICY',
  });
  const idOf = (name: string): string => listed.Policies?.find(({ Name }) => Name === name)?.Id ?? '';
  await organizations.detachPolicy({ PolicyId: idOf('FullAWSAccess'), TargetId: ACCOUNT });
  await sdk.codebuild().startBuild({ projectName: PROJECT });
  await run('builds');
  const named = ['--account', `${MANAGEMENT}=mgmt`, '--change', `service-control-policy=${idOf('Some')}`];
  expect(await run('fix', PROJECT, '--yes', ...named)).toMatchObject({ code: 0 });
  const contentOf = async () =>
    (await organizations.describePolicy({ PolicyId: idOf('Some') })).Policy?.Content;
  expect(await contentOf()).toContain('ecr:PutImage');
  expect(await run('undo', '--yes', '--account', `${MANAGEMENT}=mgmt`)).toMatchObject({ code: 0 });
  expect(await contentOf()).toBe(text);
});

it('lets the role write to the bucket of another account, on both sides, and takes that back', async () => {
  await open();
  await sdk.s3(OTHER).createBucket({
    Bucket: 'their-artifacts',
    CreateBucketConfiguration: { LocationConstraint: 'us-west-2' },
  });
  await sdk.enough();

  await sdk.artifacts('their-artifacts');
  await sdk.codebuild().startBuild({ projectName: PROJECT });
  await run('builds');
  const before = await pictureOf(sdk, PLAIN);
  const named = ['--account', `${OTHER}=other`, '--change', 'bucket-policy=arn:aws:s3:::their-artifacts'];
  const ran = await run('fix', PROJECT, '--yes', '--details', ...named);
  expect(ran.stdout).toContain(`their-artifacts\` of account ${OTHER}`);
  expect(ran).toMatchObject({ code: 0 });
  expect(await run('undo', '--yes', '--account', `${OTHER}=other`)).toMatchObject({ code: 0 });
  const left = differences(before, await pictureOf(sdk, PLAIN)).filter((one) => !/image/i.test(one));
  expect(left).toEqual([]);
});

/** What of another account stops the build, and how it is named to be changed. */
const THEIR_THINGS: Readonly<Record<string, () => Promise<readonly string[]>>> = {
  'a secret and the key that encrypts it': async () => {
    const key = await sdk.key(null, OTHER);
    const secret = await sdk.secret('tracker/token', { account: OTHER, key });
    await sdk.enough();
    await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${secret}:token` });
    return ['--change', `secret-policy=${secret}`, `key-policy=${key}`];
  },
  'the key of what it hands over': async () => {
    const key = await sdk.key(null, OTHER);
    await sdk.bucket('tracker-artifacts');
    await sdk.enough(artifactRights('tracker-artifacts'));
    await sdk.artifacts('tracker-artifacts');
    await sdk.project(() => ({ encryptionKey: key }));
    return ['--change', `key-policy=${key}`];
  },
  'the trust policy of a role that it assumes': async () => {
    const own = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
      Action: 'sts:AssumeRole',
    };
    await sdk.iam(OTHER).createRole({ RoleName: 'deploy', AssumeRolePolicyDocument: document(own) });
    const role = `arn:aws:iam::${OTHER}:role/deploy`;
    await sdk.enough();
    await sdk.command(`aws sts assume-role --role-arn ${role} --role-session-name ci`);
    return ['--confirm', `sts:AssumeRole=${role}`, '--change', `trust-policy=${role}`];
  },
};

describe.each(some(Object.entries(THEIR_THINGS), 2))('%s of another account', (_what, arrange) => {
  it('is changed with the role’s own side where its account is open, and taken back, and else handed off', async () => {
    await open();
    const flags = await arrange();
    await sdk.codebuild().startBuild({ projectName: PROJECT });
    await run('builds');
    const closed = await run('fix', PROJECT, '--emit', 'handoff', ...flags);
    expect(closed.stdout).toContain(`account ${OTHER}`);
    expect(closed.stdout).toContain(ROLE_ARN);
    const before = await pictureOf(sdk, PLAIN);
    const opened = ['--account', `${OTHER}=other`];
    const ran = await run('fix', PROJECT, '--yes', ...opened, ...flags);
    expect(ran, `${ran.stdout}\n${ran.stderr}`).toMatchObject({ code: 0 });
    expect(await run('undo', '--yes', ...opened)).toMatchObject({ code: 0 });
    const left = differences(before, await pictureOf(sdk, PLAIN)).filter((one) => !/image/i.test(one));
    expect(left).toEqual([]);
  }, 60_000);
});
