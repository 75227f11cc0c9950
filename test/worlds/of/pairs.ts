/** Worlds with two causes at once: what one is mended by does not end the other. */
import { ACCOUNT, OTHER, type World } from '../world.ts';
import {
  ALL,
  allow,
  artifactRights,
  deny,
  document,
  LOGIN,
  LOGS,
  onRepository,
  pairs,
  PULL,
  PUSH,
  PUSH_NEEDS,
  registryOf,
  REPOSITORY,
  repositoryArn,
  rootOf,
  THEIRS,
  TOKEN,
  trust,
} from '../words.ts';

const two = { kind: 'pair', owner: 'own' } as const;

export const PAIRS: readonly World[] = [
  {
    ...two,
    name: 'pair-identity-and-boundary',
    cause: 'the role has nothing of ECR, and its boundary lets nothing of it through',
    arrange: async (sdk) => void (await sdk.boundary('TeamBoundary', allow(LOGS))),
    expect: {
      codes: ['boundary-blocks'],
      layer: 'boundary',
      names: [/TeamBoundary/],
      outcome: 'handoff',
      partialOk: true,
    },
  },
  {
    ...two,
    name: 'pair-identity-and-boundary-in-part',
    cause: 'the role has nothing of ECR, and its boundary lets only the pull through',
    arrange: async (sdk) => void (await sdk.boundary('TeamBoundary', allow([...LOGS, TOKEN, ...PULL]))),
    expect: {
      codes: ['identity-allow-missing', 'boundary-blocks'],
      names: [/TeamBoundary/],
      outcome: 'handoff',
      partialOk: true,
      handoffShows: [/TeamBoundary/, /ecr:PutImage/],
    },
  },
  {
    ...two,
    name: 'pair-identity-and-scp',
    cause: 'the role has nothing of ECR, and the organisation denies writing images',
    owner: 'organisation',
    organization: true,
    arrange: (sdk) =>
      sdk.guardRail('SERVICE_CONTROL_POLICY', {
        name: 'NoImages',
        text: document(deny('NoImages', 'ecr:PutImage')),
        at: ACCOUNT,
      }),
    expect: {
      codes: ['identity-allow-missing', 'scp-blocks'],
      outcome: 'handoff',
      partialOk: true,
      isFoundLater: true,
      handoffShows: [/service control/i, /ecr:PutImage/],
    },
  },
  {
    ...two,
    name: 'pair-identity-and-repository',
    cause: 'the role has nothing of ECR, and the repository denies writing images',
    arrange: (sdk) =>
      sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', { Sid: 'OnlyRelease' }),
      ),
    expect: {
      codes: ['identity-allow-missing', 'repository-policy-blocks'],
      names: [/OnlyRelease/],
      outcome: 'handoff',
      partialOk: true,
    },
  },
  {
    ...two,
    name: 'pair-identity-and-missing-repository',
    cause: 'the repository does not exist, and the role has nothing of ECR',
    arrange: async (sdk) =>
      void (await sdk.ecr().deleteRepository({ repositoryName: 'tracker_api', force: true })),
    expect: { codes: ['repository-missing', 'identity-allow-missing'], outcome: 'green', leaves: /ecr/ },
  },
  {
    ...two,
    name: 'pair-trust-and-identity',
    cause: 'the role may not be taken by CodeBuild, and has nothing of ECR',
    arrange: (sdk) => sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } })),
    expect: {
      codes: ['trust-policy-blocks', 'identity-allow-missing'],
      names: [/codebuild/],
      outcome: 'either',
      partialOk: true,
    },
  },
  {
    ...two,
    name: 'pair-privileged-and-identity',
    cause: 'docker has no daemon, and the role has nothing of ECR',
    arrange: (sdk) => sdk.environment({ privilegedMode: false }),
    expect: {
      codes: ['privileged-mode-off', 'identity-allow-missing'],
      outcome: 'either',
      partialOk: true,
      handoffShows: [/privileged/i],
    },
  },
  {
    ...two,
    name: 'pair-two-repositories-one-denied',
    cause: 'the role may push and not pull the base image, whose repository denies it besides',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.image('base-image');
      await sdk.repositoryPolicy(
        ACCOUNT,
        'base-image',
        onRepository('Deny', 'ecr:GetDownloadUrlForLayer', { Sid: 'Retired' }),
      );
      await sdk.command(`docker pull ${registryOf()}/base-image:latest`);
    },
    expect: {
      codes: ['repository-policy-blocks'],
      names: [/Retired/, /base-image/],
      outcome: 'handoff',
      partialOk: true,
      needs: pairs(PULL, repositoryArn('base-image')),
    },
  },
  {
    ...two,
    name: 'pair-theirs-and-boundary',
    // What nobody here may read is asked for once the boundary lets the build get that far.
    cause: 'the repository of the other account lets nobody in, and the boundary lets nothing of ECR through',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      await sdk.boundary('TeamBoundary', allow(LOGS));
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/TeamBoundary/],
    },
  },
  {
    ...two,
    name: 'pair-theirs-and-scp',
    owner: 'organisation',
    organization: true,
    cause: 'the role may not push to the other account, which lets it, and the organisation denies the login',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await sdk.repositoryPolicy(
        OTHER,
        'tracker_api',
        onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) }),
      );
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      await sdk.guardRail('SERVICE_CONTROL_POLICY', {
        name: 'NoLogin',
        text: document(deny('NoLogin', TOKEN)),
        at: ACCOUNT,
      });
    },
    expect: {
      codes: ['identity-allow-missing', 'scp-blocks'],
      outcome: 'handoff',
      partialOk: true,
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
      handoffShows: [/service control/i, /ecr:GetAuthorizationToken/],
    },
  },
  {
    ...two,
    name: 'pair-identity-deny-and-boundary',
    cause: 'a policy of the role denies ECR, and its boundary does not let it through',
    arrange: async (sdk) => {
      await sdk.rights('administrator', ALL, deny('NoEcr', 'ecr:*'));
      await sdk.boundary('TeamBoundary', allow(LOGS));
    },
    expect: {
      codes: ['identity-explicit-deny', 'boundary-blocks'],
      names: [/NoEcr/, /TeamBoundary/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...two,
    name: 'pair-secret-and-push',
    cause: 'the role may read neither the secret nor push',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: `${arn}:token` });
      return { needs: [...PUSH_NEEDS, ...pairs('secretsmanager:GetSecretValue', arn)] };
    },
    expect: {
      codes: ['identity-allow-missing'],
      names: [/tracker\/token/, /ecr:PutImage/],
      outcome: 'green',
    },
  },
  {
    ...two,
    name: 'pair-bucket-deny-and-push',
    cause: 'the role may not push, and the bucket of the artifacts denies it',
    arrange: async (sdk) => {
      await sdk.bucket(
        'tracker-artifacts',
        document({
          Sid: 'Sealed',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::tracker-artifacts/*',
        }),
      );
      await sdk.rights('team', artifactRights('tracker-artifacts'));
      await sdk.artifacts('tracker-artifacts');
    },
    expect: {
      codes: ['identity-allow-missing', 'artifact-not-writable'],
      names: [/Sealed/],
      outcome: 'handoff',
      partialOk: true,
    },
  },
  {
    ...two,
    name: 'pair-condition-and-arn',
    cause: 'the login is bound to a region, and the push to another repository',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        allow(TOKEN, '*', { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } } }),
        allow(PUSH, `${REPOSITORY}-old`),
      ),
    expect: {
      codes: ['condition-not-met', 'resource-arn-mismatch'],
      names: [/RequestedRegion/i, /tracker_api-old/],
      outcome: 'green',
    },
  },
];
