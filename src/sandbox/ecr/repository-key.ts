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

const kmsException = (message: string): AwsError => new AwsError('KmsException', message);

const grantFor = ({ region }: Pick<Call, 'region'>, arn: string): NewGrant => ({
  grantee: `ecr.${region}.amazonaws.com`,
  retiring: `ecr.${region}.amazonaws.com`,
  operations: ['GenerateDataKey', 'Decrypt', 'RetireGrant'],
  constraints: { equals: null, subset: { 'aws:ecr:arn': arn } },
  name: null,
});

type Encryption = RepositoryState['encryption'];

type Place = Pick<Call, 'world' | 'account' | 'region' | 'partition' | 'now'>;

/** Whoever makes a repository under a customer key must be allowed to describe the key and to make grants for it. */
export const encryptionOf = (call: Call, arn: string, asked: Encryption): Encryption =>
  encryptionBy(call, { arn, asked }, (kmsKey, grant) => {
    const { arn: keyArn } = useKeyFor(call, kmsKey, { action: 'DescribeKey', via: 'ecr' });
    const extra = { ...grantContext(grant), 'kms:GrantIsForAWSResource': 'true' };
    return useKeyFor(call, keyArn, { action: 'CreateGrant', via: 'ecr', grant, extra });
  });

/** The same for a repository that a template makes: what the template's own role may is not asked. */
export const encryptionByTemplate = (place: Place, arn: string, asked: Encryption): Encryption =>
  encryptionBy(place, { arn, asked }, (kmsKey) => keyAt(place, kmsKey));

/** With the grant by which ECR will use the key that is found. */
function encryptionBy(
  place: Place,
  { arn, asked: { type, kmsKey } }: { readonly arn: string; readonly asked: Encryption },
  find: (kmsKey: string, grant: NewGrant) => KeyState,
): Encryption {
  if (type === 'AES256' || kmsKey === null || isAwsManaged(kmsKey)) return { type, kmsKey: null };
  const grant = grantFor(place, arn);
  const key = throughEcr(() => find(kmsKey, grant));
  addGrant(place, key, grant);
  return { type, kmsKey: key.arn };
}

function throughEcr<Answer>(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    throw error instanceof AwsError ? kmsException(error.message) : error;
  }
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
    return grantsOf(key, arn).length > 0 ? null : kmsException(`no grant on ${key.arn} is left for ${arn}`);
  } catch (error) {
    if (isKeyProblem(error)) return kmsException(error.message);
    throw error;
  }
}
