/** A key that a command names by its alias: judged and granted as the key that has it, and held to the alias where none has. */
import { CreateAliasCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { afterEach, expect, it, vi } from 'vitest';
import type { Diagnosed } from '#tasks/diagnose.ts';
import { control } from '../aws/arrange.ts';
import { ACCOUNT, buildsOf, openOnSandbox, type OnSandbox, REGION, startBuild } from './on-sandbox.ts';
import { allow, LOGS, PROJECT, projectWorld } from './project-world.ts';

const opened: OnSandbox[] = [];
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const ANY_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`;
const ALIAS = 'alias/app';
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - aws kms encrypt --key-id $KEY --plaintext abcd
`;

/** A project whose settings name a key by its alias, built red before anything had the alias. */
async function open(rights: readonly object[] = []): Promise<OnSandbox> {
  const world = projectWorld({
    rights: [LOGS, ...rights],
    buildspec: BUILDSPEC,
    variables: { KEY: ALIAS },
    account: { keys: [{ name: 'app-key' }] },
  });
  const on = await openOnSandbox(world);
  opened.push(on);
  return on;
}

/** The same, and the key has the alias. */
async function openNamed(
  rights: readonly object[] = [],
): Promise<{ readonly on: OnSandbox; readonly key: string }> {
  const on = await open(rights);
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'any' };
  const client = new KMSClient({ endpoint: on.sandbox.endpoint, region: REGION, credentials });
  const { Keys = [] } = await client.send(new ListKeysCommand({}));
  const [{ KeyId: TargetKeyId = '', KeyArn = '' } = {}] = Keys;
  await client.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId }));
  return { on, key: KeyArn };
}

const encryption = ({ diagnosis }: Diagnosed) =>
  diagnosis.needs
    .filter(({ action }) => action === 'kms:Encrypt')
    .map(({ resource, decision }) => [resource, decision.decision]);

it('is granted as the key that has the alias, and the build is green', async () => {
  const { on, key } = await openNamed();
  await startBuild(on.sandbox);
  const { outcome } = await on.fix(PROJECT);
  expect(outcome.kind === 'applied' && outcome.diagnosed.plan).toMatchObject({
    value: { grants: [{ action: 'kms:Encrypt', resource: key }] },
  });
  expect(buildsOf(on.sandbox)).toEqual(['FAILED', 'FAILED', 'SUCCEEDED']);
});

it.each([
  ['its own ARN', allow('kms:Encrypt', 'key:app-key')],
  ['any key with the alias', allow('kms:Encrypt', ANY_KEY, { StringEquals: { 'kms:RequestAlias': ALIAS } })],
])('is allowed by a policy of %s', async (_name, right) => {
  const { on, key } = await openNamed([right]);
  expect(encryption(await on.diagnose(PROJECT))).toEqual([[key, 'allowed']]);
});

it('is confirmed by a person where nothing has the alias yet, and held to it', async () => {
  const on = await open();
  const action = 'kms:Encrypt';
  expect((await on.diagnose(PROJECT)).plan).toMatchObject({
    ok: true,
    value: { grants: [], withheld: [{ action }] },
  });
  const { plan } = await on.diagnose(PROJECT, { confirmed: [{ action, resource: ANY_KEY }] });
  expect(plan).toMatchObject({
    ok: true,
    value: {
      grants: [{ action, resource: ANY_KEY, condition: { 'kms:RequestAlias': ALIAS } }],
    },
  });
});

it('is said where nobody could tell which key it is', async () => {
  const { on } = await openNamed();
  const fault = {
    service: 'kms',
    operation: 'DescribeKey',
    status: 400,
    code: 'AccessDeniedException',
    times: 9,
  };
  await control(on.sandbox.endpoint, 'faults', [fault]);
  const found = await on.diagnose(PROJECT);
  expect(encryption(found)).toEqual([]);
  expect(JSON.stringify(found.diagnosis.evidence)).toContain('on the key behind `arn:aws:kms:');
});
