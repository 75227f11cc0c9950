/** KMS: keys, their names, grants and states. */
import {
  CancelKeyDeletionCommand,
  CreateAliasCommand,
  CreateGrantCommand,
  type CreateGrantCommandInput,
  CreateKeyCommand,
  DecryptCommand,
  DeleteAliasCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GetKeyPolicyCommand,
  KMSClient,
  ListAliasesCommand,
  ListGrantsCommand,
  ListKeysCommand,
  PutKeyPolicyCommand,
  ReEncryptCommand,
  RetireGrantCommand,
  RevokeGrantCommand,
  ScheduleKeyDeletionCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-kms';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import {
  ACCOUNT,
  OTHER,
  REGION,
  admin,
  allow,
  movedClock,
  putPolicy,
  settings,
  start,
  statements,
  takeRole,
  type Keys,
} from './arrange.ts';

const clock = movedClock();
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start({ now: clock.now });
});
afterEach(() => sandbox.close());

const kms = (keys?: Keys, region = REGION): KMSClient => new KMSClient(settings(sandbox, keys, region));
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const denied = (
  action: string,
  resource: string,
  reason = `because no identity-based policy allows the ${action} action`,
) =>
  `User: arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-test is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
const error = (name: string, message: string): object => expect.objectContaining({ name, message });
const session = (...actions: readonly string[]): Promise<Keys> =>
  takeRole(sandbox, {
    name: 'build',
    policy: statements(allow(actions.length === 0 ? 'iam:GetRole' : actions)),
  });

async function newKey(policy?: string): Promise<string> {
  const made = await kms().send(new CreateKeyCommand(policy === undefined ? {} : { Policy: policy }));
  return made.KeyMetadata?.Arn ?? '';
}

const text = Buffer.from('a secret');

describe('keys', () => {
  test('decrypts what it encrypted, under the same context only', async () => {
    const key = await newKey();
    const EncryptionContext = { project: 'api' };
    const { CiphertextBlob } = await kms().send(
      new EncryptCommand({ KeyId: key, Plaintext: text, EncryptionContext }),
    );
    const opened = await kms().send(new DecryptCommand({ CiphertextBlob, EncryptionContext }));
    expect([Buffer.from(opened.Plaintext ?? []).toString(), opened.KeyId]).toEqual(['a secret', key]);
    await expect(kms().send(new DecryptCommand({ CiphertextBlob }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  test('makes data keys that the key opens again', async () => {
    const key = await newKey();
    const made = await kms().send(new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256' }));
    const opened = await kms().send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(opened.Plaintext).toEqual(made.Plaintext);
    expect(made.Plaintext?.byteLength).toBe(32);
  });

  test('asks the identity policy where the key policy delegates to the account', async () => {
    const key = await newKey();
    const keys = await session();
    const command = new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256' });
    await expect(kms(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:GenerateDataKey', key)),
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('kms:GenerateDataKey', key)) });
    await expect(kms(keys).send(command)).resolves.toMatchObject({ KeyId: key });
  });

  test('heeds no identity policy where the key policy does not delegate', async () => {
    const keys = await session('kms:*');
    await takeRole(sandbox, { name: 'other' });
    const key = await newKey();
    const Policy = statements({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` },
      Action: 'kms:*',
      Resource: '*',
    });
    await kms().send(new PutKeyPolicyCommand({ KeyId: key, Policy, BypassPolicyLockoutSafetyCheck: true }));
    await expect(kms().send(new GetKeyPolicyCommand({ KeyId: key }))).resolves.toMatchObject({ Policy });
    await expect(kms(keys).send(new EncryptCommand({ KeyId: key, Plaintext: text }))).rejects.toEqual(
      error(
        'AccessDeniedException',
        denied('kms:Encrypt', key, 'because no resource-based policy allows the kms:Encrypt action'),
      ),
    );
  });

  test('does not tell another account whether there is such a key', async () => {
    const keys = await session('kms:*');
    const { KeyMetadata } = await kms(admin(OTHER)).send(new CreateKeyCommand({}));
    const key = KeyMetadata?.Arn ?? '';
    await expect(kms(keys).send(new EncryptCommand({ KeyId: key, Plaintext: text }))).rejects.toEqual(
      error(
        'AccessDeniedException',
        denied(
          'kms:Encrypt',
          key,
          'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
        ),
      ),
    );
  });

  test('refuses a policy that locks its writer out', async () => {
    const key = await newKey();
    const keys = await session('kms:PutKeyPolicy');
    const Policy = statements({ Effect: 'Allow', Principal: '*', Action: 'kms:Decrypt', Resource: '*' });
    await expect(kms(keys).send(new PutKeyPolicyCommand({ KeyId: key, Policy }))).rejects.toMatchObject({
      name: 'MalformedPolicyDocumentException',
    });
  });

  test('refuses it to administrators too, unless they ask for it', async () => {
    await takeRole(sandbox, { name: 'other' });
    const key = await newKey();
    const Policy = statements({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` },
      Action: 'kms:*',
      Resource: '*',
    });
    const put = { KeyId: key, Policy };
    await expect(kms().send(new PutKeyPolicyCommand(put))).rejects.toEqual(
      error(
        'MalformedPolicyDocumentException',
        'The new key policy will not allow you to update the key policy in the future.',
      ),
    );
    await kms().send(new PutKeyPolicyCommand({ ...put, BypassPolicyLockoutSafetyCheck: true }));
  });

  const absent = '0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f';
  test.each([
    ['absent', "Invalid keyId 'absent'"],
    [absent, `Key 'arn:aws:kms:${REGION}:${ACCOUNT}:key/${absent}' does not exist`],
    ['alias/absent', `Alias arn:aws:kms:${REGION}:${ACCOUNT}:alias/absent is not found.`],
    [`arn:aws:kms:eu-west-1:${ACCOUNT}:key/${absent}`, 'Invalid arn eu-west-1'],
  ])('says what is not there: %s', async (KeyId, message) => {
    await expect(kms().send(new DescribeKeyCommand({ KeyId }))).rejects.toEqual(
      error('NotFoundException', message),
    );
  });

  test('denies a key of another account that does not exist like one that does', async () => {
    const KeyId = `arn:aws:kms:${REGION}:${OTHER}:key/${absent}`;
    const command = new DescribeKeyCommand({ KeyId });
    await expect(kms(await session('kms:*')).send(command)).rejects.toEqual(
      error(
        'AccessDeniedException',
        denied(
          'kms:DescribeKey',
          KeyId,
          'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
        ),
      ),
    );
  });

  test('are used by their ARN from another account that both sides let', async () => {
    const theirs = kms(admin(OTHER));
    const keys = await session('iam:GetRole');
    const Policy = statements(
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OTHER}:root` }, Action: 'kms:*', Resource: '*' },
      { Effect: 'Allow', Principal: { AWS: ROLE }, Action: 'kms:Encrypt', Resource: '*' },
    );
    const { KeyMetadata } = await theirs.send(new CreateKeyCommand({ Policy }));
    const key = KeyMetadata?.Arn ?? '';
    const command = new EncryptCommand({ KeyId: key, Plaintext: text });
    await expect(kms(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:Encrypt', key)),
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('kms:Encrypt', key)) });
    await expect(kms(keys).send(command)).resolves.toMatchObject({ KeyId: key });
  });

  test('are described in full, and listed', async () => {
    const key = await newKey();
    const { KeyMetadata } = await kms().send(new DescribeKeyCommand({ KeyId: key }));
    expect(KeyMetadata).toEqual({
      AWSAccountId: ACCOUNT,
      Arn: key,
      KeyId: key.split('/')[1],
      CreationDate: expect.any(Date) as Date,
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      Description: '',
      Enabled: true,
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      KeyManager: 'CUSTOMER',
      KeySpec: 'SYMMETRIC_DEFAULT',
      KeyState: 'Enabled',
      KeyUsage: 'ENCRYPT_DECRYPT',
      MultiRegion: false,
      Origin: 'AWS_KMS',
    });
    const listed = await kms().send(new ListKeysCommand({}));
    expect(listed).toMatchObject({ Keys: [{ KeyArn: key }], Truncated: false });
  });

  test('re-encrypt for who may take from the one and give to the other', async () => {
    const [from, to] = [await newKey(), await newKey()];
    const { CiphertextBlob } = await kms().send(new EncryptCommand({ KeyId: from, Plaintext: text }));
    const keys = await session('kms:ReEncryptFrom');
    const command = new ReEncryptCommand({ CiphertextBlob, DestinationKeyId: to });
    await expect(kms(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:ReEncryptTo', to)),
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('kms:ReEncrypt*')) });
    const made = await kms(keys).send(command);
    expect(made).toMatchObject({ SourceKeyId: from, KeyId: to });
    const opened = await kms().send(new DecryptCommand({ CiphertextBlob: made.CiphertextBlob }));
    expect(Buffer.from(opened.Plaintext ?? []).toString()).toBe('a secret');
  });
});

describe('aliases', () => {
  const AliasName = 'alias/images';
  const ALIAS = `arn:aws:kms:${REGION}:${ACCOUNT}:${AliasName}`;
  const name = (TargetKeyId: string) => kms().send(new CreateAliasCommand({ AliasName, TargetKeyId }));

  test('stand for a key by their name and their ARN, and for another after an update', async () => {
    const [one, two] = [await newKey(), await newKey()];
    await name(one);
    for (const KeyId of [AliasName, ALIAS])
      await expect(
        kms().send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
      ).resolves.toMatchObject({ KeyId: one });
    await kms().send(new UpdateAliasCommand({ AliasName, TargetKeyId: two }));
    const { KeyMetadata } = await kms().send(new DescribeKeyCommand({ KeyId: AliasName }));
    expect(KeyMetadata?.Arn).toBe(two);
    expect((await kms().send(new ListAliasesCommand({ KeyId: one }))).Aliases).toEqual([]);
    expect((await kms().send(new ListAliasesCommand({}))).Aliases).toMatchObject([
      { AliasName, AliasArn: ALIAS, TargetKeyId: two.split('/')[1] },
    ]);
    await kms().send(new DeleteAliasCommand({ AliasName }));
    await expect(kms().send(new DescribeKeyCommand({ KeyId: AliasName }))).rejects.toEqual(
      error('NotFoundException', `Alias ${ALIAS} is not found.`),
    );
  });

  test('are refused where they are taken, ill-formed or reserved', async () => {
    const key = await newKey();
    await name(key);
    await expect(name(key)).rejects.toEqual(
      error('AlreadyExistsException', `An alias with the name ${ALIAS} already exists`),
    );
    const create = (AliasName: string) => kms().send(new CreateAliasCommand({ AliasName, TargetKeyId: key }));
    await expect(create('images')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(create('alias/a b')).rejects.toMatchObject({ name: 'InvalidAliasNameException' });
    await expect(create('alias/aws/mine')).rejects.toMatchObject({ name: 'NotAuthorizedException' });
  });

  test('are made by who may make them, on the name and on the key', async () => {
    const key = await newKey();
    const keys = await session();
    const command = new CreateAliasCommand({ AliasName, TargetKeyId: key });
    await expect(kms(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:CreateAlias', ALIAS)),
    );
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('kms:CreateAlias', ALIAS)) });
    await expect(kms(keys).send(command)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:CreateAlias', key)),
    );
  });

  test('are no key in a Resource, and are asked for by conditions', async () => {
    const key = await newKey();
    await name(key);
    const keys = await session();
    const by = (KeyId: string) => kms(keys).send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    const policy = (Resource: string, Condition = {}) =>
      putPolicy(sandbox, {
        name: 'build',
        policy: statements({ ...allow('kms:GenerateDataKey', Resource), Condition }),
      });
    await policy(ALIAS);
    await expect(by(AliasName)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:GenerateDataKey', key)),
    );
    await policy('*', { StringEquals: { 'kms:RequestAlias': AliasName } });
    await expect(by(AliasName)).resolves.toMatchObject({ KeyId: key });
    await expect(by(key)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await policy('*', { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/im*' } });
    await expect(by(key)).resolves.toMatchObject({ KeyId: key });
  });

  test('are no key for what is done to the key itself', async () => {
    await name(await newKey());
    await expect(kms().send(new DisableKeyCommand({ KeyId: AliasName }))).rejects.toEqual(
      error('NotFoundException', `Invalid keyId '${AliasName}'`),
    );
  });
});

describe('states', () => {
  const use = (KeyId: string) => kms().send(new EncryptCommand({ KeyId, Plaintext: text }));

  test('a disabled key is described, and neither used nor granted until it is enabled', async () => {
    const key = await newKey();
    await kms().send(new DisableKeyCommand({ KeyId: key }));
    await expect(use(key)).rejects.toEqual(error('DisabledException', `${key} is disabled.`));
    const { KeyMetadata } = await kms().send(new DescribeKeyCommand({ KeyId: key }));
    expect(KeyMetadata).toMatchObject({ Enabled: false, KeyState: 'Disabled' });
    await expect(
      kms().send(
        new CreateGrantCommand({
          KeyId: key,
          GranteePrincipal: `arn:aws:iam::${ACCOUNT}:root`,
          Operations: ['Decrypt'],
        }),
      ),
    ).rejects.toMatchObject({ name: 'DisabledException' });
    await kms().send(new EnableKeyCommand({ KeyId: key }));
    await expect(use(key)).resolves.toMatchObject({ KeyId: key });
  });

  test('a key that is to be deleted can be kept, and is disabled then', async () => {
    const key = await newKey();
    const schedule = new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 });
    await expect(kms().send(schedule)).resolves.toMatchObject({ KeyId: key, KeyState: 'PendingDeletion' });
    const pending = error('KMSInvalidStateException', `${key} is pending deletion.`);
    await expect(use(key)).rejects.toEqual(pending);
    await expect(kms().send(schedule)).rejects.toEqual(pending);
    await expect(kms().send(new EnableKeyCommand({ KeyId: key }))).rejects.toEqual(pending);
    await kms().send(new CancelKeyDeletionCommand({ KeyId: key }));
    await expect(use(key)).rejects.toMatchObject({ name: 'DisabledException' });
    await expect(kms().send(new CancelKeyDeletionCommand({ KeyId: key }))).rejects.toEqual(
      error('KMSInvalidStateException', `${key} is not pending deletion.`),
    );
  });

  test('a key is gone when its time has come', async () => {
    const key = await newKey();
    await kms().send(new ScheduleKeyDeletionCommand({ KeyId: key, PendingWindowInDays: 7 }));
    const { keys } = regionOf(sandbox.world, ACCOUNT, REGION).kms;
    for (const state of keys.values()) state.deletedAt = clock.now();
    await expect(use(key)).rejects.toEqual(error('NotFoundException', `Key '${key}' does not exist`));
  });
});

describe('grants', () => {
  const grant = (input: Partial<CreateGrantCommandInput> & { readonly KeyId: string }, keys?: Keys) =>
    kms(keys).send(
      new CreateGrantCommand({ GranteePrincipal: ROLE, Operations: ['Encrypt', 'Decrypt'], ...input }),
    );
  const encryptAs = (keys: Keys, KeyId: string, EncryptionContext = {}) =>
    kms(keys).send(new EncryptCommand({ KeyId, Plaintext: text, EncryptionContext }));

  test('allow the grantee their operations and no others, until they are revoked', async () => {
    const key = await newKey();
    const keys = await session();
    const { GrantId } = await grant({ KeyId: key, Name: 'ci' });
    await expect(encryptAs(keys, key)).resolves.toMatchObject({ KeyId: key });
    await expect(
      kms(keys).send(new GenerateDataKeyCommand({ KeyId: key, KeySpec: 'AES_256' })),
    ).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const { Grants } = await kms().send(new ListGrantsCommand({ KeyId: key }));
    expect(Grants).toMatchObject([
      {
        GrantId,
        KeyId: key,
        Name: 'ci',
        GranteePrincipal: ROLE,
        Operations: ['Encrypt', 'Decrypt'],
        IssuingAccount: `arn:aws:iam::${ACCOUNT}:root`,
      },
    ]);
    expect((await grant({ KeyId: key, Name: 'ci' })).GrantId).toBe(GrantId);
    await kms().send(new RevokeGrantCommand({ KeyId: key, GrantId }));
    await expect(encryptAs(keys, key)).rejects.toEqual(
      error('AccessDeniedException', denied('kms:Encrypt', key)),
    );
    await expect(kms().send(new RevokeGrantCommand({ KeyId: key, GrantId }))).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  test('never overrule a Deny', async () => {
    const key = await newKey();
    const keys = await session();
    await grant({ KeyId: key });
    await putPolicy(sandbox, {
      name: 'build',
      policy: statements({ ...allow('kms:Encrypt'), Effect: 'Deny' }),
    });
    await expect(encryptAs(keys, key)).rejects.toEqual(
      error(
        'AccessDeniedException',
        denied('kms:Encrypt', key, 'with an explicit deny in an identity-based policy'),
      ),
    );
  });

  test.each([
    ['EncryptionContextSubset', { Team: 'a', more: 'b' }, true],
    ['EncryptionContextSubset', { team: 'A' }, false],
    ['EncryptionContextEquals', { team: 'a' }, true],
    ['EncryptionContextEquals', { team: 'a', more: 'b' }, false],
  ] as const)('hold %s against %j', async (constraint, given, allowed) => {
    const key = await newKey();
    const keys = await session();
    await grant({ KeyId: key, Constraints: { [constraint]: { team: 'a' } } });
    const outcome = await encryptAs(keys, key, given).then(
      () => true,
      () => false,
    );
    expect(outcome).toBe(allowed);
  });

  test('made by right of another are no wider than that', async () => {
    const key = await newKey();
    const keys = await session();
    const Constraints = { EncryptionContextSubset: { team: 'a' } };
    await grant({ KeyId: key, Operations: ['Decrypt', 'CreateGrant'], Constraints });
    const refused = { name: 'AccessDeniedException' };
    await expect(grant({ KeyId: key, Operations: ['Decrypt'] }, keys)).rejects.toMatchObject(refused);
    await expect(grant({ KeyId: key, Operations: ['Encrypt'], Constraints }, keys)).rejects.toMatchObject(
      refused,
    );
    const stricter = { EncryptionContextEquals: { team: 'a', more: 'b' } };
    await expect(
      grant({ KeyId: key, Operations: ['Decrypt'], Constraints: stricter }, keys),
    ).resolves.toMatchObject({ GrantId: expect.any(String) as string });
  });

  test('are made for principals that exist, by who may, as conditions ask', async () => {
    const key = await newKey();
    await expect(
      grant({ KeyId: key, GranteePrincipal: `arn:aws:iam::${ACCOUNT}:role/absent` }),
    ).rejects.toEqual(
      error(
        'InvalidArnException',
        `ARN does not refer to a valid principal: arn:aws:iam::${ACCOUNT}:role/absent`,
      ),
    );
    const keys = await session();
    const when = (Condition: object) =>
      putPolicy(sandbox, {
        name: 'build',
        policy: statements({ ...allow('kms:CreateGrant', key), Condition }),
      });
    await when({ Bool: { 'kms:GrantIsForAWSResource': 'true' } });
    await expect(grant({ KeyId: key }, keys)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await when({
      'ForAllValues:StringEquals': { 'kms:GrantOperations': ['Encrypt', 'Decrypt'] },
      StringEquals: { 'kms:GranteePrincipal': ROLE },
    });
    await expect(grant({ KeyId: key }, keys)).resolves.toMatchObject({
      GrantToken: expect.any(String) as string,
    });
  });

  test('are retired by whom they name, whatever the key policy says', async () => {
    const key = await newKey();
    const keys = await session();
    const { GrantId } = await grant({ KeyId: key });
    const retire = (id: string | undefined) =>
      kms(keys).send(new RetireGrantCommand({ KeyId: key, GrantId: id }));
    await expect(retire(GrantId)).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await retire((await grant({ KeyId: key, Operations: ['Decrypt', 'RetireGrant'] })).GrantId);
    const { GrantToken } = await grant({ KeyId: key, RetiringPrincipal: ROLE });
    await kms(keys).send(new RetireGrantCommand({ GrantToken }));
    await expect(kms(keys).send(new RetireGrantCommand({ GrantToken }))).rejects.toMatchObject({
      name: 'InvalidGrantTokenException',
    });
    await putPolicy(sandbox, { name: 'build', policy: statements(allow('kms:RetireGrant')) });
    await retire(GrantId);
    expect((await kms().send(new ListGrantsCommand({ KeyId: key }))).Grants).toEqual([]);
  });
});
