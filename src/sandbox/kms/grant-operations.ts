/**
 * Making and ending grants. Source: KMS Developer Guide, grant-authorization and grant-delete; KMS API Reference,
 * CreateGrant. A grant holds at once here; AWS takes up to five minutes, which a grant token bridges.
 */
import { z } from 'zod';
import { parseArn } from '#iam/arn.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Check, type Operation } from '../operation.ts';
import { accountOf, regionOf } from '../world.ts';
import { policyFor } from './grants.ts';
import { INVALID, keyId, pageShape, paging } from './inputs.ts';
import { authorizeKey, keyAt, openByKeyId, requireEnabled } from './keys.ts';
import type { GrantState, KeyState } from './state.ts';

/** Those that a key of this kind has. */
const OPERATIONS = [
  'Encrypt',
  'Decrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
  'CreateGrant',
  'RetireGrant',
  'DescribeKey',
] as const;
const pairs = z
  .record(z.string(), z.string())
  .transform((given) => (Object.keys(given).length === 0 ? null : given))
  .nullable()
  .default(null);
const createSchema = z.object({
  KeyId: keyId,
  GranteePrincipal: z.string().min(1).max(256),
  RetiringPrincipal: z.string().min(1).max(256).nullable().default(null),
  Operations: z.array(z.enum(OPERATIONS)).min(1),
  Constraints: z
    .object({ EncryptionContextEquals: pairs, EncryptionContextSubset: pairs })
    .default({ EncryptionContextEquals: null, EncryptionContextSubset: null }),
  Name: z.string().min(1).max(256).nullable().default(null),
});

/** A grant that is to be made. */
export type NewGrant = Pick<GrantState, 'grantee' | 'retiring' | 'operations' | 'constraints' | 'name'>;

function createGrant(call: Call): object {
  const input = readInput(createSchema, call.input, INVALID);
  const { EncryptionContextEquals: equals, EncryptionContextSubset: subset } = input.Constraints;
  const grant: NewGrant = {
    grantee: input.GranteePrincipal,
    retiring: input.RetiringPrincipal,
    operations: input.Operations,
    constraints: { equals, subset },
    name: input.Name,
  };
  const key = openByKeyId(call, input.KeyId, {
    action: 'CreateGrant',
    grant,
    extra: { ...grantContext(grant), ...DIRECTLY },
  });
  requireEnabled(key);
  for (const principal of [grant.grantee, ...(grant.retiring === null ? [] : [grant.retiring])])
    requirePrincipal(call, principal);
  const { id, token } = addGrant(call, key, grant);
  return { GrantId: id, GrantToken: token };
}

/** True only where a service asks for one of its resources. */
const DIRECTLY = { 'kms:GrantIsForAWSResource': 'false' };

/** What a request for a grant says of it. */
export function grantContext({
  grantee,
  retiring,
  operations,
  constraints,
}: NewGrant): NonNullable<Check['context']> {
  const type =
    constraints.equals !== null
      ? 'EncryptionContextEquals'
      : constraints.subset === null
        ? null
        : 'EncryptionContextSubset';
  return {
    'kms:GranteePrincipal': grantee,
    'kms:GrantOperations': operations,
    ...(retiring === null ? {} : { 'kms:RetiringPrincipal': retiring }),
    ...(type === null ? {} : { 'kms:GrantConstraintType': type }),
  };
}

/** The same grant by the same name is made once. */
export function addGrant(
  call: Pick<Call, 'world' | 'now' | 'account'>,
  key: KeyState,
  grant: NewGrant,
): GrantState {
  const asked = JSON.stringify(inOrder(grant));
  const same = [...key.grants.values()].find(
    (made) => grant.name !== null && JSON.stringify(inOrder(made)) === asked,
  );
  if (same !== undefined) return same;
  const made: GrantState = {
    ...inOrder(grant),
    id: call.world.ids.hex(64),
    token: Buffer.from(call.world.ids.hex(160), 'hex').toString('base64'),
    createdAt: call.now,
    issuingAccount: call.account,
  };
  key.grants.set(made.id, made);
  return made;
}

const inOrder = ({ grantee, retiring, operations, constraints, name }: NewGrant): NewGrant => ({
  name,
  grantee,
  retiring,
  operations,
  constraints,
});

/** Roles and users, the sessions of roles, and account roots; services are not granted anything directly. */
function requirePrincipal({ world }: Call, principal: string): void {
  const arn = parseArn(principal);
  const [kind, ...names] = arn?.resource.split('/') ?? [];
  const { roles, users } = accountOf(world, arn?.account ?? '').iam;
  const exists =
    (arn?.service === 'iam' && kind === 'root') ||
    (arn?.service === 'iam' && kind === 'role' && roles.get(lastOf(names))?.arn === principal) ||
    (arn?.service === 'iam' && kind === 'user' && users.get(lastOf(names))?.arn === principal) ||
    (arn?.service === 'sts' && kind === 'assumed-role' && roles.has((names[0] ?? '').toLowerCase()));
  if (exists) return;
  throw new AwsError('InvalidArnException', `ARN does not refer to a valid principal: ${principal}`);
}

const lastOf = (names: readonly string[]): string => (names.at(-1) ?? '').toLowerCase();

function listGrants(call: Call): object {
  const schema = z.object({
    KeyId: keyId,
    GrantId: z.string().optional(),
    GranteePrincipal: z.string().optional(),
    ...paging,
  });
  const input = readInput(schema, call.input, INVALID);
  const key = openByKeyId(call, input.KeyId, { action: 'ListGrants', extra: DIRECTLY });
  const asked = [...key.grants.values()].filter(
    ({ id, grantee }) => (input.GrantId ?? id) === id && (input.GranteePrincipal ?? grantee) === grantee,
  );
  const page = pageOf(asked, input.Limit, input.Marker);
  return { Grants: page.items.map((grant) => shape(call, key, grant)), ...pageShape(page) };
}

const shape = (call: Call, key: KeyState, grant: GrantState): object => ({
  KeyId: key.arn,
  GrantId: grant.id,
  Name: grant.name,
  CreationDate: grant.createdAt,
  GranteePrincipal: grant.grantee,
  RetiringPrincipal: grant.retiring,
  IssuingAccount: `arn:${call.partition}:iam::${grant.issuingAccount}:root`,
  Operations: grant.operations,
  Constraints:
    grant.constraints.equals === null && grant.constraints.subset === null
      ? null
      : {
          EncryptionContextEquals: grant.constraints.equals,
          EncryptionContextSubset: grant.constraints.subset,
        },
});

const unknownGrant = (id: string): AwsError => new AwsError('NotFoundException', `Grant ID ${id} not found`);

function revokeGrant(call: Call): object {
  const input = readInput(z.object({ KeyId: keyId, GrantId: z.string() }), call.input, INVALID);
  const key = openByKeyId(call, input.KeyId, { action: 'RevokeGrant', extra: DIRECTLY });
  if (!key.grants.delete(input.GrantId)) throw unknownGrant(input.GrantId);
  return {};
}

const retireSchema = z.object({
  GrantToken: z.string().optional(),
  KeyId: keyId.optional(),
  GrantId: z.string().optional(),
});

function retireGrant(call: Call): object {
  const input = readInput(retireSchema, call.input, INVALID);
  const { key, grant } = grantAsked(call, input);
  authorizeRetiring(call, key, grant);
  key.grants.delete(grant.id);
  return {};
}

interface Found {
  readonly key: KeyState;
  readonly grant: GrantState;
}

function grantAsked(call: Call, { GrantToken, KeyId, GrantId }: z.output<typeof retireSchema>): Found {
  if (GrantToken !== undefined) {
    const keys = [...call.world.accounts.keys()].flatMap((account) => [
      ...regionOf(call.world, account, call.region).kms.keys.values(),
    ]);
    for (const key of keys)
      for (const grant of key.grants.values()) if (grant.token === GrantToken) return { key, grant };
    throw new AwsError('InvalidGrantTokenException', 'The grant token is not valid.');
  }
  if (KeyId === undefined || GrantId === undefined)
    throw new AwsError(INVALID, 'Must specify either a GrantToken or a KeyId and a GrantId');
  const key = keyAt(call, KeyId);
  const grant = key.grants.get(GrantId);
  if (grant === undefined) throw unknownGrant(GrantId);
  return { key, grant };
}

/** The grant says who may retire it; the key's policy has no say. */
function authorizeRetiring(call: Call, key: KeyState, grant: GrantState): void {
  const principals = [
    `arn:${call.partition}:iam::${grant.issuingAccount}:root`,
    ...(grant.retiring === null ? [] : [grant.retiring]),
    ...(grant.operations.includes('RetireGrant') ? [grant.grantee] : []),
  ];
  authorizeKey(call, {
    action: 'RetireGrant',
    key,
    insteadOfPolicy: policyFor('RetireGrant', principals, key.arn),
  });
}

export const GRANT_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateGrant: createGrant,
  ListGrants: listGrants,
  RevokeGrant: revokeGrant,
  RetireGrant: retireGrant,
};
