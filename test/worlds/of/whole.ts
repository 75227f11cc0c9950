/** Worlds in which one layer both denies and lacks an Allow: once its owner lifts the one, the other still stops the build. */
import { ACCOUNT, MANAGEMENT, OTHER, REGION, ROLE_ARN, type World } from '../world.ts';
import {
  allow,
  artifactRights,
  deny,
  document,
  forBuilds,
  KEY_ACTIONS,
  LOGIN,
  LOGS,
  NETWORK,
  onRepository,
  pairs,
  PULL,
  PUSH,
  rootOf,
  rootOfKey,
  THEIRS,
  TOKEN,
  trust,
} from '../words.ts';
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Sdk } from '../sdk.ts';

const BUCKET = 'tracker-artifacts';
const REST = ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 'kms:*', 'organizations:*'];
const VPC = 'vpc-0abc1234';
const own = { owner: 'own' } as const;
const theirs = { owner: 'other-account', open: [OTHER] } as const;

/** Told in one finding and one hand-off, which ends it. */
const both = (
  code: FindingCode,
  names: readonly RegExp[],
  handoffShows: readonly RegExp[] = names,
): World['expect'] => ({
  codes: [code],
  notCodes: ['identity-allow-missing'],
  names: [...names, LACKS],
  outcome: 'handoff',
  needs: [],
  handoffShows: [...handoffShows, LACKS],
  endedByOwners: true,
});
const LACKS = /and nothing in it allows/;

const scp = (sdk: Sdk, name: string, at: string, ...statements: readonly object[]): Promise<void> =>
  sdk.guardRail('SERVICE_CONTROL_POLICY', { name, text: document(...statements), at });

async function pushesThere(sdk: Sdk, ...policy: readonly object[]): Promise<void> {
  await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
  await sdk.repositoryPolicy(OTHER, 'tracker_api', ...policy);
  await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
  await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
}

export const WHOLE: readonly World[] = [
  {
    ...own,
    kind: 'boundary',
    name: 'whole-boundary',
    cause: 'the boundary denies writing images, and lets nothing but logs through',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', allow(LOGS), deny('NoImages', 'ecr:PutImage'));
    },
    expect: both('boundary-blocks', [/TeamBoundary/, /NoImages/]),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'whole-boundary-denies-alone',
    cause: 'the boundary holds one Deny and no Allow at all',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', deny('NoImages', 'ecr:*'));
    },
    expect: both('boundary-blocks', [/TeamBoundary/, /NoImages/]),
  },
  {
    kind: 'serviceControl',
    owner: 'organisation',
    organization: true,
    open: [MANAGEMENT],
    name: 'whole-scp',
    cause: 'the one policy of the unit denies writing images, and allows a list without ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'UnitList', unit, allow(REST), deny('NoImages', 'ecr:PutImage'));
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unit });
    },
    expect: {
      ...both('scp-blocks', [/UnitList/, /NoImages/]),
      handoffShows: [/NoImages/, /no service control policy attached to ou-/],
      names: [/UnitList/, /NoImages/, /does not allow it/],
    },
  },
  {
    kind: 'serviceControl',
    owner: 'organisation',
    organization: true,
    open: [MANAGEMENT],
    name: 'whole-scp-denies-alone',
    cause: 'the unit has nothing attached but a policy that denies writing images',
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'UnitDenies', unit, deny('NoImages', 'ecr:PutImage'));
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unit });
    },
    expect: {
      ...both('scp-blocks', [/UnitDenies/, /NoImages/]),
      handoffShows: [/NoImages/, /no service control policy attached to ou-/],
      names: [/NoImages/, /no service control policy attached to `ou-/],
    },
  },
  {
    ...theirs,
    kind: 'repository',
    name: 'whole-repository-theirs',
    cause: 'the repository of the other account lets this one pull, and denies it writing images',
    arrange: (sdk) =>
      pushesThere(
        sdk,
        onRepository('Allow', PULL, { Sid: 'Pull', Principal: rootOf(ACCOUNT) }),
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      ),
    expect: both('repository-policy-blocks', [/Frozen/]),
  },
  {
    ...theirs,
    kind: 'registry',
    name: 'whole-registry-and-repository-theirs',
    cause: 'the registry of the other account denies this one, and its repository lets nobody in',
    arrange: async (sdk) => {
      await pushesThere(sdk, onRepository('Allow', PULL, { Sid: 'Pull', Principal: rootOf(ACCOUNT) }));
      const policyText = document({
        Sid: 'NoStrangers',
        Effect: 'Deny',
        Principal: rootOf(ACCOUNT),
        Action: 'ecr:PutImage',
        Resource: `arn:aws:ecr:${REGION}:${OTHER}:repository/*`,
      });
      await sdk.ecr(OTHER).putRegistryPolicy({ policyText });
    },
    expect: {
      ...both('registry-policy-blocks', [/NoStrangers/]),
      codes: ['registry-policy-blocks', 'repository-policy-blocks'],
      names: [/NoStrangers/],
      handoffShows: [/NoStrangers/, /set-repository-policy/],
    },
  },
  {
    ...own,
    kind: 'vpcEndpoint',
    name: 'whole-endpoint',
    cause: 'the endpoint of the registry lets pulls through alone, and denies writing images besides',
    endpoints: [
      {
        id: 'vpce-0bb0',
        vpc: VPC,
        service: 'ecr.dkr',
        policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: PULL, Resource: '*' },
            { ...deny('NoImages', 'ecr:PutImage'), Principal: '*' },
          ],
        },
      },
    ],
    arrange: (sdk) => sdk.enough(NETWORK),
    expect: both('vpc-endpoint-blocks', [/vpce-0bb0/, /NoImages/]),
  },
  {
    ...own,
    kind: 'key',
    name: 'whole-key',
    cause: 'the key leaves its keeping alone to the account, and denies the role making data keys',
    arrange: async (sdk) => {
      const key = await sdk.key(
        document(
          {
            Sid: 'Keepers',
            Effect: 'Allow',
            Principal: rootOf(ACCOUNT),
            Action: ['kms:Put*', 'kms:Get*', 'kms:Describe*', 'kms:List*'],
            Resource: '*',
          },
          {
            Sid: 'NoBuilds',
            Effect: 'Deny',
            Principal: { AWS: ROLE_ARN },
            Action: 'kms:GenerateDataKey',
            Resource: '*',
          },
        ),
      );
      await sdk.bucket(BUCKET);
      await sdk.enough(artifactRights(BUCKET), allow(KEY_ACTIONS, key));
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: both('key-not-usable', [/NoBuilds/]),
  },
  {
    ...theirs,
    kind: 'bucket',
    name: 'whole-bucket-theirs',
    cause: 'the bucket of the other account denies this one writing, and lets it do nothing',
    arrange: async (sdk) => {
      await sdk.bucket(
        BUCKET,
        document({
          Sid: 'Sealed',
          Effect: 'Deny',
          Principal: rootOf(ACCOUNT),
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
        }),
        OTHER,
      );
      await sdk.enough(artifactRights(BUCKET));
      await sdk.artifacts(BUCKET);
    },
    expect: both('artifact-not-writable', [/Sealed/]),
  },
  {
    ...theirs,
    kind: 'secret',
    name: 'whole-secret-theirs',
    cause: 'the secret of the other account denies this one, and names nobody',
    arrange: async (sdk) => {
      const key = await sdk.key(document(rootOfKey(OTHER), forBuilds('kms:Decrypt')), OTHER);
      const policy = document({
        Sid: 'Sealed',
        Effect: 'Deny',
        Principal: rootOf(ACCOUNT),
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
      });
      const arn = await sdk.secret('tracker/token', { account: OTHER, key, policy });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn), allow('kms:Decrypt', key));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
    },
    expect: both('secret-not-readable', [/Sealed/]),
  },
  {
    ...theirs,
    kind: 'trust',
    name: 'whole-assumed-role-theirs',
    cause: 'the role of the other account that the build takes denies this one, and names nobody of it',
    arrange: async (sdk) => {
      const iam = sdk.iam(OTHER);
      await iam.createRole({
        RoleName: 'deploy',
        AssumeRolePolicyDocument: document(trust(), {
          Sid: 'NoStrangers',
          Effect: 'Deny',
          Principal: rootOf(ACCOUNT),
          Action: 'sts:AssumeRole',
        }),
      });
      const role = `arn:aws:iam::${OTHER}:role/deploy`;
      await sdk.enough(allow('sts:AssumeRole', role));
      await sdk.command(`aws sts assume-role --role-arn ${role} --role-session-name build`);
    },
    expect: both('trust-policy-blocks', [/NoStrangers/]),
  },
  {
    ...own,
    kind: 'trust',
    name: 'whole-trust',
    cause: 'the trust policy lets EC2 alone take the role, and denies CodeBuild besides',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(
        trust({ Principal: { Service: 'ec2.amazonaws.com' } }),
        trust({ Sid: 'Frozen', Effect: 'Deny' }),
      );
    },
    expect: {
      codes: ['trust-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/Frozen/, LACKS],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/Frozen/, LACKS],
    },
  },
  {
    ...own,
    kind: 'identity',
    name: 'whole-identity',
    cause: 'a policy of the role denies writing images, and none allows anything of ECR but the login',
    arrange: (sdk) => sdk.rights('team', allow(TOKEN), deny('NoImages', 'ecr:PutImage')),
    expect: {
      codes: ['identity-explicit-deny', 'identity-allow-missing'],
      names: [/NoImages/, /[Nn]o policy of the role allows it either/],
      outcome: 'handoff',
      partialOk: true,
      needs: [...LOGIN, ...pairs(PUSH, `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/tracker_api`)],
      handoffShows: [/NoImages/, /[Nn]o policy of the role allows it either/],
    },
  },
];
