/**
 * Finding keys, and asking who may use them. A key's policy decides first, in its own account as well, and a grant
 * as a part of it; a service that uses a key for a caller is decided by the caller's rights, with the service's name
 * and the encryption context in the request. Source: facts 1.2, 3.2, 5.4 [EVAL, SSMP, C-KMS]; KMS Developer Guide,
 * conditions-kms and key-state.
 */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import { type Arn, parseArn } from '#iam/arn.ts';
import type { NamedPolicy } from '#iam/decision.ts';
import { recordEvent } from '../cloudtrail/event.ts';
import { AwsError, type Call, type Check } from '../operation.ts';
import { tagContext } from '../resource-tags.ts';
import { regionOf, type World } from '../world.ts';
import { type AskedGrant, grantPolicies } from './grants.ts';
import type { EncryptionContext, KeyState } from './state.ts';

type Place = Pick<Call, 'world' | 'account' | 'region' | 'partition' | 'now'>;

/** A key, and the alias it was asked for by. */
export interface NamedKey {
  readonly key: KeyState;
  readonly alias: string | null;
}

const notFound = (message: string): AwsError => new AwsError('NotFoundException', message);

/** A key by its ID or ARN, or by the name or ARN of an alias. */
export function keyAt(call: Place, keyId: string): KeyState {
  return namedKey(call, keyId).key;
}

/** A key, and the alias it was asked for by, where it was. */
export function namedKey(call: Place, keyId: string): NamedKey {
  const { account, region, resource } = placeOf(call, keyId);
  const { keys, aliases } = regionOf(call.world, account, region).kms;
  const arnOf = (what: string): string => `arn:${call.partition}:kms:${region}:${account}:${what}`;
  const alias = resource.startsWith('alias/') ? resource : null;
  const target = alias === null ? null : aliases.get(alias);
  if (target === undefined) throw notFound(`Alias ${arnOf(resource)} is not found.`);
  const id = target?.keyId ?? resource.replace(/^key\//, '');
  const key = keys.get(id);
  if (key !== undefined && !isGone(key, call.now)) return { key, alias };
  throw notFound(KEY_ID.test(id) ? `Key '${arnOf(`key/${id}`)}' does not exist` : `Invalid keyId '${keyId}'`);
}

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

const isGone = ({ deletedAt }: KeyState, now: Date): boolean => deletedAt !== null && deletedAt <= now;

/** Where an identifier points, in the form of an ARN. */
function placeOf(call: Place, keyId: string): Pick<Arn, 'account' | 'region' | 'resource'> {
  const resource = keyId.startsWith('alias/') ? keyId : `key/${keyId}`;
  return parseArn(keyId) ?? { account: call.account, region: call.region, resource };
}

/** Keys that AWS keeps for a service: everybody in the account may use them through it. */
export const isAwsManaged = (keyId: string | null): boolean =>
  keyId === null || /(?:^|:)alias\/aws\/[\w-]+$/.test(keyId);

export interface KeyUse {
  /** Without the service's prefix: `Decrypt`. */
  readonly action: string;
  readonly key: KeyState;
  readonly alias?: string | null;
  /** Of operations that take an encryption context. */
  readonly context?: EncryptionContext;
  /** The service that asks on the caller's behalf: `ssm`. */
  readonly via?: string;
  /** What the operation adds to the request. */
  readonly extra?: Check['context'];
  /** The grant that is to be made, where one is. */
  readonly grant?: AskedGrant;
  /** What decides in place of the key's policy and grants. */
  readonly insteadOfPolicy?: object;
}

/** Asks the key's policy, its grants and the caller's policies. */
export function authorizeKey(call: Pick<Call, 'world' | 'account' | 'authorize'>, use: KeyUse): void {
  const { action, key, insteadOfPolicy } = use;
  try {
    call.authorize({
      action: `kms:${action}`,
      resource: key.arn,
      resourcePolicies:
        insteadOfPolicy === undefined ? policiesOf(use) : [{ name: 'grant', document: insteadOfPolicy }],
      context: contextOf(call, use),
    });
  } catch (error) {
    throw key.account === call.account ? error : withForeignTail(error);
  }
}

const policiesOf = ({ action, key, context, grant }: KeyUse): readonly NamedPolicy[] => [
  { name: 'key policy', document: key.policy },
  ...grantPolicies(key, { action, context: context ?? null, grant: grant ?? null }),
];

function contextOf(
  { world, account }: Pick<Call, 'world' | 'account'>,
  use: KeyUse,
): NonNullable<Check['context']> {
  const { key, alias, context = {}, via, extra } = use;
  const aliases = aliasesOf(world, key);
  const names = Object.keys(context);
  return {
    ...Object.fromEntries(
      Object.entries(context).map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
    ),
    ...(names.length === 0 ? {} : { 'kms:EncryptionContextKeys': names }),
    'kms:CallerAccount': account,
    'kms:KeyOrigin': 'AWS_KMS',
    'kms:KeySpec': 'SYMMETRIC_DEFAULT',
    'kms:KeyUsage': 'ENCRYPT_DECRYPT',
    'kms:MultiRegion': 'false',
    ...tagContext(null, key.tags),
    ...(aliases.length === 0 ? {} : { 'kms:ResourceAliases': aliases }),
    ...(alias == null ? {} : { 'kms:RequestAlias': alias }),
    ...(via === undefined ? {} : { 'kms:ViaService': `${via}.${key.region}.${dnsSuffixOf(key.region)}` }),
    ...extra,
  };
}

function aliasesOf(world: World, { account, region, id }: KeyState): readonly string[] {
  const { aliases } = regionOf(world, account, region).kms;
  return [...aliases.values()].filter(({ keyId }) => keyId === id).map(({ name }) => name);
}

/** Finds a key of the region that is asked, and asks for it. Another account is not told whether there is such a key. */
export function openKey(call: Call, keyId: string, use: Omit<KeyUse, 'key' | 'alias'>): KeyState {
  const { account, region } = placeOf(call, keyId);
  if (region !== call.region) throw notFound(`Invalid arn ${region}`);
  let named: NamedKey;
  try {
    named = namedKey(call, keyId);
  } catch (error) {
    if (account === call.account) throw error;
    refuseForeign(call, keyId, use.action);
    throw error;
  }
  authorizeKey(call, { ...use, ...named });
  return named.key;
}

/** For operations on the key itself, which take no alias. */
export function openByKeyId(
  call: Call,
  keyId: string,
  use: Pick<KeyUse, 'action' | 'extra' | 'grant'>,
): KeyState {
  if (placeOf(call, keyId).resource.startsWith('alias/')) throw notFound(`Invalid keyId '${keyId}'`);
  return openKey(call, keyId, use);
}

function refuseForeign(call: Call, resource: string, action: string): void {
  try {
    call.authorize({ action: `kms:${action}`, resource, resourcePolicies: [] });
  } catch (error) {
    throw withForeignTail(error);
  }
}

function withForeignTail(error: unknown): unknown {
  if (!(error instanceof AwsError)) return error;
  const message = error.message.replace(
    /because no resource-based policy allows the .*$/,
    'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access',
  );
  return new AwsError(error.code, message, error.status);
}

/** What cryptography and grants need. Source: KMS Developer Guide, key-state, notes 1 and 3. */
export function requireEnabled(key: KeyState): void {
  requireKept(key);
  if (!key.enabled) throw new AwsError('DisabledException', `${key.arn} is disabled.`);
}

/** What changes to a key need. */
export function requireKept({ arn, deletedAt }: KeyState): void {
  if (deletedAt !== null) throw new AwsError('KMSInvalidStateException', `${arn} is pending deletion.`);
}

/** A service uses the key for the caller, who must have the right; the trail shows it as AWS's own call. */
export function useKeyFor(
  call: Call,
  keyId: string,
  use: Omit<KeyUse, 'key' | 'alias'> & { readonly via: string },
): KeyState {
  const event = {
    service: 'kms',
    operation: use.action,
    caller: call.caller,
    region: parseArn(keyId)?.region ?? call.region,
    input: { keyId, encryptionContext: use.context },
  };
  try {
    const key = openKey(call, keyId, use);
    requireEnabled(key);
    recordEvent(call.world, { ...event, error: null });
    return key;
  } catch (error) {
    if (error instanceof AwsError)
      recordEvent(call.world, { ...event, error: { code: error.code, message: error.message } });
    throw error;
  }
}

/** KMS refuses a key for what it is, not for who asks: disabled, pending deletion, gone. */
export const isKeyProblem = (error: unknown): error is AwsError =>
  error instanceof AwsError &&
  ['DisabledException', 'KMSInvalidStateException', 'NotFoundException'].includes(error.code);

/** KMS's words as other services pass them on. */
export const kmsWords = ({ code, message, status }: AwsError, requestId: string): string =>
  `${message} (Service: AWSKMS; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;

/** The policy of a key that is made without one. */
export const defaultKeyPolicy = (world: World, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      {
        Sid: 'Enable IAM User Permissions',
        Effect: 'Allow',
        Principal: { AWS: `arn:${world.partition}:iam::${account}:root` },
        Action: 'kms:*',
        Resource: '*',
      },
    ],
  });
