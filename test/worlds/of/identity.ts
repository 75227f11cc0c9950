/** Worlds whose cause is a policy of the role itself: something it lacks, or a word in it that denies. */
import {
  allow,
  ALL,
  deny,
  document,
  LOG_NEEDS,
  LOGIN,
  pairs,
  PULL,
  PUSH,
  PUSH_NEEDS,
  REPOSITORY,
  repositoryArn,
  TOKEN,
  UPLOAD,
} from '../words.ts';
import { ROLE, type World } from '../world.ts';

const lacking = { kind: 'identity', owner: 'own' } as const;

const stopped = (name: RegExp): World['expect'] => ({
  codes: ['identity-explicit-deny'],
  notCodes: ['identity-allow-missing'],
  layer: 'identity',
  names: [name],
  outcome: 'handoff',
  needs: [],
});

export const IDENTITY: readonly World[] = [
  {
    ...lacking,
    name: 'identity-nothing',
    cause: 'the role has nothing of ECR',
    arrange: async () => undefined,
    expect: { codes: ['identity-allow-missing'], layer: 'identity', outcome: 'green' },
  },
  {
    ...lacking,
    name: 'identity-reads-only',
    cause: 'the role may pull and not push',
    arrange: (sdk) => sdk.rights('team', allow(TOKEN), allow(PULL, REPOSITORY)),
    expect: { codes: ['identity-allow-missing'], outcome: 'green', needs: pairs(UPLOAD, REPOSITORY) },
  },
  {
    ...lacking,
    name: 'identity-misspelt-action',
    cause: 'the policy allows an action that there is not',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        allow(TOKEN),
        allow([...PUSH.filter((one) => one !== 'ecr:PutImage'), 'ecr:PutImages'], REPOSITORY),
      ),
    expect: { codes: ['identity-allow-missing'], outcome: 'green', needs: pairs('ecr:PutImage', REPOSITORY) },
  },
  {
    ...lacking,
    name: 'identity-login-on-repository',
    cause: 'the login is allowed on the repository, where it means nothing',
    arrange: (sdk) => sdk.rights('team', allow([TOKEN, ...PUSH], REPOSITORY)),
    expect: { codes: ['token-resource-scoped'], names: [/team/], outcome: 'green', needs: LOGIN },
  },
  {
    ...lacking,
    name: 'identity-other-region',
    cause: 'the policy names the repository in another region',
    arrange: (sdk) =>
      sdk.rights('team', allow(TOKEN), allow(PUSH, repositoryArn('tracker_api', undefined, 'us-east-1'))),
    expect: { codes: ['resource-arn-mismatch'], names: [/us-east-1/, /team/], outcome: 'green' },
  },
  {
    ...lacking,
    name: 'identity-other-account-in-arn',
    cause: 'the policy names the repository with two digits of the account changed round',
    arrange: (sdk) =>
      sdk.rights('team', allow(TOKEN), allow(PUSH, repositoryArn('tracker_api', '290008131167'))),
    expect: { codes: ['resource-arn-mismatch'], names: [/290008131167/], outcome: 'green' },
  },
  {
    ...lacking,
    name: 'identity-other-case',
    cause: 'the policy names the repository in another case',
    arrange: (sdk) => sdk.rights('team', allow(TOKEN), allow(PUSH, repositoryArn('Tracker_API'))),
    expect: { codes: ['resource-arn-mismatch'], names: [/Tracker_API/], outcome: 'green' },
  },
  {
    ...lacking,
    name: 'identity-logs',
    cause: 'the role may not write its log, so that there is none to read',
    arrange: async (sdk) => {
      await sdk.enough();
      const { AttachedPolicies = [] } = await sdk.iam().listAttachedRolePolicies({ RoleName: ROLE });
      for (const { PolicyArn } of AttachedPolicies)
        await sdk.iam().detachRolePolicy({ RoleName: ROLE, PolicyArn });
    },
    expect: { codes: ['logs-not-writable'], outcome: 'green', needs: [...PUSH_NEEDS, ...LOG_NEEDS] },
  },
  {
    ...lacking,
    name: 'identity-managed-versions',
    cause: 'the role has nothing of ECR, and the policy to extend has five versions',
    flags: ['--strategy', 'managed'],
    arrange: async (sdk) => {
      const iam = sdk.iam();
      const version = (index: number): string =>
        document(allow('s3:ListBucket', `arn:aws:s3:::bucket-${index}`));
      const PolicyArn = await sdk.managedPolicy('CodeBuild-ECR-Permissions', version(0));
      for (const index of [1, 2, 3, 4])
        await iam.createPolicyVersion({ PolicyArn, PolicyDocument: version(index), SetAsDefault: true });
    },
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'either',
      handoffShows: [/version/],
      needs: [...PUSH_NEEDS, ...pairs('s3:ListBucket', 'arn:aws:s3:::bucket-4')],
      leaves: /PolicyVersionList/,
    },
  },
  {
    ...lacking,
    name: 'identity-inline-full',
    cause: 'the role has nothing of ECR, and no room left for inline policies',
    arrange: async (sdk) => {
      const buckets = Array.from(
        { length: 226 },
        (_, index) => `arn:aws:s3:::bucket-${String(index).padStart(4, '0')}-aaaaaaaaaaaaaa/*`,
      );
      await sdk.rights('large', allow('s3:GetObject', buckets));
    },
    expect: { codes: ['identity-allow-missing'], outcome: 'green' },
  },
  {
    ...lacking,
    name: 'identity-deny-inline',
    cause: 'an inline policy of the role denies all of ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('guard', deny('NoEcr', 'ecr:*'));
    },
    expect: stopped(/NoEcr/),
  },
  {
    ...lacking,
    name: 'identity-deny-managed',
    cause: 'an attached policy denies writing the image',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.attached('guardrails', document(deny('NoImages', 'ecr:PutImage')));
    },
    expect: stopped(/NoImages/),
  },
  {
    ...lacking,
    name: 'identity-deny-all-but',
    cause: 'an inline policy denies all but logs and buckets',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('guard', {
        Sid: 'OnlyLogs',
        Effect: 'Deny',
        NotAction: ['logs:*', 's3:*', 'sts:*'],
        Resource: '*',
      });
    },
    expect: stopped(/OnlyLogs/),
  },
  {
    ...lacking,
    name: 'identity-deny-one-of-administrator',
    cause: 'the role may do everything but log in to the registry',
    arrange: (sdk) => sdk.rights('administrator', ALL, deny('NoLogin', TOKEN)),
    expect: stopped(/NoLogin/),
  },
  {
    ...lacking,
    name: 'identity-deny-and-create-role',
    cause: 'an inline policy denies ECR, and a new role would get round it',
    flags: ['--strategy', 'create-role'],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('guard', deny('NoEcr', 'ecr:*'));
    },
    expect: { ...stopped(/NoEcr/), codes: ['identity-explicit-deny'] },
  },
  {
    ...lacking,
    name: 'identity-logs-denied',
    cause: 'an inline policy denies logs',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('guard', deny('NoLogs', 'logs:*'));
    },
    expect: stopped(/NoLogs/),
  },
];
