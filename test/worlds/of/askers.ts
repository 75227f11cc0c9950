/** Worlds in which one policy stops two askers: what its owner writes is one text. */
import { ACCOUNT, MANAGEMENT, REGION, ROLE, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  BUILD_ROLE,
  CODEBUILD,
  deny,
  document,
  LOGS,
  onRepository,
  pairs,
  PULL,
  PUSH_NEEDS,
  registryOf,
  repositoryArn,
  trust,
} from '../words.ts';
import type { Sdk } from '../sdk.ts';

const TOOLS = repositoryArn('tools');
const own = { kind: 'pair', owner: 'own' } as const;

/** The build runs on an image of CodeBuild's own pulling, and its commands pull that image once more. */
async function onTools(sdk: Sdk): Promise<void> {
  await sdk.image('tools');
  await sdk.environment({ image: `${registryOf()}/tools:latest`, imagePullCredentialsType: 'CODEBUILD' });
  await sdk.command(`docker pull ${registryOf()}/tools:latest`);
  await sdk.enough(allow(PULL, TOOLS));
}

const PROJECT_ARN = `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/TrackerAPI`;
export const STARTS = ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:RetryBuild'];

/** Batches of one build, started by a role of their own. */
export async function inBatches(sdk: Sdk, ...rights: readonly object[]): Promise<string> {
  const iam = sdk.iam();
  const { Role } = await iam.createRole({
    RoleName: 'batches',
    AssumeRolePolicyDocument: document(trust()),
  });
  if (rights.length > 0)
    await iam.putRolePolicy({
      RoleName: 'batches',
      PolicyName: 'starts',
      PolicyDocument: document(...rights),
    });
  const serviceRole = Role?.Arn ?? '';
  await sdk.project(() => ({ buildBatchConfig: { serviceRole } }));
  await sdk.buildspec((spec) =>
    spec.replace('phases:', 'batch:\n  build-list:\n    - identifier: only\nphases:'),
  );
  return serviceRole;
}
const batch = { ...own, isBatch: true } as const;

/** A command of the build takes the role of the build once more. */
async function takingItself(sdk: Sdk): Promise<void> {
  await sdk.command(`aws sts assume-role --role-arn ${ROLE_ARN} --role-session-name again`);
  await sdk.enough(allow('sts:AssumeRole', ROLE_ARN));
}

/** One trust policy stops CodeBuild and a command. */
const bothKept = (
  { handoffShows = [/codebuild\.amazonaws\.com/, new RegExp(ROLE_ARN)] }: Partial<World['expect']>,
  more: Partial<World['expect']>,
): World['expect'] => ({
  codes: ['trust-policy-blocks'],
  notCodes: ['identity-allow-missing', 'unexplained'],
  layer: 'trust',
  outcome: 'handoff',
  needs: [],
  handoffs: 1,
  handoffShows,
  endedByOwners: true,
  ...more,
});

export const ASKERS: readonly World[] = [
  {
    ...own,
    name: 'askers-repository-denies',
    cause: 'the policy of the repository denies reading images to everybody, to CodeBuild and to the role',
    arrange: async (sdk) => {
      await onTools(sdk);
      await sdk.repositoryPolicy(
        ACCOUNT,
        'tools',
        onRepository('Allow', PULL, { Sid: 'Pull', Principal: CODEBUILD }),
        onRepository('Deny', 'ecr:BatchGetImage', { Sid: 'Sealed' }),
      );
    },
    expect: {
      codes: ['image-pull-credentials', 'repository-policy-blocks'],
      names: [/Sealed/],
      outcome: 'handoff',
      needs: [],
      handoffs: 2,
      handoffShows: [/Sealed/, /codebuild\.amazonaws\.com/],
      endedByOwners: true,
    },
  },
  {
    ...batch,
    name: 'askers-both-roles-lack',
    cause: 'neither the role of the builds nor that of the batches has what it needs',
    arrange: async (sdk) => void (await inBatches(sdk)),
    expect: {
      codes: ['identity-allow-missing'],
      names: [/codebuild:StartBuild/, /ecr:PutImage/],
      outcome: 'green',
      needs: [...PUSH_NEEDS, ...pairs(STARTS, PROJECT_ARN)],
    },
  },
  {
    ...batch,
    name: 'askers-boundary-of-both-roles',
    cause:
      'the role of the builds and that of the batches are under one boundary, which lets logs through alone',
    arrange: async (sdk) => {
      await sdk.enough();
      await inBatches(sdk, allow(STARTS, PROJECT_ARN));
      const PermissionsBoundary = await sdk.boundary('TeamBoundary', allow(LOGS));
      await sdk.iam().putRolePermissionsBoundary({ RoleName: 'batches', PermissionsBoundary });
    },
    expect: {
      codes: ['boundary-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/codebuild:StartBuild/, /ecr:PutImage/],
      outcome: 'handoff',
      needs: [],
      handoffs: 1,
      handoffShows: [/TeamBoundary/, /codebuild:StartBuild/, /ecr:PutImage/],
      endedByOwners: true,
    },
  },
  {
    ...batch,
    name: 'askers-scp-denies-both-roles',
    cause: 'a service control policy denies starting builds and writing images, to each role one of the two',
    owner: 'organisation',
    organization: true,
    open: [MANAGEMENT],
    arrange: async (sdk) => {
      await sdk.enough();
      await inBatches(sdk, allow(STARTS, PROJECT_ARN));
      const text = document(deny('Quiet', ['codebuild:StartBuild', 'ecr:PutImage']));
      await sdk.guardRail('SERVICE_CONTROL_POLICY', { name: 'Quiet', text, at: ACCOUNT });
    },
    expect: {
      codes: ['scp-blocks'],
      notCodes: ['identity-allow-missing'],
      names: [/Quiet/],
      outcome: 'handoff',
      needs: [],
      handoffs: 1,
      handoffShows: [/role\/batches/, new RegExp(ROLE)],
      endedByOwners: true,
    },
  },
  {
    ...batch,
    name: 'askers-batch-role-denied',
    cause:
      'a policy of the role of the batches denies starting builds, and the role of the builds may not push',
    arrange: async (sdk) => void (await inBatches(sdk, ALL, deny('NoStarts', 'codebuild:StartBuild'))),
    expect: {
      codes: ['identity-explicit-deny', 'identity-allow-missing'],
      names: [/NoStarts/],
      outcome: 'handoff',
      needs: PUSH_NEEDS,
      handoffShows: [/NoStarts/, /role\/batches/],
    },
  },
  {
    ...own,
    name: 'askers-trust-of-taken-self',
    cause:
      'the trust policy lets EC2 alone take the role, which CodeBuild and a command of the build both take',
    arrange: async (sdk) => {
      await sdk.trust({ ...trust(), Principal: { Service: 'ec2.amazonaws.com' } });
      await takingItself(sdk);
    },
    expect: bothKept({}, { codes: ['trust-policy-blocks'], names: [new RegExp(ROLE)] }),
  },
  {
    ...own,
    kind: 'trust',
    name: 'askers-trust-named',
    cause:
      'the trust policy lets EC2 alone take the role, which CodeBuild and a command take, and both are asked for',
    flags: ['--change', `trust-policy=${ROLE_ARN}`, '--confirm', `sts:AssumeRole=${ROLE_ARN}`],
    arrange: async (sdk) => {
      await sdk.trust({ ...trust(), Principal: { Service: 'ec2.amazonaws.com' } });
      await takingItself(sdk);
    },
    expect: { codes: ['trust-policy-blocks'], layer: 'trust', outcome: 'green', needs: [] },
  },
  {
    ...own,
    name: 'askers-trust-denies-all',
    cause: 'the trust policy denies everybody the role, CodeBuild and the build which takes it once more',
    arrange: async (sdk) => {
      await sdk.trust(trust(), trust({ Principal: BUILD_ROLE }), {
        Sid: 'Frozen',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
      });
      await takingItself(sdk);
    },
    expect: bothKept(
      {
        handoffShows: [
          /Frozen/,
          /codebuild\.amazonaws\.com/,
          /this role and CodeBuild|CodeBuild for this project and this role/,
        ],
      },
      { names: [/Frozen/] },
    ),
  },
  {
    ...batch,
    name: 'askers-trust-of-batch-role',
    cause:
      'the trust policy of the role of batches lets EC2 alone take it, which CodeBuild and a command of the build take',
    arrange: async (sdk) => {
      const role = await inBatches(sdk, allow(STARTS, PROJECT_ARN));
      await sdk.iam().updateAssumeRolePolicy({
        RoleName: 'batches',
        PolicyDocument: document({ ...trust(), Principal: { Service: 'ec2.amazonaws.com' } }),
      });
      await sdk.command(`aws sts assume-role --role-arn ${role} --role-session-name again`);
      await sdk.enough(allow('sts:AssumeRole', role));
    },
    expect: bothKept({}, { names: [/role\/batches/] }),
  },
  {
    ...own,
    kind: 'resourceControl',
    owner: 'organisation',
    organization: true,
    open: [MANAGEMENT],
    name: 'askers-rcp-confused-deputy',
    cause:
      'a resource control policy denies services roles unless they ask for an organisation that is another',
    arrange: async (sdk) => {
      await sdk.enough();
      const text = document({
        Sid: 'EnforceConfusedDeputyProtection',
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRole',
        Resource: '*',
        Condition: {
          StringNotEqualsIfExists: { 'aws:SourceOrgID': 'o-other00000' },
          Null: { 'aws:SourceAccount': 'false' },
          Bool: { 'aws:PrincipalIsAWSService': 'true' },
        },
      });
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Deputies', text, at: 'root' });
    },
    expect: {
      codes: ['rcp-blocks'],
      notCodes: ['identity-allow-missing', 'trust-policy-blocks'],
      names: [/Deputies|EnforceConfusedDeputyProtection/],
      outcome: 'handoff',
      needs: [],
      handoffs: 1,
      handoffShows: [/Deputies/, /EnforceConfusedDeputyProtection/],
      endedByOwners: true,
    },
  },
];
