/** Worlds in which policies of the organisation say no at several levels, with exceptions of their own, or together with others. */
import { ACCOUNT, MANAGEMENT, ROLE, type World } from '../world.ts';
import {
  ALL,
  allow,
  artifactRights,
  deny,
  denyingAll,
  document,
  LOGS,
  onRepository,
  TOKEN,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';

const ofService = { kind: 'serviceControl', owner: 'organisation', organization: true } as const;
const ofResource = { kind: 'resourceControl', owner: 'organisation', organization: true } as const;
const several = { kind: 'pair', owner: 'organisation', organization: true } as const;
const stopped = (
  layer: 'serviceControl' | 'resourceControl',
  ...handoffShows: readonly RegExp[]
): World['expect'] => ({
  codes: [layer === 'serviceControl' ? 'scp-blocks' : 'rcp-blocks'],
  notCodes: ['identity-allow-missing'],
  layer,
  outcome: 'handoff',
  needs: [],
  handoffShows,
});
const scp = (sdk: Sdk, name: string, at: string, ...statements: readonly object[]): Promise<void> =>
  sdk.guardRail('SERVICE_CONTROL_POLICY', { name, text: document(...statements), at });
export const rcp = (sdk: Sdk, name: string, at: string, ...statements: readonly object[]): Promise<void> =>
  sdk.guardRail('RESOURCE_CONTROL_POLICY', { name, text: document(...statements), at });
const REST = ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*', 'kms:*', 'organizations:*'];

export const LEVELS: readonly World[] = [
  {
    ...ofService,
    name: 'scp-two-levels',
    cause: 'the root denies writing images, and the unit the login',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'RootNoImages', 'root', deny('NoImages', 'ecr:PutImage'));
      await scp(sdk, 'UnitNoLogin', unit, deny('NoLogin', TOKEN));
    },
    expect: stopped('serviceControl', /NoImages/, /NoLogin/, /ecr:PutImage/, /ecr:GetAuthorizationToken/),
  },
  {
    ...ofService,
    name: 'scp-denies-twice',
    cause: 'the root and the unit deny writing images, each by a policy of its own',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'RootNoImages', 'root', deny('NoImages', 'ecr:PutImage'));
      await scp(sdk, 'UnitReadOnly', unit, deny('ReadOnly', ['ecr:PutImage', 'ecr:Delete*']));
    },
    expect: stopped('serviceControl', /NoImages/, /ReadOnly/),
  },
  {
    ...ofService,
    name: 'scp-denies-and-lacks',
    cause: 'the root denies writing images, and the unit allows a list of services without ECR',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'RootNoImages', 'root', deny('NoImages', 'ecr:PutImage'));
      await scp(sdk, 'UnitList', unit, allow(REST));
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: unit });
    },
    expect: stopped('serviceControl', /NoImages/, /no service control policy attached to ou-/),
  },
  {
    ...ofService,
    name: 'scp-exempts-others',
    cause: 'the root denies ECR to all roles but the release roles',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const Condition = { ArnNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::*:role/release-*'] } };
      await scp(sdk, 'OnlyRelease', 'root', deny('OnlyRelease', 'ecr:*', { Condition }));
    },
    expect: stopped('serviceControl', /OnlyRelease/, new RegExp(ROLE), /release-\*/),
  },
  {
    ...ofService,
    name: 'scp-named-among-levels',
    cause: 'the unit and the account allow a list without ECR, and the policy of one of both is named',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const unit = await sdk.unit('builds');
      await scp(sdk, 'UnitList', unit, allow(REST));
      await scp(sdk, 'AccountList', ACCOUNT, allow(REST));
      for (const TargetId of [unit, ACCOUNT])
        await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId });
      const listed = await sdk
        .organizations()
        .listPoliciesForTarget({ TargetId: unit, Filter: 'SERVICE_CONTROL_POLICY' });
      return {
        flags: [
          '--change',
          `service-control-policy=${listed.Policies?.find(({ Name }) => Name === 'UnitList')?.Id}`,
        ],
      };
    },
    expect: { ...stopped('serviceControl', /AccountList/, /ecr:PutImage/), partialOk: true },
  },
  {
    ...ofService,
    name: 'scp-denies-secret',
    cause: 'the account may read no secrets, of which the project has one',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
      await scp(sdk, 'NoSecrets', ACCOUNT, deny('NoSecrets', 'secretsmanager:*'));
    },
    expect: { ...stopped('serviceControl', /secretsmanager:GetSecretValue/), codes: [] },
  },
  {
    ...ofService,
    name: 'scp-denies-logs',
    cause: 'the root denies writing logs, so that there is none to read',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      await scp(sdk, 'NoLogs', 'root', deny('NoLogs', ['logs:CreateLogStream', 'logs:PutLogEvents']));
    },
    expect: { ...stopped('serviceControl', /NoLogs/, /logs:/), codes: [] },
  },
  {
    ...ofResource,
    name: 'rcp-key',
    cause: 'the unit denies the use of keys, with one of which the artifacts are encrypted',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      const key = await sdk.key();
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'), allow('kms:*', key));
      await sdk.artifacts('tracker-artifacts');
      await sdk.project(() => ({ encryptionKey: key }));
      const unit = await sdk.unit('builds');
      await rcp(
        sdk,
        'NoKeys',
        unit,
        denyingAll('NoKeys', ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:Encrypt']),
      );
    },
    expect: { ...stopped('resourceControl', /NoKeys/, /kms:GenerateDataKey/), codes: [] },
  },
  {
    ...ofResource,
    name: 'rcp-two-levels',
    cause: 'the root denies the pull of layers, and the account the writing of images',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      await rcp(sdk, 'RootNoLayers', 'root', denyingAll('NoLayers', 'ecr:UploadLayerPart'));
      await rcp(sdk, 'AccountNoImages', ACCOUNT, denyingAll('NoImages', 'ecr:PutImage'));
    },
    expect: stopped('resourceControl', /NoLayers/, /NoImages/),
  },
  {
    ...several,
    name: 'pair-scp-and-rcp',
    cause: 'a service control policy denies the login, and a resource control policy writing images',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      await scp(sdk, 'NoLogin', ACCOUNT, deny('NoLogin', TOKEN));
      await rcp(sdk, 'NoImages', 'root', denyingAll('NoImages', 'ecr:PutImage'));
    },
    expect: {
      codes: ['scp-blocks', 'rcp-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/NoLogin/, /NoImages/],
    },
  },
  {
    ...several,
    name: 'pair-scp-and-boundary',
    cause: 'the boundary, which is named, lets nothing of ECR through, and the account denies writing images',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      const arn = await sdk.boundary('TeamBoundary', allow(LOGS));
      await scp(sdk, 'NoImages', ACCOUNT, deny('NoImages', 'ecr:PutImage'));
      return { flags: ['--change', `boundary=${arn}`] };
    },
    expect: {
      codes: ['boundary-blocks', 'scp-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      partialOk: true,
      handoffShows: [/NoImages/],
      leaves: /PolicyVersionList|DefaultVersionId/,
    },
  },
  {
    ...several,
    name: 'triple-identity-boundary-scp',
    cause: 'the role has nothing of ECR, its boundary lets nothing through, and the account denies the login',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.boundary('TeamBoundary', allow(LOGS));
      await scp(sdk, 'NoLogin', ACCOUNT, deny('NoLogin', TOKEN));
    },
    expect: {
      codes: ['boundary-blocks', 'scp-blocks'],
      outcome: 'handoff',
      partialOk: true,
      handoffShows: [/TeamBoundary/, /NoLogin/],
    },
  },
  {
    ...several,
    name: 'pair-rcp-and-repository',
    cause: 'a resource control policy denies writing images, and so does the repository',
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      await rcp(sdk, 'NoImages', 'root', denyingAll('NoImages', 'ecr:PutImage'));
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      );
    },
    expect: {
      codes: ['rcp-blocks'],
      notCodes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/NoImages/, /Frozen/],
    },
  },
  {
    ...several,
    kind: 'operator',
    name: 'scp-denies-operator',
    cause: 'the role has nothing of ECR, and the account lets nobody write policies of roles',
    arrange: async (sdk) => {
      await scp(
        sdk,
        'NoPolicies',
        ACCOUNT,
        deny('NoPolicies', ['iam:PutRolePolicy', 'iam:CreatePolicy', 'iam:AttachRolePolicy']),
      );
      return { operator: await sdk.operator(ALL) };
    },
    expect: {
      codes: ['identity-allow-missing'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/iam:PutRolePolicy/],
    },
    owner: 'operator',
  },
];
