/** Worlds whose cause is a repository, its policy or the policy of its registry, in the own and in another account. */
import { ACCOUNT, OTHER, REGION, type World } from '../world.ts';
import {
  allow,
  BUILD_ROLE,
  document,
  LOGIN,
  onRepository,
  pairs,
  PULL,
  PUSH,
  PUSH_NEEDS,
  PUSH_RIGHTS,
  registryOf,
  REPOSITORY,
  repositoryArn,
  rootOf,
  THEIRS,
  TOKEN,
  UPLOAD,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';

const own = { kind: 'repository', owner: 'own' } as const;
const theirs = { kind: 'repository', owner: 'other-account' } as const;
const stopped = (names: readonly RegExp[], more: Partial<World['expect']> = {}): World['expect'] => ({
  codes: ['repository-policy-blocks'],
  notCodes: ['identity-allow-missing', 'repository-missing'],
  names,
  outcome: 'handoff',
  needs: [],
  ...more,
});
const other = (sdk: Sdk) => sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
const rights = [allow(TOKEN), allow(PUSH, THEIRS)];
const pulling = (name: string, tag = 'latest') => `docker pull ${registryOf()}/${name}:${tag}`;

export const REPOSITORIES: readonly World[] = [
  {
    ...own,
    name: 'repository-deny',
    cause: 'the policy of the repository denies all roles but one',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', {
          Sid: 'OnlyRelease',
          Condition: { ArnNotEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/release` } },
        }),
      );
    },
    expect: stopped([/OnlyRelease/, /tracker_api/], { layer: 'resource' }),
  },
  {
    ...own,
    name: 'repository-allows-push',
    cause: 'the policy of the repository lets the role push, which lacks the login',
    arrange: (sdk) =>
      sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: BUILD_ROLE }),
      ),
    expect: {
      codes: ['identity-allow-missing'],
      notCodes: ['repository-policy-blocks'],
      outcome: 'green',
      needs: LOGIN,
    },
  },
  {
    ...own,
    name: 'repository-allows-pull',
    cause: 'the policy of the repository lets the role pull, which lacks the rest',
    arrange: (sdk) =>
      sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Allow', PULL, { Sid: 'Pull', Principal: BUILD_ROLE }),
      ),
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'green',
      needs: [...LOGIN, ...pairs(UPLOAD, REPOSITORY)],
    },
  },
  {
    ...own,
    name: 'repository-delegates',
    cause: 'the policy of the repository leaves it to the account, and the role has nothing',
    arrange: (sdk) =>
      sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Allow', 'ecr:*', { Sid: 'Account', Principal: rootOf(ACCOUNT) }),
      ),
    expect: { codes: ['identity-allow-missing'], notCodes: ['repository-policy-blocks'], outcome: 'green' },
  },
  {
    ...own,
    name: 'repository-missing',
    cause: 'the repository does not exist',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.ecr().deleteRepository({ repositoryName: 'tracker_api', force: true });
    },
    // What was pushed is not thrown away by an undo.
    expect: { codes: ['repository-missing'], outcome: 'green', needs: [], leaves: /ecr/ },
  },
  {
    ...theirs,
    name: 'repository-theirs-no-policy',
    cause: 'the repository of the other account has no policy',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.rights('team', ...rights);
      await other(sdk);
    },
    expect: stopped([/111122223333/], {
      handoffShows: [/set-repository-policy/, /codebuild-TrackerAPI-service-role/],
    }),
  },
  {
    ...theirs,
    name: 'repository-theirs-pull-only',
    cause: 'the repository of the other account lets this one pull and not push',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.repositoryPolicy(
        OTHER,
        'tracker_api',
        onRepository('Allow', PULL, { Sid: 'Pull', Principal: rootOf(ACCOUNT) }),
      );
      await sdk.rights('team', ...rights);
      await other(sdk);
    },
    expect: stopped([/111122223333/], { handoffShows: [/set-repository-policy/, /ecr:PutImage/] }),
  },
  {
    ...theirs,
    name: 'repository-theirs-deny',
    cause: 'the repository of the other account denies this one to write images',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.repositoryPolicy(
        OTHER,
        'tracker_api',
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }),
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen', Principal: rootOf(ACCOUNT) }),
      );
      await sdk.rights('team', ...rights);
      await other(sdk);
    },
    expect: stopped([/111122223333/], { handoffShows: [/ecr:PutImage/, /111122223333/] }),
  },
  {
    ...own,
    name: 'repository-theirs-identity',
    cause: 'the repository of the other account lets this one push, and the role may not',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.repositoryPolicy(
        OTHER,
        'tracker_api',
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }),
      );
      await other(sdk);
    },
    expect: {
      codes: ['identity-allow-missing'],
      notCodes: ['repository-missing'],
      outcome: 'green',
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
    },
  },
  {
    ...theirs,
    name: 'repository-theirs-both',
    cause: 'neither the role nor the repository of the other account lets it push',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await other(sdk);
    },
    expect: {
      codes: ['identity-allow-missing'],
      names: [/111122223333/],
      outcome: 'handoff',
      handoffShows: [/set-repository-policy/],
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
      partialOk: true,
      isFoundLater: true,
    },
  },
  {
    ...own,
    name: 'repository-base-image',
    cause: 'the build pulls a second repository of the account, which the role may not',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('base-image');
      await sdk.command(pulling('base-image'));
    },
    expect: {
      codes: ['resource-arn-mismatch'],
      names: [/base-image/],
      outcome: 'green',
      needs: pairs(PULL, repositoryArn('base-image')),
    },
  },
  {
    ...own,
    name: 'registry-deny',
    kind: 'registry',
    cause: 'the policy of the registry denies writing images',
    arrange: async (sdk) => {
      await sdk.enough();
      const policyText = document({
        Sid: 'NoImages',
        Effect: 'Deny',
        Principal: '*',
        Action: 'ecr:PutImage',
        Resource: repositoryArn('*'),
      });
      await sdk.ecr().putRegistryPolicy({ policyText });
    },
    expect: {
      codes: ['registry-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/NoImages/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...own,
    name: 'registry-replicates',
    kind: 'registry',
    cause: 'the policy of the registry lets another account replicate, and the role has nothing',
    arrange: async (sdk) => {
      const policyText = document({
        Sid: 'Replicate',
        Effect: 'Allow',
        Principal: rootOf(OTHER),
        Action: ['ecr:CreateRepository', 'ecr:ReplicateImage'],
        Resource: repositoryArn('*'),
      });
      await sdk.ecr().putRegistryPolicy({ policyText });
    },
    expect: {
      codes: ['identity-allow-missing'],
      notCodes: ['registry-policy-blocks'],
      outcome: 'green',
      needs: PUSH_NEEDS,
    },
  },
  {
    ...own,
    name: 'registry-pull-through',
    kind: 'registry',
    cause: 'the base image comes through a cache, and the role may not import',
    arrange: async (sdk) => {
      await sdk
        .ecr()
        .createPullThroughCacheRule({ ecrRepositoryPrefix: 'quay', upstreamRegistryUrl: 'quay.io' });
      await sdk.rights('team', ...PUSH_RIGHTS, allow(PULL, repositoryArn('quay/*')));
      await sdk.command(pulling('quay/centos/centos', 'stream9'));
    },
    expect: {
      codes: ['identity-allow-missing'],
      notCodes: ['repository-missing'],
      outcome: 'green',
      needs: pairs(
        ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
        repositoryArn('quay/centos/centos'),
      ),
      // The cache made it while the build pulled.
      leaves: /quay|ecr/,
    },
  },
  {
    ...own,
    name: 'repository-other-region',
    cause: 'the variables name a region that has no such repository',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.variables({ name: 'AWS_DEFAULT_REGION', value: 'eu-west-1' });
    },
    expect: {
      codes: ['wrong-region'],
      names: [/eu-west-1/, new RegExp(REGION)],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/eu-west-1/],
    },
  },
  {
    ...own,
    name: 'repository-no-account',
    cause: 'the variable of the account is empty, so that the address is none',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.project(({ environment }) => ({
        environment: {
          ...environment,
          environmentVariables: environment?.environmentVariables?.filter(
            ({ name }) => name !== 'AWS_ACCOUNT_ID',
          ),
        } as never,
      }));
    },
    expect: {
      codes: ['wrong-account'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/AWS_ACCOUNT_ID/],
    },
  },
];
