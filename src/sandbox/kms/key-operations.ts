/** Keys: made, described, disabled and given up. Source: KMS API Reference; KMS Developer Guide, key-state. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { requestTagContext } from '../resource-tags.ts';
import { regionOf } from '../world.ts';
import { newKeyMaterial } from './cipher.ts';
import { INVALID, keyId, pageShape, paging, tagMap } from './inputs.ts';
import { defaultKeyPolicy, openByKeyId, openKey, requireKept } from './keys.ts';
import { checkKeyPolicy, guardLockout, policyText } from './key-policies.ts';
import type { KeyState } from './state.ts';
import { checkTags } from './tag-operations.ts';

const createSchema = z.object({
  Policy: policyText.optional(),
  Description: z.string().max(8192).default(''),
  KeyUsage: z.literal('ENCRYPT_DECRYPT').default('ENCRYPT_DECRYPT'),
  KeySpec: z.literal('SYMMETRIC_DEFAULT').default('SYMMETRIC_DEFAULT'),
  BypassPolicyLockoutSafetyCheck: z.boolean().default(false),
  Tags: tagMap.default(() => new Map()),
});

function createKey(call: Call): object {
  const input = readInput(createSchema, call.input, INVALID);
  const context = requestTagContext(input.Tags);
  call.authorize({ action: 'kms:CreateKey', resource: '*', context });
  checkTags(input.Tags);
  if (input.Policy !== undefined) checkKeyPolicy(call, input.Policy);
  const id = call.world.ids.uuid();
  const byIam = defaultKeyPolicy(call.world, call.account);
  const arn = `arn:${call.partition}:kms:${call.region}:${call.account}:key/${id}`;
  const key: KeyState = {
    id,
    arn,
    account: call.account,
    region: call.region,
    description: input.Description,
    createdAt: call.now,
    material: newKeyMaterial(),
    grants: new Map(),
    tags: input.Tags,
    policy: input.Policy ?? byIam,
    enabled: true,
    deletedAt: null,
  };
  // The right to tag what is made comes from IAM, whatever the key's own policy will say.
  if (input.Tags.size > 0) {
    const resourcePolicies = [{ name: 'key policy', document: byIam }];
    call.authorize({ action: 'kms:TagResource', resource: arn, context, resourcePolicies });
  }
  if (input.Policy !== undefined && !input.BypassPolicyLockoutSafetyCheck) guardLockout(call, key);
  regionOf(call.world, call.account, call.region).kms.keys.set(id, key);
  return { KeyMetadata: metadata(key) };
}

const stateOf = ({ enabled, deletedAt }: KeyState): string =>
  deletedAt !== null ? 'PendingDeletion' : enabled ? 'Enabled' : 'Disabled';

const metadata = (key: KeyState): object => ({
  AWSAccountId: key.account,
  KeyId: key.id,
  Arn: key.arn,
  CreationDate: key.createdAt,
  Enabled: stateOf(key) === 'Enabled',
  Description: key.description,
  KeyUsage: 'ENCRYPT_DECRYPT',
  KeyState: stateOf(key),
  DeletionDate: key.deletedAt,
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
  KeySpec: 'SYMMETRIC_DEFAULT',
  EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
  MultiRegion: false,
});

const keyOnly = z.object({ KeyId: keyId });

function describeKey(call: Call): object {
  const input = readInput(keyOnly, call.input, INVALID);
  return { KeyMetadata: metadata(openKey(call, input.KeyId, { action: 'DescribeKey' })) };
}

function listKeys(call: Call): object {
  const input = readInput(z.object(paging), call.input, INVALID);
  call.authorize({ action: 'kms:ListKeys', resource: '*' });
  const { keys } = regionOf(call.world, call.account, call.region).kms;
  const page = pageOf([...keys.values()], input.Limit, input.Marker);
  return { Keys: page.items.map(({ id, arn }) => ({ KeyId: id, KeyArn: arn })), ...pageShape(page) };
}

const switchKey =
  (action: 'EnableKey' | 'DisableKey'): Operation =>
  (call) => {
    const key = openByKeyId(call, readInput(keyOnly, call.input, INVALID).KeyId, { action });
    requireKept(key);
    key.enabled = action === 'EnableKey';
    return {};
  };

const DAY_MS = 86_400_000;
const scheduleSchema = keyOnly.extend({ PendingWindowInDays: z.int().min(7).max(30).default(30) });

function scheduleDeletion(call: Call): object {
  const { KeyId, PendingWindowInDays: days } = readInput(scheduleSchema, call.input, INVALID);
  const key = openByKeyId(call, KeyId, {
    action: 'ScheduleKeyDeletion',
    extra: { 'kms:ScheduleKeyDeletionPendingWindowInDays': String(days) },
  });
  requireKept(key);
  key.deletedAt = new Date(call.now.getTime() + days * DAY_MS);
  const { arn, deletedAt } = key;
  return { KeyId: arn, DeletionDate: deletedAt, KeyState: stateOf(key), PendingWindowInDays: days };
}

/** The key is kept, and disabled. */
function cancelDeletion(call: Call): object {
  const key = openByKeyId(call, readInput(keyOnly, call.input, INVALID).KeyId, {
    action: 'CancelKeyDeletion',
  });
  if (key.deletedAt === null)
    throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
  key.deletedAt = null;
  key.enabled = false;
  return { KeyId: key.arn };
}

export const KEY_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateKey: createKey,
  DescribeKey: describeKey,
  ListKeys: listKeys,
  EnableKey: switchKey('EnableKey'),
  DisableKey: switchKey('DisableKey'),
  ScheduleKeyDeletion: scheduleDeletion,
  CancelKeyDeletion: cancelDeletion,
};
