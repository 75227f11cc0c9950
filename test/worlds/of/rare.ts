/** Worlds of rarer words: negated elements, conditions on who asks and where, letter case, paths, and three layers at once. */
import { ACCOUNT, MANAGEMENT, OTHER, type World } from '../world.ts';
import {
  ALL,
  allow,
  deny,
  document,
  LOGS,
  NETWORK,
  PULL,
  PUSH,
  REPOSITORY,
  repositoryArn,
  TOKEN,
  trust,
} from '../words.ts';
import type { FindingCode } from '#diagnosis/codes.ts';
import type { Sdk } from '../sdk.ts';

const own = { owner: 'own' } as const;
const ofOrganization = { owner: 'organisation', organization: true, open: [MANAGEMENT] } as const;

/** Handed off, and ended by what its owners do then. */
export const handed = (code: FindingCode, ...names: readonly RegExp[]): World['expect'] => ({
  codes: [code],
  notCodes: ['identity-allow-missing'],
  names,
  outcome: 'handoff',
  needs: [],
  endedByOwners: true,
});
export const unless = (operator: string, key: string, value: string | readonly string[]) => ({
  Condition: { [operator]: { [key]: value } },
});
const scp = (sdk: Sdk, name: string, at: string, ...statements: readonly object[]): Promise<void> =>
  sdk.guardRail('SERVICE_CONTROL_POLICY', { name, text: document(...statements), at });
/** The role has enough, under a boundary of everything but what is given. */
async function bounded(sdk: Sdk, ...denies: readonly object[]): Promise<void> {
  await sdk.enough();
  await sdk.boundary('TeamBoundary', ALL, ...denies);
}

const BOUNDARIES: readonly World[] = [
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-not-resource',
    cause: 'the boundary denies writing images to all repositories but another',
    arrange: (sdk) => {
      const { Resource: _, ...denying } = deny('OnlyOther', 'ecr:PutImage') as Record<string, unknown>;
      return bounded(sdk, { ...denying, NotResource: repositoryArn('other') });
    },
    expect: handed('boundary-blocks', /TeamBoundary/, /OnlyOther/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-not-action',
    cause: 'the boundary denies all but logs and pulls',
    arrange: (sdk) =>
      bounded(sdk, {
        Sid: 'LogsAndPulls',
        Effect: 'Deny',
        NotAction: [...LOGS, ...PULL, TOKEN],
        Resource: '*',
      }),
    expect: handed('boundary-blocks', /TeamBoundary/, /LogsAndPulls/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-principal-org',
    cause: 'the boundary denies ECR to whoever is of no organisation, as this account is',
    arrange: (sdk) =>
      bounded(sdk, deny('OrgOnly', 'ecr:*', unless('StringNotEquals', 'aws:PrincipalOrgID', 'o-abcdefghij'))),
    expect: handed('boundary-blocks', /TeamBoundary/, /OrgOnly/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-resource-account',
    cause: 'the boundary denies writing images to repositories that are not of another account',
    arrange: (sdk) =>
      bounded(
        sdk,
        deny('TheirsOnly', 'ecr:PutImage', unless('StringNotEquals', 'aws:ResourceAccount', OTHER)),
      ),
    expect: handed('boundary-blocks', /TeamBoundary/, /TheirsOnly/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-path',
    cause: 'the boundary exempts the roles of builds by a pattern without the path that this one has',
    arrange: (sdk) =>
      bounded(
        sdk,
        deny(
          'BuildsOnly',
          'ecr:PutImage',
          unless('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${ACCOUNT}:role/codebuild-*`),
        ),
      ),
    expect: handed('boundary-blocks', /TeamBoundary/, /BuildsOnly/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-letter-case',
    cause: 'the boundary denies writing images in capitals',
    arrange: (sdk) => bounded(sdk, deny('Loud', 'ECR:PUT*')),
    expect: handed('boundary-blocks', /TeamBoundary/, /Loud/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-date',
    cause: 'the boundary denies ECR since a day that is past',
    arrange: (sdk) =>
      bounded(
        sdk,
        deny('Ended', 'ecr:*', unless('DateGreaterThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z')),
      ),
    expect: handed('boundary-blocks', /TeamBoundary/, /Ended/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-token-scoped',
    cause: 'the boundary lets the login through on the repository, where it can never be asked for',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', allow(LOGS), allow([TOKEN, ...PUSH], REPOSITORY));
    },
    expect: handed('boundary-blocks', /TeamBoundary/),
  },
  {
    ...own,
    kind: 'boundary',
    name: 'rare-boundary-shared-named',
    cause: 'the boundary of three roles lets no push through, and is named',
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', allow([...LOGS, TOKEN]));
      for (const RoleName of ['nightly', 'release']) {
        await sdk
          .iam()
          .createRole({ RoleName, AssumeRolePolicyDocument: document(trust()), PermissionsBoundary: arn });
      }
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: { codes: ['boundary-blocks'], names: [/TeamBoundary/], outcome: 'green', needs: [] },
  },
];

const OWN_ROLE: readonly World[] = [
  {
    ...own,
    kind: 'identity',
    name: 'rare-identity-not-action',
    cause: 'a policy of the role denies all but logs',
    arrange: (sdk) =>
      sdk.rights('team', ALL, { Sid: 'LogsOnly', Effect: 'Deny', NotAction: ['logs:*'], Resource: '*' }),
    expect: { codes: ['identity-explicit-deny'], names: [/LogsOnly/], outcome: 'handoff', needs: [] },
  },
  {
    ...own,
    kind: 'identity',
    name: 'rare-identity-not-resource',
    cause: 'the role may use all repositories but this one',
    arrange: (sdk) =>
      sdk.rights('team', allow(TOKEN), { Effect: 'Allow', Action: 'ecr:*', NotResource: [REPOSITORY] }),
    expect: { codes: ['resource-arn-mismatch'], outcome: 'green' },
  },
  {
    ...own,
    kind: 'identity',
    name: 'rare-identity-source-ip',
    cause: 'a policy of the role denies whoever calls from elsewhere than the office',
    arrange: (sdk) =>
      sdk.enough(deny('Office', 'ecr:*', unless('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'))),
    expect: { codes: ['identity-explicit-deny'], names: [/Office/], outcome: 'handoff', needs: [] },
  },
  {
    ...own,
    kind: 'trust',
    name: 'rare-trust-several-statements',
    cause: 'the trust policy names Lambda, EC2, and CodeBuild for another account and region alone',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(
        trust({ Sid: 'Functions', Principal: { Service: 'lambda.amazonaws.com' } }),
        trust({ Sid: 'Machines', Principal: { Service: ['ec2.amazonaws.com', 'ecs-tasks.amazonaws.com'] } }),
        trust({ Sid: 'Theirs', ...unless('StringEquals', 'aws:SourceAccount', OTHER) }),
        trust({
          Sid: 'Elsewhere',
          ...unless('ArnLike', 'aws:SourceArn', `arn:aws:codebuild:eu-west-1:${ACCOUNT}:*`),
        }),
      );
    },
    expect: { ...handed('trust-policy-blocks', /codebuild|Source/), outcome: 'either' },
  },
];

const ORGANIZATIONS: readonly World[] = [
  {
    ...ofOrganization,
    kind: 'serviceControl',
    name: 'rare-scp-not-action',
    cause: 'the organisation denies all but a list of services without ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      await scp(sdk, 'Listed', ACCOUNT, {
        Sid: 'Listed',
        Effect: 'Deny',
        NotAction: ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 'organizations:*'],
        Resource: '*',
      });
    },
    expect: handed('scp-blocks', /Listed/),
  },
  {
    ...ofOrganization,
    kind: 'serviceControl',
    name: 'rare-scp-principal-tag',
    cause: 'the organisation denies writing images to roles without a tag',
    arrange: async (sdk) => {
      await sdk.enough();
      const condition = unless('StringNotEquals', 'aws:PrincipalTag/team', 'release');
      await scp(sdk, 'Tagged', 'root', deny('Tagged', 'ecr:PutImage', condition));
    },
    expect: handed('scp-blocks', /Tagged/),
  },
  {
    ...ofOrganization,
    kind: 'pair',
    name: 'rare-scp-and-rcp',
    cause: 'the organisation denies the login to the account, and writing images to its repositories',
    arrange: async (sdk) => {
      await sdk.enough();
      await scp(sdk, 'NoLogin', 'root', deny('NoLogin', TOKEN));
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', {
        name: 'NoImages',
        text: document({ ...deny('NoImages', 'ecr:PutImage'), Principal: '*' }),
        at: ACCOUNT,
      });
    },
    expect: { ...handed('scp-blocks', /NoLogin/, /NoImages/), codes: ['scp-blocks', 'rcp-blocks'] },
  },
  {
    ...ofOrganization,
    kind: 'pair',
    name: 'rare-three-layers',
    cause: 'the role, its boundary and the organisation each let nothing of ECR through',
    arrange: async (sdk) => {
      await sdk.boundary('TeamBoundary', allow(LOGS));
      const unit = await sdk.unit('builds');
      await scp(
        sdk,
        'UnitList',
        unit,
        allow(['logs:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 's3:*']),
      );
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unit });
    },
    expect: {
      codes: ['boundary-blocks', 'scp-blocks'],
      names: [/TeamBoundary/, /UnitList/],
      outcome: 'handoff',
      partialOk: true,
      endedByOwners: true,
    },
  },
];

const ENDPOINTS: readonly World[] = [
  {
    ...own,
    kind: 'pair',
    name: 'rare-boundary-and-endpoint',
    cause: 'the boundary lets no image be written, and neither does the endpoint of the registry',
    endpoints: [
      {
        id: 'vpce-0bb0',
        vpc: 'vpc-0abc1234',
        service: 'ecr.dkr',
        policy: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Principal: '*', Action: PULL, Resource: '*' }],
        },
      },
    ],
    arrange: async (sdk) => {
      await sdk.enough(NETWORK);
      await sdk.boundary('TeamBoundary', ALL, deny('NoImages', 'ecr:PutImage'));
    },
    expect: {
      ...handed('boundary-blocks', /TeamBoundary/, /vpce-0bb0/),
      codes: ['boundary-blocks', 'vpc-endpoint-blocks'],
    },
  },
];

export const RARE: readonly World[] = [...BOUNDARIES, ...OWN_ROLE, ...ORGANIZATIONS, ...ENDPOINTS];
