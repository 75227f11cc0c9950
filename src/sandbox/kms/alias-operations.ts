/** Names of keys. Source: KMS Developer Guide, alias-access; KMS API Reference, CreateAlias. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { regionOf } from '../world.ts';
import { INVALID, keyId, pageShape, paging } from './inputs.ts';
import { authorizeKey, keyAt, openByKeyId, requireKept } from './keys.ts';
import type { AliasState, KmsState } from './state.ts';

const aliasName = z.string().min(1).max(256);

const kmsOf = (call: Call): KmsState => regionOf(call.world, call.account, call.region).kms;
const arnOf = (call: Call, name: string): string =>
  `arn:${call.partition}:kms:${call.region}:${call.account}:${name}`;

function checkName(name: string): void {
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      INVALID,
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (!/^alias\/[\w/-]+$/.test(name))
    throw new AwsError('InvalidAliasNameException', 'Alias contains invalid characters for an alias');
  if (name.startsWith('alias/aws/'))
    throw new AwsError('NotAuthorizedException', 'The alias/aws/ prefix is reserved for AWS managed keys');
}

const targetSchema = z.object({ AliasName: aliasName, TargetKeyId: keyId });

function createAlias(call: Call): object {
  const { AliasName: name, TargetKeyId } = readInput(targetSchema, call.input, INVALID);
  checkName(name);
  call.authorize({ action: 'kms:CreateAlias', resource: arnOf(call, name) });
  const key = openByKeyId(call, TargetKeyId, { action: 'CreateAlias' });
  requireKept(key);
  const { aliases } = kmsOf(call);
  if (aliases.has(name)) {
    const message = `An alias with the name ${arnOf(call, name)} already exists`;
    throw new AwsError('AlreadyExistsException', message);
  }
  aliases.set(name, {
    name,
    arn: arnOf(call, name),
    keyId: key.id,
    createdAt: call.now,
    updatedAt: call.now,
  });
  return {};
}

function aliasAt(call: Call, name: string): AliasState {
  const alias = kmsOf(call).aliases.get(name);
  if (alias !== undefined) return alias;
  throw new AwsError('NotFoundException', `Alias ${arnOf(call, name)} is not found.`);
}

/** Asks for the alias, for the key it leads to, and for the key it will lead to. */
function updateAlias(call: Call): object {
  const { AliasName: name, TargetKeyId } = readInput(targetSchema, call.input, INVALID);
  checkName(name);
  call.authorize({ action: 'kms:UpdateAlias', resource: arnOf(call, name) });
  const alias = aliasAt(call, name);
  authorizeKey(call, { action: 'UpdateAlias', key: keyAt(call, alias.keyId) });
  const key = openByKeyId(call, TargetKeyId, { action: 'UpdateAlias' });
  requireKept(key);
  kmsOf(call).aliases.set(name, { ...alias, keyId: key.id, updatedAt: call.now });
  return {};
}

function deleteAlias(call: Call): object {
  const { AliasName: name } = readInput(z.object({ AliasName: aliasName }), call.input, INVALID);
  call.authorize({ action: 'kms:DeleteAlias', resource: arnOf(call, name) });
  const alias = aliasAt(call, name);
  authorizeKey(call, { action: 'DeleteAlias', key: keyAt(call, alias.keyId) });
  kmsOf(call).aliases.delete(name);
  return {};
}

function listAliases(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId.optional(), ...paging }), call.input, INVALID);
  call.authorize({ action: 'kms:ListAliases', resource: '*' });
  const only = input.KeyId === undefined ? null : keyAt(call, input.KeyId).id;
  const all = [...kmsOf(call).aliases.values()].filter((alias) => only === null || alias.keyId === only);
  const page = pageOf(all, input.Limit, input.Marker);
  const shapes = page.items.map((alias) => ({
    AliasName: alias.name,
    AliasArn: alias.arn,
    TargetKeyId: alias.keyId,
    CreationDate: alias.createdAt,
    LastUpdatedDate: alias.updatedAt,
  }));
  return { Aliases: shapes, ...pageShape(page) };
}

export const ALIAS_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateAlias: createAlias,
  UpdateAlias: updateAlias,
  DeleteAlias: deleteAlias,
  ListAliases: listAliases,
};
