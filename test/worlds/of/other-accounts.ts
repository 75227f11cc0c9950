/** Worlds whose other side is another account: what it keeps, with and without the person having it open. */
import { ACCOUNT, OTHER, REGION, type World } from '../world.ts';
import {
  allow,
  artifactRights,
  BUILD_ROLE,
  document,
  forBuilds,
  KEY_ACTIONS,
  LOGIN,
  LOGS,
  onRepository,
  pairs,
  PUSH,
  rootOf,
  rootOfKey,
  THEIRS,
  TOKEN,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';

const theirs = { owner: 'other-account' } as const;
const BUCKET = 'their-artifacts';
const THEIR_PUSH = [allow(TOKEN), allow(PUSH, THEIRS)];

async function pushesThere(sdk: Sdk, ...policy: readonly object[]): Promise<void> {
  await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
  if (policy.length > 0) await sdk.repositoryPolicy(OTHER, 'tracker_api', ...policy);
  await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
}

const theirKey = (...statements: readonly object[]): string => document(rootOfKey(OTHER), ...statements);

/** What a role of another account asks when it takes on a role. */
const taking = (role: string): string =>
  `eval $(aws sts assume-role --role-arn ${role} --role-session-name build --query 'join(\`\`, [\`export AWS_ACCESS_KEY_ID=\`, Credentials.AccessKeyId])' --output text)`;

export const OTHER_ACCOUNTS: readonly World[] = [
  {
    ...theirs,
    kind: 'repository',
    name: 'theirs-opened-both',
    cause: 'neither side lets the push to the other account, which is open and whose policy is named',
    open: [OTHER],
    flags: ['--change', `repository-policy=${THEIRS}`],
    arrange: (sdk) => pushesThere(sdk),
    expect: {
      codes: ['identity-allow-missing', 'repository-policy-blocks'],
      outcome: 'green',
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
      leaves: /image/i,
    },
  },
  {
    ...theirs,
    kind: 'repository',
    name: 'theirs-opened-unnamed',
    cause: 'the repository of the other account, which is open, has no policy, and nobody names it',
    open: [OTHER],
    arrange: async (sdk) => {
      await pushesThere(sdk);
      await sdk.rights('team', ...THEIR_PUSH);
    },
    expect: {
      codes: ['repository-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/set-repository-policy/, /repository-policy=arn:aws:ecr:us-west-2:111122223333/],
    },
  },
  {
    ...theirs,
    kind: 'repository',
    name: 'theirs-opened-deny',
    cause: 'the repository of the other account, which is open and named, denies writing images by a Deny',
    open: [OTHER],
    flags: ['--change', `repository-policy=${THEIRS}`],
    arrange: async (sdk) => {
      await pushesThere(
        sdk,
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }),
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      );
      await sdk.rights('team', ...THEIR_PUSH);
    },
    expect: {
      codes: ['repository-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/Frozen/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...theirs,
    kind: 'repository',
    name: 'theirs-missing',
    cause: 'the other account has no such repository',
    arrange: async (sdk) => {
      await sdk.rights('team', ...THEIR_PUSH);
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
    },
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      names: [/111122223333/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/tracker_api/, /111122223333/],
    },
  },
  {
    ...theirs,
    kind: 'registry',
    name: 'theirs-registry-deny',
    cause: 'the policy of the other registry, which is open, denies this account writing images',
    open: [OTHER],
    arrange: async (sdk) => {
      await pushesThere(sdk, onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }));
      await sdk.rights('team', ...THEIR_PUSH);
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
      codes: ['registry-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/NoStrangers/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    owner: 'own',
    kind: 'key',
    name: 'key-theirs-identity',
    cause: 'the key of the other account lets this one use it, and the role may not',
    arrange: async (sdk) => {
      const key = await sdk.key(theirKey(forBuilds(KEY_ACTIONS)), OTHER);
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'));
      await sdk.artifacts('tracker-artifacts');
      await sdk.project(() => ({ encryptionKey: key }));
      const actions = [
        ...KEY_ACTIONS,
        'kms:GenerateDataKeyWithoutPlaintext',
        'kms:ReEncrypt*',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ];
      return { needs: pairs(actions, key) };
    },
    expect: {
      codes: ['key-not-usable'],
      layer: 'identity',
      names: [/kms:GenerateDataKey/],
      outcome: 'green',
    },
  },
  {
    ...theirs,
    kind: 'key',
    name: 'key-theirs-deny',
    cause: 'the key of the other account denies whoever is not of its own',
    open: [OTHER],
    arrange: async (sdk) => {
      const key = await sdk.key(
        theirKey(forBuilds(KEY_ACTIONS), {
          Sid: 'OwnOnly',
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:Encrypt'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:PrincipalAccount': OTHER } },
        }),
        OTHER,
      );
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'), allow(KEY_ACTIONS, key));
      await sdk.artifacts('tracker-artifacts');
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: {
      codes: ['key-not-usable'],
      notCodes: ['identity-allow-missing'],
      names: [/OwnOnly/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...theirs,
    kind: 'secret',
    name: 'secret-theirs-key',
    cause: 'the secret of the other account lets the role read it, and its key does not',
    open: [OTHER],
    arrange: async (sdk) => {
      const key = await sdk.key(theirKey(), OTHER);
      const policy = document(forBuilds('secretsmanager:GetSecretValue', BUILD_ROLE));
      const arn = await sdk.secret('tracker/token', { account: OTHER, key, policy });
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn), allow('kms:Decrypt', key));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
    },
    expect: {
      codes: ['key-not-usable'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/kms:Decrypt/, /111122223333/],
    },
  },
  {
    owner: 'own',
    kind: 'secret',
    name: 'secret-theirs-identity',
    cause: 'the secret of the other account lets the role read it, which may not',
    arrange: async (sdk) => {
      const policy = document(forBuilds('secretsmanager:GetSecretValue'));
      const arn = await sdk.secret('tracker/token', { account: OTHER, policy });
      await sdk.enough();
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
      return { needs: pairs('secretsmanager:GetSecretValue', arn) };
    },
    expect: { codes: ['secret-not-readable'], layer: 'identity', outcome: 'green' },
  },
  {
    owner: 'own',
    kind: 'bucket',
    name: 'bucket-theirs-identity',
    cause: 'the bucket of the other account lets this one write, and the role may not',
    arrange: async (sdk) => {
      const policy = document(
        {
          Sid: 'Objects',
          Effect: 'Allow',
          Principal: rootOf(ACCOUNT),
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
        },
        {
          Sid: 'Bucket',
          Effect: 'Allow',
          Principal: rootOf(ACCOUNT),
          Action: ['s3:GetBucketAcl', 's3:GetBucketLocation'],
          Resource: `arn:aws:s3:::${BUCKET}`,
        },
      );
      await sdk.bucket(BUCKET, policy, OTHER);
      await sdk.enough();
      await sdk.artifacts(BUCKET);
    },
    // Nothing tells whose the bucket is: its own policy may do without an Allow of the role where it is this account's.
    expect: {
      codes: ['artifact-not-writable'],
      names: [/no policy of the role allows `s3:PutObject`/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/their-artifacts/, /s3:PutObject/],
    },
  },
  {
    ...theirs,
    kind: 'trust',
    name: 'role-theirs-not-trusting',
    cause: 'a command takes on a role of the other account, which does not let it',
    open: [OTHER],
    arrange: async (sdk) => {
      const trusting = document({
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${OTHER}:root` },
        Action: 'sts:AssumeRole',
      });
      await sdk.iam(OTHER).createRole({ RoleName: 'deploy', AssumeRolePolicyDocument: trusting });
      const role = `arn:aws:iam::${OTHER}:role/deploy`;
      await sdk.enough(allow('sts:AssumeRole', role));
      await sdk.command(taking(role));
    },
    expect: {
      codes: [],
      notCodes: ['identity-allow-missing'],
      names: [/111122223333:role\/deploy/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/sts:AssumeRole/, /111122223333:role\/deploy/],
    },
  },
  {
    ...theirs,
    kind: 'pair',
    name: 'pair-theirs-and-boundary-named',
    cause: 'neither the role, its boundary nor the repository of the other account lets the push, all named',
    open: [OTHER],
    arrange: async (sdk) => {
      await pushesThere(sdk);
      const arn = await sdk.boundary('TeamBoundary', allow(LOGS));
      return { flags: ['--change', `boundary=${arn}`, '--change', `repository-policy=${THEIRS}`] };
    },
    expect: {
      codes: ['boundary-blocks', 'repository-policy-blocks'],
      outcome: 'green',
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
      leaves: /image|PolicyVersionList|DefaultVersionId/i,
    },
  },
];
