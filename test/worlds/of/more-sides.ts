/** Worlds in which who asks is not the role alone: CodeBuild pulls the image, the batches have a role of their own, three layers say no. */
import { ACCOUNT, MANAGEMENT, OTHER, REGION, ROLE, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  artifactRights,
  CODEBUILD,
  deny,
  denyingAll,
  document,
  KEY_ACTIONS,
  onRepository,
  PULL,
  registryOf,
  repositoryArn,
  rootOfKey,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';
import { inBatches, STARTS } from './askers.ts';
import { rcp } from './levels.ts';
import { handed, unless } from './rare.ts';

const own = { owner: 'own' } as const;
const BUCKET = 'tracker-artifacts';
const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`;
const ofOrganization = { owner: 'organisation', organization: true, open: [MANAGEMENT] } as const;
/** The build runs on an image of CodeBuild's own pulling. */
async function onTools(sdk: Sdk): Promise<void> {
  await sdk.image('tools');
  await sdk.environment({ image: `${registryOf()}/tools:latest`, imagePullCredentialsType: 'CODEBUILD' });
  await sdk.repositoryPolicy(
    ACCOUNT,
    'tools',
    onRepository('Allow', PULL, { Sid: 'Pull', Principal: CODEBUILD }),
  );
}

const ASKED: readonly World[] = [
  {
    ...ofOrganization,
    kind: 'resourceControl',
    name: 'sides-rcp-of-own-pull',
    cause:
      'a resource control policy denies reading images, to CodeBuild which pulls that of the build and to its command',
    arrange: async (sdk) => {
      await onTools(sdk);
      await sdk.command(`docker pull ${registryOf()}/tools:latest`);
      await sdk.enough(allow(PULL, repositoryArn('tools')));
      await rcp(sdk, 'NoImages', 'root', denyingAll('NoImages', 'ecr:BatchGetImage'));
    },
    expect: {
      codes: ['rcp-blocks'],
      notCodes: ['identity-allow-missing', 'repository-policy-blocks', 'image-pull-credentials'],
      names: [/NoImages/, /CodeBuild for this project/, /this role/],
      outcome: 'handoff',
      needs: [],
      handoffs: 1,
      handoffShows: [/NoImages/, /aws:SourceArn/, /aws:PrincipalArn/],
      endedByOwners: true,
    },
  },
  {
    ...own,
    kind: 'repository',
    name: 'sides-own-pull-denied-by-account',
    cause: 'the repository of the build image denies services that ask for another account than one',
    arrange: async (sdk) => {
      await sdk.enough();
      await onTools(sdk);
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tools',
        onRepository('Allow', PULL, { Sid: 'Pull', Principal: CODEBUILD }),
        onRepository('Deny', PULL, {
          Sid: 'Theirs',
          Principal: CODEBUILD,
          ...unless('StringNotEquals', 'aws:SourceAccount', OTHER),
        }),
      );
    },
    expect: {
      codes: ['image-pull-credentials'],
      notCodes: ['identity-allow-missing', 'unexplained'],
      names: [/Theirs/, /CodeBuild for this project/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/Theirs/, /aws:SourceArn/],
      endedByOwners: true,
    },
  },
  {
    ...ofOrganization,
    kind: 'serviceControl',
    isBatch: true,
    name: 'sides-scp-of-batch-role',
    cause: 'a service control policy denies starting builds to roles without a tag, as that of the batches',
    arrange: async (sdk) => {
      await sdk.enough();
      await inBatches(sdk, allow(STARTS, PROJECT_ARN));
      const statement = deny(
        'Starters',
        'codebuild:StartBuild',
        unless('Null', 'aws:PrincipalTag/starts', 'true'),
      );
      await sdk.guardRail('SERVICE_CONTROL_POLICY', {
        name: 'Starters',
        text: document(statement),
        at: 'root',
      });
    },
    expect: {
      codes: ['scp-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/Starters/, /the role of batches/],
      outcome: 'handoff',
      needs: [],
      handoffs: 1,
      handoffShows: [/role\/batches/],
      endedByOwners: true,
    },
  },
  {
    ...own,
    kind: 'boundary',
    isBatch: true,
    name: 'sides-boundary-of-batch-role',
    cause: 'the role of the batches is under a boundary that denies starting builds',
    arrange: async (sdk) => {
      await sdk.enough();
      await inBatches(sdk, allow(STARTS, PROJECT_ARN));
      const text = document(ALL, deny('NoStarts', 'codebuild:StartBuild'));
      const PermissionsBoundary = await sdk.managedPolicy('BatchBoundary', text);
      await sdk.iam().putRolePermissionsBoundary({ RoleName: 'batches', PermissionsBoundary });
    },
    expect: {
      ...handed('boundary-blocks', /BatchBoundary/, /NoStarts/),
      handoffShows: [/BatchBoundary/, /role\/batches/],
    },
  },
];

const THREE: readonly World[] = [
  {
    ...ofOrganization,
    kind: 'pair',
    name: 'sides-boundary-repository-rcp',
    cause: 'the boundary, the repository and a resource control policy each deny writing images',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.boundary('TeamBoundary', ALL, deny('NoWrites', 'ecr:PutImage'));
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tracker_api',
        onRepository('Deny', 'ecr:PutImage', { Sid: 'Frozen' }),
      );
      await rcp(sdk, 'NoImages', 'root', denyingAll('NoImages', 'ecr:PutImage'));
    },
    expect: {
      codes: ['boundary-blocks', 'repository-policy-blocks', 'rcp-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/NoWrites/, /Frozen/, /NoImages/],
      outcome: 'handoff',
      needs: [],
      handoffs: 3,
      endedByOwners: true,
    },
  },
  {
    ...ofOrganization,
    kind: 'pair',
    name: 'sides-identity-key-scp',
    cause:
      'the role may not push, the key of the artifacts denies it, and the organisation denies writing objects',
    arrange: async (sdk) => {
      const use = ['kms:GenerateDataKey*', 'kms:Decrypt', 'kms:Encrypt'];
      const key = await sdk.key(
        document(rootOfKey(), denyingAll('NoBuilds', use, { Principal: { AWS: ROLE_ARN } })),
      );
      await sdk.bucket(BUCKET);
      await sdk.rights('team', artifactRights(BUCKET), allow(KEY_ACTIONS, key));
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
      const text = document(deny('NoObjects', 's3:PutObject'));
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'NoObjects', text, at: ACCOUNT });
    },
    expect: {
      codes: ['identity-allow-missing', 'key-not-usable', 'scp-blocks'],
      names: [/NoBuilds/, /NoObjects/],
      outcome: 'handoff',
      partialOk: true,
      handoffShows: [/NoBuilds/, /NoObjects/, new RegExp(ROLE)],
      endedByOwners: true,
    },
  },
];

export const MORE_SIDES: readonly World[] = [...ASKED, ...THREE];
