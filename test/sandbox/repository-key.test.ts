/** Repositories under a customer key: whoever makes one needs rights on the key, and nobody pushes or pulls without it. */
import {
  BatchGetImageCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  ECRClient,
  GetAuthorizationTokenCommand,
  InitiateLayerUploadCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ListGrantsCommand,
  RevokeGrantCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { REGION, allow, putPolicy, settings, start, statements, takeRole, type Keys } from './arrange.ts';

const repositoryName = 'app';
const imageIds = [{ imageTag: 'v1' }];

let sandbox: Sandbox;
let kms: KMSClient;
let key: string;
beforeEach(async () => {
  sandbox = await start();
  kms = new KMSClient(settings(sandbox));
  key = (await kms.send(new CreateKeyCommand({}))).KeyMetadata?.Arn ?? '';
});
afterEach(() => sandbox.close());

const ecr = (keys?: Keys): ECRClient => new ECRClient(settings(sandbox, keys));
const make = (keys?: Keys) =>
  ecr(keys).send(
    new CreateRepositoryCommand({
      repositoryName,
      encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key },
    }),
  );
const push = (keys?: Keys) => ecr(keys).send(new InitiateLayerUploadCommand({ repositoryName }));
const pull = (keys?: Keys) => ecr(keys).send(new BatchGetImageCommand({ repositoryName, imageIds }));

test('whoever makes one describes the key and makes grants through ECR, whoever deletes it retires them', async () => {
  const viaEcr = { StringEquals: { 'kms:ViaService': `ecr.${REGION}.amazonaws.com` } };
  const onKey = (...actions: readonly string[]): object => ({ ...allow(actions, key), Condition: viaEcr });
  const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('ecr:*')) });
  for (const actions of [[], ['kms:DescribeKey'], ['kms:CreateGrant']]) {
    await putPolicy(sandbox, {
      name: 'build',
      policy: statements(allow('ecr:*'), onKey('kms:Encrypt', ...actions)),
    });
    await expect(make(keys)).rejects.toMatchObject({ name: 'KmsException' });
  }
  const enough = onKey('kms:DescribeKey', 'kms:CreateGrant');
  await putPolicy(sandbox, { name: 'build', policy: statements(allow('ecr:*'), enough) });
  await expect(make(keys)).resolves.toMatchObject({
    repository: { encryptionConfiguration: { encryptionType: 'KMS', kmsKey: key } },
  });
  await push(keys);
  const remove = new DeleteRepositoryCommand({ repositoryName });
  await expect(ecr(keys).send(remove)).rejects.toMatchObject({ name: 'KmsException' });
  await putPolicy(sandbox, { name: 'build', policy: statements(allow('ecr:*'), onKey('kms:RetireGrant')) });
  await ecr(keys).send(remove);
  expect((await kms.send(new ListGrantsCommand({ KeyId: key }))).Grants).toEqual([]);
});

test('pushes and pulls need no right on the key, and fail while it is disabled', async () => {
  await make();
  const keys = await takeRole(sandbox, { name: 'build', policy: statements(allow('ecr:*')) });
  await push(keys);
  await expect(pull(keys)).resolves.toMatchObject({ failures: [{ failureCode: 'ImageNotFound' }] });
  await kms.send(new DisableKeyCommand({ KeyId: key }));
  await expect(push(keys)).rejects.toMatchObject({ name: 'KmsException', message: `${key} is disabled.` });
  await expect(pull(keys)).resolves.toMatchObject({ failures: [{ failureCode: 'KmsError' }] });
  const { token } = await registryToken(keys);
  const uploads = `${sandbox.endpoint}/v2/${repositoryName}/blobs/uploads/`;
  const pushed = await fetch(uploads, { method: 'POST', headers: { authorization: `Basic ${token}` } });
  expect(pushed.status).toBe(400);
  expect(await pushed.text()).toContain(`${key} is disabled.`);
  await kms.send(new EnableKeyCommand({ KeyId: key }));
  await push(keys);
});

test('pushes fail once the grant is revoked', async () => {
  await make();
  const { Grants } = await kms.send(new ListGrantsCommand({ KeyId: key }));
  expect(Grants).toMatchObject([{ Operations: ['GenerateDataKey', 'Decrypt', 'RetireGrant'] }]);
  await kms.send(new RevokeGrantCommand({ KeyId: key, GrantId: Grants?.[0]?.GrantId }));
  await expect(push()).rejects.toMatchObject({ name: 'KmsException' });
});

async function registryToken(keys: Keys): Promise<{ readonly token: string }> {
  const { authorizationData } = await ecr(keys).send(new GetAuthorizationTokenCommand({}));
  return { token: authorizationData?.[0]?.authorizationToken ?? '' };
}
