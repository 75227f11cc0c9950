/** Worlds about what a build uses in less usual ways: grants of a key, tags of things, templates of repositories, two of them at once. */
import { ACCOUNT, REGION, ROLE, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  artifactRights,
  deny,
  document,
  KEY_ACTIONS,
  LOGS,
  onRepository,
  pairs,
  PULL,
  PUSH,
  PUSH_NEEDS,
  PUSH_RIGHTS,
  registryOf,
  repositoryArn,
  rootOfKey,
  trust,
} from '../words.ts';

const own = { owner: 'own' } as const;

export const USES: readonly World[] = [
  {
    ...own,
    kind: 'key',
    name: 'key-grant-in-part',
    cause:
      'the policy of the key names its administrator alone, and a grant lets the role decrypt and no more',
    arrange: async (sdk) => {
      await sdk.iam().createUser({ UserName: 'keeper' });
      const key = await sdk.key(
        document({
          Sid: 'Administrator',
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${ACCOUNT}:user/keeper` },
          Action: 'kms:*',
          Resource: '*',
        }),
      );
      await sdk.kms().createGrant({ KeyId: key, GranteePrincipal: ROLE_ARN, Operations: ['Decrypt'] });
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'), allow(KEY_ACTIONS, key));
      await sdk.artifacts('tracker-artifacts');
      await sdk.project(() => ({ encryptionKey: key }));
    },
    expect: {
      codes: ['key-not-usable'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/put-key-policy|create-grant/, /kms:GenerateDataKey/],
    },
  },
  {
    ...own,
    kind: 'tag',
    name: 'condition-secret-tag-set',
    cause: 'the role may read the secrets of a team, and this one has no tag of it, which is named to be set',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await sdk.enough(
        allow('secretsmanager:GetSecretValue', '*', {
          Condition: { StringEquals: { 'secretsmanager:ResourceTag/team': 'tracker' } },
        }),
      );
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
      return { flags: ['--change', `tag=${arn}`] };
    },
    expect: { codes: ['condition-not-met'], names: [/ResourceTag\/team/i], outcome: 'green', needs: [] },
  },
  {
    ...own,
    kind: 'tag',
    name: 'condition-request-tag',
    cause: 'a command makes a repository without the tag that the Allow waits for',
    arrange: async (sdk) => {
      await sdk.enough(
        allow('ecr:CreateRepository', '*', {
          Condition: { StringEquals: { 'aws:RequestTag/team': 'tracker' } },
        }),
      );
      await sdk.command('aws ecr create-repository --repository-name extra');
    },
    expect: {
      codes: ['condition-not-met'],
      names: [/RequestTag\/team/i],
      outcome: 'either',
      needs: pairs('ecr:CreateRepository', repositoryArn('extra')),
      handoffShows: [/RequestTag\/team/i],
      leaves: /ecr/,
    },
  },
  {
    ...own,
    kind: 'registry',
    name: 'registry-template-none',
    cause: 'the registry makes repositories on push under another prefix alone',
    arrange: async (sdk) => {
      await sdk.enough(allow(PUSH, repositoryArn('apps/*')));
      await sdk
        .ecr()
        .createRepositoryCreationTemplate({ prefix: 'services', appliedFor: ['CREATE_ON_PUSH'] });
      await sdk.variables({ name: 'IMAGE_REPO_NAME', value: 'apps/tracker' });
    },
    expect: {
      codes: ['repository-missing'],
      notCodes: ['identity-allow-missing'],
      names: [/apps\/tracker/],
      outcome: 'either',
      needs: [],
      leaves: /ecr/,
    },
  },
  {
    ...own,
    kind: 'registry',
    name: 'registry-template-right',
    cause: 'the registry makes the repository on push, and the role may not push to it',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.ecr().createRepositoryCreationTemplate({ prefix: 'apps', appliedFor: ['CREATE_ON_PUSH'] });
      await sdk.variables({ name: 'IMAGE_REPO_NAME', value: 'apps/tracker' });
    },
    expect: {
      codes: ['resource-arn-mismatch'],
      notCodes: ['repository-missing'],
      outcome: 'green',
      needs: pairs(PUSH, repositoryArn('apps/tracker')),
      leaves: /ecr/,
    },
  },
  {
    ...own,
    kind: 'secret',
    name: 'parameter-key',
    cause: 'the parameter is encrypted with a key of the account, which the role may not use',
    arrange: async (sdk) => {
      const key = await sdk.key();
      await sdk.ssm().putParameter({ Name: '/tracker/token', Value: 't', Type: 'SecureString', KeyId: key });
      await sdk.enough(
        allow('ssm:GetParameters', `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/tracker/token`),
      );
      await sdk.variables({ name: 'TOKEN', type: 'PARAMETER_STORE', value: '/tracker/token' });
      return { needs: pairs('kms:Decrypt', key) };
    },
    expect: { codes: ['key-not-usable'], layer: 'identity', names: [/kms:Decrypt/], outcome: 'green' },
  },
  {
    ...own,
    kind: 'pair',
    name: 'pair-secret-and-key-denied',
    cause: 'the secret lets the role read it, and its key denies the role',
    arrange: async (sdk) => {
      const key = await sdk.key(
        document(rootOfKey(), {
          Sid: 'NoBuilds',
          Effect: 'Deny',
          Principal: { AWS: ROLE_ARN },
          Action: 'kms:Decrypt',
          Resource: '*',
        }),
      );
      const arn = await sdk.secret('tracker/token', { key });
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
      await sdk.rights('team', ...PUSH_RIGHTS, allow('kms:Decrypt', key));
      return { needs: pairs('secretsmanager:GetSecretValue', arn) };
    },
    expect: {
      codes: ['key-not-usable'],
      names: [/NoBuilds/],
      outcome: 'handoff',
      partialOk: true,
    },
  },
  {
    ...own,
    kind: 'pair',
    name: 'pair-image-and-push',
    cause: 'the role may neither pull the build image nor push',
    arrange: async (sdk) => {
      await sdk.image('build-image');
      await sdk.environment({
        image: `${registryOf()}/build-image:latest`,
        imagePullCredentialsType: 'SERVICE_ROLE',
      });
    },
    expect: {
      codes: ['image-pull-credentials', 'identity-allow-missing'],
      outcome: 'green',
      needs: [...PUSH_NEEDS, ...pairs(PULL, repositoryArn('build-image'))],
    },
  },
  {
    ...own,
    kind: 'pair',
    name: 'pair-trust-and-boundary',
    cause: 'CodeBuild may not take the role, whose boundary lets nothing of ECR through; both are named',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
      const arn = await sdk.boundary('TeamBoundary', allow(LOGS));
      return { flags: ['--change', `boundary=${arn}`, '--change', `trust-policy=${ROLE_ARN}`] };
    },
    expect: {
      codes: ['trust-policy-blocks', 'boundary-blocks'],
      outcome: 'green',
      needs: [],
      leaves: /PolicyVersionList|DefaultVersionId/,
    },
  },
  {
    ...own,
    kind: 'pair',
    name: 'pair-registry-and-repository',
    cause: 'the policy of the registry denies the upload, and that of the repository writing images',
    arrange: async (sdk) => {
      await sdk.enough();
      const policyText = document({
        Sid: 'NoUploads',
        Effect: 'Deny',
        Principal: '*',
        Action: 'ecr:InitiateLayerUpload',
        Resource: repositoryArn('*'),
      });
      await sdk.ecr().putRegistryPolicy({ policyText });
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      );
    },
    expect: {
      codes: ['registry-policy-blocks', 'repository-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/NoUploads/, /Frozen/],
    },
  },
  {
    ...own,
    kind: 'operator',
    owner: 'operator',
    name: 'operator-other-roles',
    cause: 'the role has nothing of ECR, and whoever runs it may write policies of roles of a team alone',
    arrange: async (sdk) => ({
      operator: await sdk.operator(ALL, {
        Sid: 'OnlyTeam',
        Effect: 'Deny',
        Action: ['iam:PutRolePolicy', 'iam:AttachRolePolicy'],
        NotResource: `arn:aws:iam::${ACCOUNT}:role/team-*`,
      }),
    }),
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/iam:PutRolePolicy/, new RegExp(ROLE)],
    },
  },
  {
    ...own,
    kind: 'operator',
    name: 'operator-no-inline',
    cause: 'the role has nothing of ECR, and whoever runs it may write managed policies alone',
    arrange: async (sdk) => ({ operator: await sdk.operator(ALL, deny('NoInline', 'iam:PutRolePolicy')) }),
    flags: ['--strategy', 'managed'],
    expect: { codes: ['identity-allow-missing'], outcome: 'green' },
  },
];
