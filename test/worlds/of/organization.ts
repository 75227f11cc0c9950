/** Worlds whose cause is a policy of the organisation, at the account, a unit or the root. */
import { ACCOUNT, type World } from '../world.ts';
import { allow, artifactRights, deny, document, TOKEN } from '../words.ts';

const stopped = (layer: 'serviceControl' | 'resourceControl', shows: readonly RegExp[]): World['expect'] => ({
  codes: [layer === 'serviceControl' ? 'scp-blocks' : 'rcp-blocks'],
  notCodes: ['identity-allow-missing'],
  layer,
  outcome: 'handoff',
  needs: [],
  handoffShows: shows,
});
const ofService = { kind: 'serviceControl', owner: 'organisation', organization: true } as const;
const ofResource = { kind: 'resourceControl', owner: 'organisation', organization: true } as const;
const REST = ['logs:*', 's3:*', 'sts:*', 'iam:*', 'codebuild:*', 'cloudtrail:*'];

export const ORGANIZATION: readonly World[] = [
  {
    ...ofService,
    name: 'scp-deny-account',
    cause: 'a service control policy of the account denies writing images',
    arrange: async (sdk) => {
      await sdk.enough();
      const text = document(deny('NoImages', 'ecr:PutImage'));
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'NoImages', text, at: ACCOUNT });
    },
    expect: stopped('serviceControl', [/service control/i, /ecr:PutImage/]),
  },
  {
    ...ofService,
    name: 'scp-deny-unit',
    cause: 'a service control policy of the unit denies the login',
    arrange: async (sdk) => {
      await sdk.enough();
      const at = await sdk.unit('builds');
      await sdk.guardRail('SERVICE_CONTROL_POLICY', {
        name: 'NoLogin',
        text: document(deny('NoLogin', TOKEN)),
        at,
      });
    },
    expect: stopped('serviceControl', [/service control/i, /ecr:GetAuthorizationToken/]),
  },
  {
    ...ofService,
    name: 'scp-deny-region-root',
    cause: 'a service control policy of the root denies all other regions',
    arrange: async (sdk) => {
      await sdk.enough();
      const text = document({
        Sid: 'Regions',
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*', 'organizations:*', 'logs:*', 'codebuild:*'],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': ['us-east-1'] } },
      });
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'Regions', text, at: 'root' });
    },
    expect: stopped('serviceControl', [/service control/i]),
  },
  {
    ...ofService,
    name: 'scp-no-allow-unit',
    cause: 'the unit allows a list of services without ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      const at = await sdk.unit('builds');
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'AllowList', text: document(allow(REST)), at });
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: at });
    },
    expect: stopped('serviceControl', [/service control/i, /ecr:/]),
  },
  {
    ...ofService,
    name: 'scp-no-allow-account',
    cause: 'the account is allowed a list of services without ECR',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.guardRail('SERVICE_CONTROL_POLICY', {
        name: 'AllowList',
        text: document(allow(REST)),
        at: ACCOUNT,
      });
      await sdk.organizations().detachPolicy({ PolicyId: 'p-FullAWSAccess', TargetId: ACCOUNT });
    },
    expect: stopped('serviceControl', [/service control/i, /ecr:/]),
  },
  {
    ...ofService,
    name: 'scp-unread',
    cause: 'a service control policy denies the login, and whoever runs it may not read the organisation',
    arrange: async (sdk) => {
      await sdk.enough();
      const text = document(deny('NoLogin', TOKEN));
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'NoLogin', text, at: ACCOUNT });
      return { operator: await sdk.operator(allow('*'), deny('NoOrganization', 'organizations:*')) };
    },
    expect: stopped('serviceControl', [/service control/i, /ecr:GetAuthorizationToken/]),
  },
  {
    ...ofResource,
    name: 'rcp-ecr',
    cause: 'a resource control policy denies ECR to whoever is not of the release team',
    arrange: async (sdk) => {
      await sdk.enough();
      const text = document({
        Sid: 'Perimeter',
        Effect: 'Deny',
        Principal: '*',
        Action: 'ecr:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalTag/team': 'release' } },
      });
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Perimeter', text, at: ACCOUNT });
    },
    expect: stopped('resourceControl', [/resource control/i]),
  },
  {
    ...ofResource,
    name: 'rcp-bucket',
    cause: 'a resource control policy denies writing objects',
    arrange: async (sdk) => {
      await sdk.bucket('tracker-artifacts');
      await sdk.enough(artifactRights('tracker-artifacts'));
      await sdk.artifacts('tracker-artifacts');
      const text = document({
        Sid: 'NoObjects',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: '*',
      });
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Perimeter', text, at: 'root' });
    },
    expect: stopped('resourceControl', [/resource control/i, /s3:PutObject/]),
  },
  {
    ...ofResource,
    name: 'rcp-secret',
    cause: 'a resource control policy of the unit denies reading secrets',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
      const at = await sdk.unit('builds');
      const text = document({
        Sid: 'NoSecrets',
        Effect: 'Deny',
        Principal: '*',
        Action: 'secretsmanager:GetSecretValue',
        Resource: '*',
      });
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Perimeter', text, at });
    },
    expect: stopped('resourceControl', [/resource control/i, /secretsmanager:GetSecretValue/]),
  },
];
