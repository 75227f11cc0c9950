/** Worlds in which a command of the build takes a role under a session policy, and that policy stops the command that follows. */
import type { Sdk } from '../sdk.ts';
import { ACCOUNT, OTHER, ROLE_ARN, type World } from '../world.ts';
import {
  ALL,
  allow,
  BUILD_ROLE,
  deny,
  document,
  PUSH_NEEDS,
  REPOSITORY,
  repositoryArn,
  TOKEN,
  trust,
} from '../words.ts';

const LIST = 'ecr:DescribeImages';
const released = (account: string): string => `arn:aws:iam::${account}:role/release`;

interface Taking {
  /** What is handed over with the role. */
  readonly options: string;
  /** Whose the role is. */
  readonly account?: string;
  /** Commands before. */
  readonly before?: readonly string[];
  /** What is called as the role. */
  readonly calls?: string;
  /** What the role may do. */
  readonly may?: object;
}

/** The build takes the role `release`, which may do anything unless told otherwise, and lists images as it. */
async function asRelease(
  sdk: Sdk,
  { options, account = ACCOUNT, before = [], calls = LISTING, may = ALL }: Taking,
): Promise<void> {
  const iam = sdk.iam(account);
  await iam.createRole({
    RoleName: 'release',
    AssumeRolePolicyDocument: document({ ...trust(), Principal: BUILD_ROLE }),
  });
  await iam.putRolePolicy({ RoleName: 'release', PolicyName: 'all', PolicyDocument: document(may) });
  await sdk.enough(allow('sts:AssumeRole', released(account)));
  const taken = `aws sts assume-role --role-arn ${released(account)} --role-session-name release ${options}`;
  await sdk.buildspec((spec) =>
    spec.replace('- echo Pushing', () =>
      [
        ...before,
        `- KEYS=$(${taken} --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)`,
        `- export AWS_ACCESS_KEY_ID=$(echo $KEYS | cut -d' ' -f1)`,
        `- export AWS_SECRET_ACCESS_KEY=$(echo $KEYS | cut -d' ' -f2)`,
        `- export AWS_SESSION_TOKEN=$(echo $KEYS | cut -d' ' -f3)`,
        `- ${calls}`,
        '- echo Pushing',
      ].join('\n      '),
    ),
  );
}

const LISTING = 'aws ecr describe-images --repository-name tracker_api';

const stopped = (
  { names = [], shows = [] }: { readonly names?: readonly RegExp[]; readonly shows?: readonly RegExp[] } = {},
  more: Partial<World['expect']> = {},
): World['expect'] => ({
  codes: ['session-blocks'],
  notCodes: ['unexplained', 'identity-allow-missing'],
  layer: 'session',
  names: [/role\/release/, /buildspec line \d+/, ...names],
  outcome: 'handoff',
  needs: [],
  handoffShows: [/ecr:DescribeImages/, /buildspec line \d+/, ...shows],
  ...more,
});
const own = { kind: 'session', owner: 'own' } as const;

const ofRole: World['expect'] = {
  codes: ['assumed-role-denied'],
  notCodes: ['unexplained', 'identity-allow-missing'],
  names: [/role\/release/, /buildspec line \d+/],
  outcome: 'handoff',
  needs: [],
  handoffShows: [/role\/release/, /ecr:DescribeImages/],
};

export const SESSIONS: readonly World[] = [
  {
    ...own,
    name: 'taken-role-no-allow',
    cause: 'the role that the build takes may not list images',
    arrange: (sdk) => asRelease(sdk, { options: '', may: allow('ssm:GetParameter') }),
    expect: ofRole,
  },
  {
    kind: 'session',
    owner: 'other-account',
    name: 'taken-role-of-theirs-denies',
    cause: 'a policy of the role that the build takes in another account denies listing images',
    arrange: (sdk) => asRelease(sdk, { options: '', account: OTHER, may: deny('NoLists', LIST) }),
    expect: ofRole,
  },
  {
    ...own,
    name: 'session-of-build-no-allow',
    cause: 'the session policy that the buildspec writes out lets another repository through alone',
    arrange: (sdk) =>
      asRelease(sdk, {
        options: `--policy '${document(allow('ecr:*', repositoryArn('other'), { Sid: 'Other' }))}'`,
      }),
    expect: stopped(
      { names: [/Other/], shows: [/repository\/other/, new RegExp(REPOSITORY)] },
      { endedByOwners: true },
    ),
  },
  {
    ...own,
    name: 'session-of-build-deny',
    cause: 'the session policy that the buildspec writes out denies listing images',
    arrange: (sdk) => asRelease(sdk, { options: `--policy '${document(ALL, deny('NoLists', LIST))}'` }),
    expect: stopped({ names: [/NoLists/], shows: [/NoLists/] }),
  },
  {
    ...own,
    name: 'session-of-build-managed',
    cause: 'the session is given a managed policy that lets through reading parameters alone',
    arrange: async (sdk) => {
      const arn = await sdk.managedPolicy('OnlyParameters', document(allow('ssm:GetParameter')));
      await asRelease(sdk, { options: `--policy-arns arn=${arn}` });
    },
    expect: stopped({ names: [/statement 0 of `\S+:policy\/OnlyParameters`/], shows: [/OnlyParameters/] }),
  },
  {
    ...own,
    name: 'session-of-build-managed-deny',
    cause: 'the session is given a managed policy of all but listing images',
    arrange: async (sdk) => {
      const arn = await sdk.managedPolicy('AllButLists', document(ALL, deny('NoLists', LIST)));
      await asRelease(sdk, { options: `--policy-arns arn=${arn}` });
    },
    expect: stopped({ names: [/NoLists/, /policy\/AllButLists/], shows: [/"Sid": ?"NoLists"/] }),
  },
  {
    ...own,
    name: 'session-of-build-managed-hidden',
    cause: 'the session is given a managed policy that whoever runs it may not read',
    arrange: async (sdk) => {
      const arn = await sdk.managedPolicy('Hidden', document(allow('ssm:GetParameter')));
      await asRelease(sdk, { options: `--policy-arns arn=${arn}` });
      return { operator: await sdk.operator(ALL, deny('NotThat', 'iam:GetPolicy', { Resource: arn })) };
    },
    expect: stopped({
      names: [/the text of `\S+:policy\/Hidden` was not read/],
      shows: [/policy\/Hidden/],
    }),
  },
  {
    ...own,
    name: 'session-of-build-managed-beside',
    cause:
      'neither the managed policy that the session is given nor the one written beside it lets listing images through',
    arrange: async (sdk) => {
      const arn = await sdk.managedPolicy('OnlyParameters', document(allow('ssm:GetParameter')));
      await asRelease(sdk, { options: `--policy-arns arn=${arn} --policy '${document(allow('s3:*'))}'` });
    },
    expect: stopped({ names: [/of `--policy`/], shows: [/"s3:\*"/] }, { endedByOwners: true }),
  },
  {
    ...own,
    name: 'session-of-build-unread',
    cause: 'the session policy is a text that only the run knows',
    arrange: async (sdk) => {
      await sdk.ssm().putParameter({
        Name: '/release/policy',
        Value: document(allow('ssm:GetParameter')),
        Type: 'String',
      });
      await sdk.variables({ name: 'POLICY', value: '/release/policy', type: 'PARAMETER_STORE' });
      await sdk.rights('parameter', allow('ssm:GetParameters'));
      await asRelease(sdk, { options: '--policy "$POLICY"' });
    },
    expect: stopped(),
  },
  {
    ...own,
    name: 'session-of-build-file',
    cause: 'a file that the build writes holds the session policy, of a role of another account',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      await asRelease(sdk, {
        account: OTHER,
        before: [`- echo '${document(allow('ecr:ListImages'))}' > scope.json`],
        options: '--policy file://scope.json',
      });
    },
    expect: stopped(
      { names: [/scope\.json/], shows: [new RegExp(`${OTHER}:repository/tracker_api`)] },
      { endedByOwners: true },
    ),
  },
  {
    ...own,
    name: 'session-of-build-own-role',
    cause: 'the build takes its own role once more, under a session policy that lets nothing of ECR through',
    arrange: async (sdk) => {
      await sdk.trust(trust(), trust({ Principal: BUILD_ROLE }));
      await sdk.enough(allow('sts:AssumeRole', ROLE_ARN), allow(LIST, REPOSITORY));
      await asRelease(sdk, { options: `--policy '${document(allow('ssm:*'))}'` });
      await sdk.buildspec((spec) => spec.replace(released(ACCOUNT), ROLE_ARN));
      await sdk.enough(allow('sts:AssumeRole', ROLE_ARN), allow(LIST, REPOSITORY));
    },
    expect: stopped({}, { names: [/buildspec line \d+/, new RegExp(ROLE_ARN)], endedByOwners: true }),
  },
  {
    ...own,
    kind: 'pair',
    name: 'pair-session-and-identity',
    cause: 'the session policy stops listing images, and the role may not push the image that is built',
    arrange: async (sdk) => {
      await asRelease(sdk, { options: `--policy '${document(allow('ssm:*'))}'` });
      await sdk.rights('team-ecr-push', allow('sts:AssumeRole', released(ACCOUNT)), allow(TOKEN));
    },
    expect: stopped(
      {},
      {
        codes: ['session-blocks', 'identity-allow-missing'],
        notCodes: ['unexplained'],
        needs: PUSH_NEEDS,
        endedByOwners: true,
      },
    ),
  },
];
