/**
 * Keys behind the secrets and parameters that a build reads: a key of the account's own asks for `kms:Decrypt`, the
 * default one for nothing. Source: Systems Manager User Guide, secure-string-parameter-kms-encryption; Secrets
 * Manager User Guide, security-encryption.
 */
import type { Encryption } from '#account/resources.ts';
import type { Known, Snapshot } from '#account/snapshot.ts';
import { parseArn } from '#iam/arn.ts';
import type { Evidence, KeyUser, Use } from './evidence.ts';

/** What is read, as AWS is asked for it. */
export interface Encrypted {
  readonly kind: 'secret' | 'parameter';
  readonly id: string;
}

export function encryptedBy(evidence: Evidence): readonly Encrypted[] {
  if (evidence.kind !== 'use') return [];
  const { use } = evidence;
  switch (use.kind) {
    case 'read-secret':
      return [{ kind: 'secret', id: use.id }];
    case 'read-parameter':
      return [{ kind: 'parameter', id: parameterName(use.name) }];
    case 'aws-call':
      return use.action === 'secretsmanager:GetSecretValue'
        ? use.resources
            .filter((arn) => arn !== '*')
            .map((arn) => ({ kind: 'secret', id: arn.replace(/-\?{6}$/, '') }))
        : [];
    case 'debug-session':
    case 'docker-daemon':
    case 'fetch-upstream':
    case 'git-pull':
    case 'image-pull':
    case 'image-push':
    case 'join-vpc':
    case 'public-image-push':
    case 'pull-build-image':
    case 'read-s3-source':
    case 'registry-login':
    case 'share-with-bucket-owner':
    case 'sign-image':
    case 'start-batch':
    case 'use-connection':
    case 'use-key':
    case 'use-pipeline-bucket':
    case 'use-s3-cache':
    case 'write-artifacts':
    case 'write-logs':
    case 'write-reports':
    case 'write-s3-logs':
      return [];
  }
}

/** A version or label is no part of the name; an ARN leaves the first slash of a path out. */
function parameterName(text: string): string {
  const path = parseArn(text)?.resource.replace(/^parameter\//, '');
  if (path === undefined) return text.split(':', 1)[0] ?? text;
  return path.includes('/') ? `/${path}` : path;
}

type Keys = Pick<Snapshot, 'secretKeys' | 'parameterKeys'>;

/** The key of each, or that it is not known; no evidence where AWS's own key encrypts it, or where it is not there. */
export function readKeys(evidence: readonly Evidence[], keys: Keys): readonly Evidence[] {
  const read = evidence.flatMap((one) =>
    one.kind === 'use' ? encryptedBy(one).map((encrypted) => ({ one, encrypted })) : [],
  );
  const used = read.flatMap((reading) => {
    const keyArn = keyOf(reading, keys);
    if (keyArn === null) return [];
    const { kind } = reading.encrypted;
    const alike = read.filter((other) => other.encrypted.kind === kind && keyOf(other, keys) === keyArn);
    const names = alike.map(({ encrypted }) => nameOf(encrypted, keys));
    const isWhole = names.every((name) => name !== null);
    const of = isWhole ? { for: [...new Set(names)].toSorted() } : {};
    return [useOf(reading.one, { kind: 'use-key', keyArn, via: VIA[kind], ...of })];
  });
  const open = read.filter(({ encrypted }) => isOpen(encryptionOf(encrypted, keys)));
  const [first] = open;
  return first === undefined ? used : [...used, unread(first.one, open.length)];
}

interface Reading {
  readonly one: Extract<Evidence, { kind: 'use' }>;
  readonly encrypted: Encrypted;
}

function keyOf({ encrypted }: Reading, keys: Keys): string | null {
  const encryption = encryptionOf(encrypted, keys);
  return encryption?.kind === 'known' ? encryption.value.keyArn : null;
}

/** What the encryption context names: a secret by its whole ARN, a parameter by its own name. */
function nameOf(encrypted: Encrypted, keys: Keys): string | null {
  if (encrypted.kind === 'parameter') return encrypted.id;
  const encryption = encryptionOf(encrypted, keys);
  return encryption?.kind === 'known' ? (encryption.value.arn ?? null) : null;
}

const VIA: Readonly<Record<Encrypted['kind'], KeyUser>> = { secret: 'secretsmanager', parameter: 'ssm' };

export function encryptionOf({ kind, id }: Encrypted, keys: Keys): Known<Encryption> | undefined {
  const table = kind === 'secret' ? keys.secretKeys : keys.parameterKeys;
  return Object.hasOwn(table, id) ? table[id] : undefined;
}

const isOpen = (encryption: Known<Encryption> | undefined): boolean =>
  encryption === undefined || encryption.kind === 'unreadable';

function useOf({ grade, source, origin }: Reading['one'], use: Extract<Use, { kind: 'use-key' }>): Evidence {
  return { kind: 'use', grade, source, origin, use };
}

function unread({ grade, source }: Evidence, count: number): Evidence {
  const why = `whether a key of the account's own encrypts what it reads (${count} secrets and parameters), so that it needs \`kms:Decrypt\` too, is not read`;
  return { kind: 'unresolved', grade, source, why, mayAskFor: ['kms:Decrypt'] };
}
