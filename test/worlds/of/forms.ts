/** Worlds whose cause is a policy of the role, its boundary or its trust that is written in a less usual form, or is named to be changed. */
import { ROLE, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  deny,
  document,
  LOGS,
  pairs,
  PUSH,
  REPOSITORY,
  repositoryArn,
  TOKEN,
  trust,
  UPLOAD,
} from '../words.ts';

const own = { owner: 'own' } as const;
const AWS_READ_ONLY = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly';

export const FORMS: readonly World[] = [
  {
    ...own,
    kind: 'identity',
    name: 'identity-allow-all-but',
    cause: 'the role may do all but ECR and IAM',
    arrange: (sdk) => sdk.rights('team', { Effect: 'Allow', NotAction: ['ecr:*', 'iam:*'], Resource: '*' }),
    expect: { codes: ['identity-allow-missing'], layer: 'identity', outcome: 'green' },
  },
  {
    ...own,
    kind: 'identity',
    name: 'identity-allow-elsewhere',
    cause: 'the role may push to all repositories but this one',
    arrange: (sdk) =>
      sdk.rights('team', allow(TOKEN), { Effect: 'Allow', Action: PUSH, NotResource: REPOSITORY }),
    expect: { codes: ['resource-arn-mismatch'], outcome: 'green', needs: pairs(PUSH, REPOSITORY) },
  },
  {
    ...own,
    kind: 'identity',
    name: 'identity-deny-elsewhere',
    cause: 'a policy of the role denies ECR on all but another repository',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('fence', {
        Sid: 'Fence',
        Effect: 'Deny',
        Action: 'ecr:*',
        NotResource: repositoryArn('other'),
      });
    },
    expect: {
      codes: ['identity-explicit-deny'],
      notCodes: ['identity-allow-missing'],
      names: [/Fence/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...own,
    kind: 'identity',
    name: 'identity-deny-twice',
    cause: 'two policies of the role deny writing images, each with a statement of its own',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.rights('fence', deny('Fence', 'ecr:PutImage'));
      await sdk.attached('guardrails', document(deny('Guard', 'ecr:Put*')));
    },
    expect: {
      codes: ['identity-explicit-deny'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/Fence/, /Guard/],
    },
  },
  {
    ...own,
    kind: 'boundary',
    name: 'boundary-deny-twice',
    cause: 'two statements of the boundary deny what the build does',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', ALL, deny('NoLogin', TOKEN), deny('NoImages', 'ecr:PutImage'));
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/NoLogin/, /NoImages/],
    },
  },
  {
    ...own,
    kind: 'identity',
    name: 'identity-aws-read-only',
    cause: "the role has AWS's own policy to read the registry alone",
    arrange: async (sdk) =>
      void (await sdk.iam().attachRolePolicy({ RoleName: ROLE, PolicyArn: AWS_READ_ONLY })),
    expect: { codes: ['identity-allow-missing'], outcome: 'green', needs: pairs(UPLOAD, REPOSITORY) },
  },
  {
    ...own,
    kind: 'boundary',
    name: 'boundary-of-aws',
    cause: "the boundary is a policy of AWS's own, which lets reading through alone",
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.iam().putRolePermissionsBoundary({ RoleName: ROLE, PermissionsBoundary: AWS_READ_ONLY });
      // Without its log there would be nothing to read.
      await sdk.project(() => ({ logsConfig: { cloudWatchLogs: { status: 'DISABLED' } } }));
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      layer: 'boundary',
      names: [/AmazonEC2ContainerRegistryReadOnly/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/AmazonEC2ContainerRegistryReadOnly/, /ecr:PutImage/],
    },
  },
  {
    ...own,
    kind: 'boundary',
    name: 'boundary-named',
    cause: 'the boundary, which another role has too and which is named, lets nothing of ECR through',
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', allow(LOGS));
      await sdk.iam().createRole({
        RoleName: 'other',
        AssumeRolePolicyDocument: document(trust()),
        PermissionsBoundary: arn,
      });
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'green',
      needs: [],
      leaves: /PolicyVersionList|DefaultVersionId/,
    },
  },
  {
    ...own,
    kind: 'boundary',
    name: 'boundary-deny-named',
    cause: 'the boundary, which is named, denies ECR by a Deny',
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', ALL, deny('NoEcr', 'ecr:*'));
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/TeamBoundary/, /NoEcr/],
      outcome: 'handoff',
      needs: [],
    },
  },
  {
    ...own,
    kind: 'trust',
    name: 'trust-external-id',
    cause: 'the role is handed out to whoever says a word that CodeBuild does not say',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Condition: { StringEquals: { 'sts:ExternalId': 'tracker' } } }));
    },
    expect: {
      codes: ['trust-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      layer: 'trust',
      names: [/ExternalId/],
      outcome: 'either',
      needs: [],
    },
  },
  {
    ...own,
    kind: 'trust',
    name: 'trust-named',
    cause: 'the role is for EC2, and its trust policy is named',
    flags: ['--change', `trust-policy=${ROLE_ARN}`],
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Principal: { Service: 'ec2.amazonaws.com' } }));
    },
    expect: { codes: ['trust-policy-blocks'], layer: 'trust', outcome: 'green', needs: [] },
  },
];
