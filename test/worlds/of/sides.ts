/** Worlds whose cause is on two sides and more: what the build uses and who keeps that, who pulls the image, which of two roles asks. */
import { ACCOUNT, OTHER, REGION, type World } from '../world.ts';
import {
  allow,
  artifactRights,
  CODEBUILD,
  denyingAll,
  document,
  forBuilds,
  KEY_ACTIONS,
  onRepository,
  pairs,
  PUSH,
  rootOfKey,
  THEIRS,
  TOKEN,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';
import { rcp } from './levels.ts';
import { handed, unless } from './rare.ts';

const own = { owner: 'own' } as const;
const BUCKET = 'tracker-artifacts';
async function secretToken(sdk: Sdk, given: { policy?: string; account?: string } = {}): Promise<string> {
  const arn = await sdk.secret('tracker/token', given);
  await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
  return arn;
}

export const SIDES: readonly World[] = [
  {
    ...own,
    kind: 'key',
    name: 'sides-key-context',
    cause:
      'the key of the artifacts denies data keys for another context than one, which the bucket does not give',
    arrange: async (sdk) => {
      const key = await sdk.key(
        document(
          rootOfKey(),
          denyingAll(
            'Context',
            'kms:GenerateDataKey',
            unless('StringNotEquals', 'kms:EncryptionContext:team', 'web'),
          ),
        ),
      );
      await sdk.bucket(BUCKET);
      await sdk.enough(artifactRights(BUCKET), allow(KEY_ACTIONS, key));
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: handed('key-not-usable', /Context/),
  },
  {
    ...own,
    kind: 'key',
    name: 'sides-key-grant-of-another-role',
    cause: 'the policy of the key names its administrator alone, and its one grant is of another role',
    arrange: async (sdk) => {
      const iam = sdk.iam();
      await iam.createUser({ UserName: 'keeper' });
      await iam.createRole({
        RoleName: 'release',
        AssumeRolePolicyDocument: document({
          Effect: 'Allow',
          Principal: CODEBUILD,
          Action: 'sts:AssumeRole',
        }),
      });
      const keeper = { AWS: `arn:aws:iam::${ACCOUNT}:user/keeper` };
      const key = await sdk.key(
        document({ Sid: 'Keeper', Effect: 'Allow', Principal: keeper, Action: 'kms:*', Resource: '*' }),
      );
      await sdk.kms().createGrant({
        KeyId: key,
        GranteePrincipal: `arn:aws:iam::${ACCOUNT}:role/release`,
        Operations: ['GenerateDataKey', 'Decrypt', 'Encrypt'],
      });
      await sdk.bucket(BUCKET);
      await sdk.enough(artifactRights(BUCKET), allow(KEY_ACTIONS, key));
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: {
      codes: ['key-not-usable'],
      notCodes: ['identity-allow-missing'],
      names: [/kms:GenerateDataKey/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/put-key-policy|create-grant/, /kms:GenerateDataKey/],
    },
  },
  {
    ...own,
    kind: 'condition',
    name: 'sides-bucket-prefix',
    cause: 'the role may list the bucket under another prefix alone',
    arrange: async (sdk) => {
      await sdk.bucket('tracker-data');
      await sdk.s3().putObject({ Bucket: 'tracker-data', Key: 'release/1.txt', Body: 'one' });
      await sdk.enough(
        allow('s3:ListBucket', 'arn:aws:s3:::tracker-data', unless('StringLike', 's3:prefix', 'nightly/*')),
      );
      await sdk.command('aws s3 ls s3://tracker-data/release/');
    },
    expect: {
      codes: ['condition-not-met'],
      names: [/s3:prefix/],
      outcome: 'green',
      needs: pairs('s3:ListBucket', 'arn:aws:s3:::tracker-data'),
    },
  },
  {
    ...own,
    kind: 'secret',
    name: 'sides-secret-network',
    cause: 'the policy of the secret denies reading it from elsewhere than a VPC, which the build is not in',
    arrange: async (sdk) => {
      const arn = await secretToken(sdk, {
        policy: document(
          denyingAll(
            'Inside',
            'secretsmanager:GetSecretValue',
            unless('StringNotEquals', 'aws:SourceVpc', 'vpc-0fff'),
          ),
        ),
      });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
    },
    expect: handed('secret-not-readable', /Inside/),
  },
  {
    ...own,
    kind: 'registry',
    name: 'sides-registry-pattern',
    cause: 'the registry denies writing images to roles whose ARN is not like that of the deployers',
    arrange: async (sdk) => {
      await sdk.enough();
      const statement = denyingAll('Deployers', 'ecr:PutImage', {
        Resource: `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/*`,
        ...unless('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/deploy-*`),
      });
      await sdk.ecr().putRegistryPolicy({ policyText: document(statement) });
    },
    expect: handed('registry-policy-blocks', /Deployers/),
  },
  {
    kind: 'repository',
    owner: 'other-account',
    open: [OTHER],
    name: 'sides-theirs-pattern-without-path',
    cause:
      'the repository of the other account lets in roles of a pattern without the path that this one has',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.repositoryPolicy(
        OTHER,
        'tracker_api',
        onRepository('Allow', PUSH, {
          Sid: 'Builds',
          ...unless('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/codebuild-*`),
        }),
      );
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
    },
    expect: handed('repository-policy-blocks', /tracker_api/),
  },
  {
    kind: 'resourceControl',
    owner: 'organisation',
    organization: true,
    members: [OTHER],
    name: 'sides-rcp-of-their-secret',
    cause: 'a resource control policy of the other account denies reading its secrets',
    arrange: async (sdk) => {
      const key = await sdk.key(document(rootOfKey(OTHER), forBuilds('kms:Decrypt')), OTHER);
      const arn = await sdk.secret('tracker/token', {
        account: OTHER,
        key,
        policy: document(forBuilds('secretsmanager:GetSecretValue')),
      });
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn), allow('kms:Decrypt', key));
      await rcp(sdk, 'NoSecrets', OTHER, denyingAll('NoSecrets', 'secretsmanager:GetSecretValue'));
    },
    expect: {
      codes: ['rcp-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/secretsmanager:GetSecretValue/, new RegExp(OTHER)],
    },
  },
];
