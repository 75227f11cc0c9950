/** Worlds of what conditions of a repository and of an organisation may test. */
import { ACCOUNT, MANAGEMENT, type World } from '../world.ts';
import { deny, document, onRepository } from '../words.ts';
import type { Sdk } from '../sdk.ts';
import { handed, unless } from './rare.ts';

const own = { owner: 'own' } as const;
const ofRepository = { ...own, kind: 'repository' } as const;
const ofOrganization = {
  kind: 'serviceControl',
  owner: 'organisation',
  organization: true,
  open: [MANAGEMENT],
} as const;

async function kept(sdk: Sdk, Sid: string, condition: object): Promise<void> {
  await sdk.enough();
  const denying = { ...onRepository('Deny', 'ecr:PutImage', { Sid }), ...condition };
  await sdk.repositoryPolicy(ACCOUNT, 'tracker_api', denying);
}
async function organised(sdk: Sdk, name: string, statement: object): Promise<void> {
  await sdk.enough();
  await sdk.guardRail('SERVICE_CONTROL_POLICY', { name, text: document(statement), at: ACCOUNT });
}

const REPOSITORIES: readonly World[] = [
  {
    ...ofRepository,
    name: 'tests-null-of-tag',
    cause: 'the repository denies writing images to whoever has no tag at all',
    arrange: (sdk) => kept(sdk, 'Untagged', unless('Null', 'aws:PrincipalTag/team', 'true')),
    expect: handed('repository-policy-blocks', /Untagged/),
  },
  {
    ...ofRepository,
    name: 'tests-no-service',
    cause: 'the repository denies writing images to all that are no AWS service',
    arrange: (sdk) => kept(sdk, 'ServicesOnly', unless('Bool', 'aws:PrincipalIsAWSService', 'false')),
    expect: handed('repository-policy-blocks', /ServicesOnly/),
  },
  {
    ...ofRepository,
    name: 'tests-user-id',
    cause: 'the repository denies writing images to sessions of all roles but one, told by its unique ID',
    arrange: (sdk) => kept(sdk, 'OneRole', unless('StringNotLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE12:*')),
    expect: handed('repository-policy-blocks', /OneRole/),
  },
  {
    ...ofRepository,
    name: 'tests-user-agent',
    cause: 'the repository denies writing images with other clients than one',
    arrange: (sdk) => kept(sdk, 'OneClient', unless('StringNotLike', 'aws:UserAgent', 'tracker-release/*')),
    expect: handed('repository-policy-blocks', /OneClient/),
  },
];

const ORGANIZATIONS: readonly World[] = [
  {
    ...ofOrganization,
    name: 'tests-scp-not-like',
    cause: 'the organisation denies writing images to roles whose ARN is not like that of the deployers',
    arrange: (sdk) =>
      organised(
        sdk,
        'Deployers',
        deny(
          'Deployers',
          'ecr:PutImage',
          unless('StringNotLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/deploy-*'),
        ),
      ),
    expect: handed('scp-blocks', /Deployers/),
  },
  {
    ...ofOrganization,
    name: 'tests-scp-resource-organisation',
    cause:
      'the organisation denies writing images to what is of another organisation than one that this is not',
    arrange: (sdk) =>
      organised(
        sdk,
        'Mergers',
        deny('Mergers', 'ecr:PutImage', unless('StringNotEquals', 'aws:ResourceOrgID', 'o-merged0000')),
      ),
    expect: handed('scp-blocks', /Mergers/),
  },
  {
    ...ofOrganization,
    name: 'tests-scp-not-resource',
    cause: 'the organisation denies writing images to all repositories but those of the platform',
    arrange: (sdk) =>
      organised(sdk, 'Platform', {
        Sid: 'Platform',
        Effect: 'Deny',
        Action: 'ecr:PutImage',
        NotResource: 'arn:aws:ecr:*:*:repository/platform/*',
      }),
    expect: handed('scp-blocks', /Platform/),
  },
  {
    ...ofOrganization,
    name: 'tests-scp-allows-all-but',
    cause: 'the one policy of the unit allows all but ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      const text = document({ Sid: 'AllBut', Effect: 'Allow', NotAction: 'ecr:*', Resource: '*' });
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'AllBut', text, at: unit });
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unit });
    },
    expect: handed('scp-blocks', /AllBut/),
  },
];

export const TESTS_OF_OTHERS: readonly World[] = [...REPOSITORIES, ...ORGANIZATIONS];
