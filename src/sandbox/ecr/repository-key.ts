/**
 * The customer key of a repository. ECR works by a grant that is made with the repository: who pushes and pulls needs
 * no right on the key, and nobody pushes or pulls while the key is disabled or the grant is gone.
 * Source: Amazon ECR User Guide, encryption-at-rest; facts 4.10.
 */
import { isAwsManaged, isKeyProblem, keyAt, openKey, requireEnabled, useKeyFor } from '../kms/keys.ts';
import { addGrant, grantContext, type NewGrant } from '../kms/grant-operations.ts';
import type { KeyState } from '../kms/state.ts';
import { AwsError, type Call } from '../operation.ts';
import type { RepositoryState } from './state.ts';

const kmsException = ({ message }: AwsError): AwsError => new AwsError('KmsException', message);

const grantFor = ({ region }: Pick<Call, 'region'>, arn: string): NewGrant => ({
  grantee: `ecr.${region}.amazonaws.com`,
  retiring: `ecr.${region}.amazonaws.com`,
  operations: ['GenerateDataKey', 'Decrypt', 'RetireGrant'],
  constraints: { equals: null, subset: { 'aws:ecr:arn': arn } },
  name: null,
});

export interface EncryptionAsked {
  readonly type: string;
  readonly kmsKey: string | null;
}

/** Whoever makes a repository under a customer key must be allowed to describe the key and to make grants for it. */
export function encryptionOf(
  call: Call,
  arn: string,
  { type, kmsKey }: EncryptionAsked,
): RepositoryState['encryption'] {
  if (type === 'AES256' || kmsKey === null || isAwsManaged(kmsKey)) return { type, kmsKey: null };
  const grant = grantFor(call, arn);
  const key = throughEcr(() => {
    const found = useKeyFor(call, kmsKey, { action: 'DescribeKey', via: 'ecr' });
    const extra = { ...grantContext(grant), 'kms:GrantIsForAWSResource': 'true' };
    useKeyFor(call, found.arn, { action: 'CreateGrant', via: 'ecr', grant, extra });
    return found;
  });
  addGrant(call, key, grant);
  return { type, kmsKey: key.arn };
}

function throughEcr<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    throw error instanceof AwsError ? kmsException(error) : error;
  }
}

type Place = Pick<Call, 'world' | 'account' | 'region' | 'partition' | 'now'>;

/** The same for a repository that a template makes: what the template's own role may is not asked. */
export function encryptionByTemplate(
  place: Place,
  arn: string,
  { type, kmsKey }: EncryptionAsked,
): RepositoryState['encryption'] {
  if (type === 'AES256' || kmsKey === null || isAwsManaged(kmsKey)) return { type, kmsKey: null };
  const key = throughEcr(() => keyAt(place, kmsKey));
  addGrant(place, key, grantFor(place, arn));
  return { type, kmsKey: key.arn };
}

/** Whoever deletes it must be allowed to retire the grant, where there still is one. */
export function releaseKey(call: Call, { arn, encryption: { kmsKey } }: RepositoryState): void {
  const key = kmsKey === null ? null : keyIfThere(call, kmsKey);
  const grants = key === null ? [] : grantsOf(key, arn);
  if (key === null || grants.length === 0) return;
  throughEcr(() => openKey(call, key.arn, { action: 'RetireGrant', via: 'ecr' }));
  for (const id of grants) key.grants.delete(id);
}

function keyIfThere(place: Place, kmsKey: string): KeyState | null {
  try {
    return keyAt(place, kmsKey);
  } catch {
    return null;
  }
}

const grantsOf = ({ grants }: KeyState, arn: string): readonly string[] =>
  [...grants.values()]
    .filter(({ constraints }) => constraints.subset?.['aws:ecr:arn'] === arn)
    .map(({ id }) => id);

/** Of what reads and writes layers and images. */
const USES_KEY = new Set([
  'InitiateLayerUpload',
  'UploadLayerPart',
  'CompleteLayerUpload',
  'PutImage',
  'GetDownloadUrlForLayer',
  'BatchGetImage',
]);

/** Null: the key can be used, or none is needed. */
export function keyProblem(
  place: Place,
  action: string,
  { arn, encryption: { kmsKey } }: RepositoryState,
): AwsError | null {
  if (kmsKey === null || !USES_KEY.has(action)) return null;
  try {
    const key = keyAt(place, kmsKey);
    requireEnabled(key);
    return grantsOf(key, arn).length > 0
      ? null
      : kmsException(new AwsError('', `no grant on ${key.arn} is left for ${arn}`));
  } catch (error) {
    if (isKeyProblem(error)) return kmsException(error);
    throw error;
  }
}
