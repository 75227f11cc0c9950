/** Worlds of rarer words in the policies of repositories, buckets and keys, of this account and of another. */
import { ACCOUNT, OTHER, ROLE_ARN, type World } from '../world.ts';
import {
  allow,
  artifactRights,
  document,
  onRepository,
  PUSH,
  rootOf,
  rootOfKey,
  THEIRS,
  TOKEN,
  trust,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';
import { handed, unless } from './rare.ts';

const BUCKET = 'tracker-artifacts';
const own = { owner: 'own' } as const;
const theirs = { owner: 'other-account', kind: 'repository', open: [OTHER] } as const;

async function pushesThere(sdk: Sdk, ...policy: readonly object[]): Promise<void> {
  await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
  await sdk.repositoryPolicy(OTHER, 'tracker_api', ...policy);
  await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
  await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
}
const copies = (sdk: Sdk, to: string): Promise<void> =>
  sdk.buildspec((text) =>
    text.replace(
      '- docker build -t',
      `- echo hi > out.txt\n      - aws s3 cp out.txt s3://${to}/out.txt\n      - docker build -t`,
    ),
  );

const RESOURCES: readonly World[] = [
  {
    ...own,
    kind: 'repository',
    name: 'rare-repository-not-principal',
    cause: 'the repository denies writing images to all principals but the account and another role',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.iam().createRole({ RoleName: 'release', AssumeRolePolicyDocument: document(trust()) });
      await sdk.repositoryPolicy(ACCOUNT, 'tracker_api', {
        Sid: 'OnlyRelease',
        Effect: 'Deny',
        NotPrincipal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`, `arn:aws:iam::${ACCOUNT}:role/release`] },
        Action: 'ecr:PutImage',
      });
    },
    expect: handed('repository-policy-blocks', /OnlyRelease/),
  },
  {
    ...own,
    kind: 'repository',
    name: 'rare-repository-principal-tag',
    cause: 'the repository denies writing images to roles without a tag',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', {
          Sid: 'TaggedOnly',
          ...unless('StringNotEquals', 'aws:PrincipalTag/team', 'release'),
        }),
      );
    },
    expect: handed('repository-policy-blocks', /TaggedOnly/),
  },
  {
    ...own,
    kind: 'repository',
    name: 'rare-repository-endpoint-only',
    cause: 'the repository denies whatever comes by no endpoint, and the build is in no VPC',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:*', {
          Sid: 'OneDoor',
          ...unless('StringNotEquals', 'aws:SourceVpce', 'vpce-0fff'),
        }),
      );
    },
    expect: handed('repository-policy-blocks', /OneDoor/),
  },
  {
    ...own,
    kind: 'bucket',
    name: 'rare-bucket-unencrypted',
    cause: 'the bucket denies objects that are written without a key, and a command writes one so',
    arrange: async (sdk) => {
      await sdk.bucket(
        BUCKET,
        document({
          Sid: 'Encrypted',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
          ...unless('StringNotEquals', 's3:x-amz-server-side-encryption', 'aws:kms'),
        }),
      );
      await sdk.enough(artifactRights(BUCKET));
      await copies(sdk, BUCKET);
    },
    expect: handed('resource-policy-blocks', /Encrypted/),
  },
  {
    ...own,
    kind: 'pair',
    name: 'rare-key-and-bucket-deny',
    cause: 'the bucket of the artifacts and the key that they are encrypted with each deny the role',
    arrange: async (sdk) => {
      const key = await sdk.key(
        document(rootOfKey(), {
          Sid: 'NoKeys',
          Effect: 'Deny',
          Principal: { AWS: ROLE_ARN },
          Action: 'kms:GenerateDataKey*',
          Resource: '*',
        }),
      );
      await sdk.bucket(
        BUCKET,
        document({
          Sid: 'Sealed',
          Effect: 'Deny',
          Principal: { AWS: ROLE_ARN },
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
        }),
      );
      await sdk.enough(
        artifactRights(BUCKET),
        allow(['kms:GenerateDataKey', 'kms:Decrypt', 'kms:Encrypt', 'kms:DescribeKey'], key),
      );
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: {
      ...handed('key-not-usable', /NoKeys/, /Sealed/),
      codes: ['key-not-usable', 'artifact-not-writable'],
    },
  },
];

const THEIRS_RARELY: readonly World[] = [
  {
    ...theirs,
    name: 'rare-theirs-organisation-only',
    cause:
      'the repository of the other account lets in whoever is of its organisation, as this account is not',
    arrange: (sdk) =>
      pushesThere(
        sdk,
        onRepository('Allow', PUSH, {
          Sid: 'Ours',
          ...unless('StringEquals', 'aws:PrincipalOrgID', 'o-abcdefghij'),
        }),
      ),
    expect: handed('repository-policy-blocks', /PrincipalOrgID/i),
  },
  {
    ...theirs,
    name: 'rare-theirs-exempts-one-role',
    cause: 'the repository of the other account lets this one in, and denies all of it but its release role',
    arrange: (sdk) =>
      pushesThere(
        sdk,
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }),
        onRepository('Deny', 'ecr:*', {
          Sid: 'ReleaseOnly',
          ...unless('StringNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/release-*`),
        }),
      ),
    expect: handed('repository-policy-blocks', /ReleaseOnly/),
  },
];

export const RARE_RESOURCES: readonly World[] = [...RESOURCES, ...THEIRS_RARELY];
