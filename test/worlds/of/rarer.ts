/** Worlds of causes rarer still: who asks by which condition, an organisation round the other account, sessions taken twice. */
import { ACCOUNT, MANAGEMENT, OTHER, REGION, type World } from '../world.ts';
import {
  ALL,
  allow,
  artifactRights,
  BUILD_ROLE,
  deny,
  document,
  LOGIN,
  onRepository,
  pairs,
  PUSH,
  PUSH_RIGHTS,
  rootOf,
  THEIRS,
  TOKEN,
  trust,
} from '../words.ts';
import { handed, unless } from './rare.ts';

const own = { owner: 'own' } as const;
const BUCKET = 'tracker-artifacts';
const RELEASE = `arn:aws:iam::${ACCOUNT}:role/release`;

const TAKEN: readonly World[] = [
  {
    ...own,
    kind: 'trust',
    name: 'rarer-trust-of-people',
    cause: 'the trust policy lets CodeBuild take the role with a second factor alone, which no service has',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.trust(trust({ Sid: 'People', ...unless('Bool', 'aws:MultiFactorAuthPresent', 'true') }));
    },
    expect: {
      codes: ['trust-policy-blocks'],
      notCodes: ['identity-allow-missing'],
      layer: 'trust',
      names: [/MultiFactorAuthPresent/],
      outcome: 'handoff',
      needs: [],
      endedByOwners: true,
    },
  },
  {
    ...own,
    kind: 'session',
    name: 'rarer-session-twice',
    cause:
      'the build takes one role twice, the second time under a narrower session policy, which stops the call',
    arrange: async (sdk) => {
      const iam = sdk.iam();
      const AssumeRolePolicyDocument = document({ ...trust(), Principal: BUILD_ROLE });
      await iam.createRole({ RoleName: 'release', AssumeRolePolicyDocument });
      await iam.putRolePolicy({ RoleName: 'release', PolicyName: 'all', PolicyDocument: document(ALL) });
      await sdk.enough(allow('sts:AssumeRole', RELEASE));
      const takes = (statement: object): readonly string[] => [
        '- unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
        `- KEYS=$(aws sts assume-role --role-arn ${RELEASE} --role-session-name release --policy '${document(statement)}' --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)`,
        "- export AWS_ACCESS_KEY_ID=$(echo $KEYS | cut -d' ' -f1)",
        "- export AWS_SECRET_ACCESS_KEY=$(echo $KEYS | cut -d' ' -f2)",
        "- export AWS_SESSION_TOKEN=$(echo $KEYS | cut -d' ' -f3)",
      ];
      const lines = [
        ...takes(allow('ecr:*', '*', { Sid: 'Wide' })),
        '- aws ecr describe-images --repository-name tracker_api',
        ...takes(allow('ssm:*', '*', { Sid: 'Narrow' })),
        '- aws ecr list-images --repository-name tracker_api',
        '- echo Pushing',
      ];
      await sdk.buildspec((spec) => spec.replace('- echo Pushing', () => lines.join('\n      ')));
    },
    expect: {
      codes: ['session-blocks'],
      notCodes: ['unexplained', 'identity-allow-missing'],
      layer: 'session',
      names: [/ecr:ListImages/, /Narrow/],
      outcome: 'handoff',
      needs: [],
      endedByOwners: true,
    },
  },
  {
    ...own,
    kind: 'identity',
    name: 'rarer-identity-revoked-ahead',
    cause: 'the sessions of the role are revoked up to a day that is to come',
    arrange: (sdk) =>
      sdk.enough(deny('Revoked', '*', unless('DateLessThan', 'aws:TokenIssueTime', '2099-01-01T00:00:00Z'))),
    expect: { codes: ['identity-explicit-deny'], names: [/Revoked/], outcome: 'handoff', needs: [] },
  },
];

const ASKED: readonly World[] = [
  {
    ...own,
    kind: 'condition',
    name: 'rarer-identity-other-project',
    cause: 'the Allow holds for the calls of another project alone',
    arrange: (sdk) =>
      sdk.rights(
        'team',
        ...PUSH_RIGHTS.map((statement) => ({
          ...statement,
          Condition: {
            ArnEquals: { 'codebuild:projectArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/Other` },
          },
        })),
      ),
    expect: { codes: ['condition-not-met'], names: [/projectArn/], outcome: 'green' },
  },
  {
    ...own,
    kind: 'repository',
    name: 'rarer-repository-office-only',
    cause: 'the repository denies writing images from elsewhere than the office',
    arrange: async (sdk) => {
      await sdk.enough();
      await sdk.repositoryPolicy(ACCOUNT, 'tracker_api', {
        ...onRepository('Deny', 'ecr:PutImage', { Sid: 'Office' }),
        ...unless('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24'),
      });
    },
    expect: handed('repository-policy-blocks', /Office/),
  },
  {
    ...own,
    kind: 'bucket',
    name: 'rarer-bucket-owner-control',
    cause: 'the bucket denies objects that are not handed to its owner, and a command writes one so',
    arrange: async (sdk) => {
      await sdk.bucket(
        BUCKET,
        document({
          Sid: 'Handed',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:PutObject',
          Resource: `arn:aws:s3:::${BUCKET}/*`,
          ...unless('StringNotEquals', 's3:x-amz-acl', 'bucket-owner-full-control'),
        }),
      );
      await sdk.enough(artifactRights(BUCKET));
      await sdk.command('echo hi > out.txt');
      await sdk.command(`aws s3 cp out.txt s3://${BUCKET}/out.txt`);
    },
    expect: handed('resource-policy-blocks', /Handed/),
  },
  {
    ...own,
    kind: 'secret',
    name: 'rarer-secret-stage',
    cause: 'the role may read the previous value of the secret alone',
    arrange: async (sdk) => {
      const arn = await sdk.secret('tracker/token');
      const previous = unless('StringEquals', 'secretsmanager:VersionStage', 'AWSPREVIOUS');
      await sdk.enough(allow('secretsmanager:GetSecretValue', arn, previous));
      await sdk.variables({ name: 'TOKEN', type: 'SECRETS_MANAGER', value: 'tracker/token:token' });
      // Named without the end that AWS gave it, it is granted with six places for that.
      const granted = `${arn.slice(0, -6)}??????`;
      return { needs: pairs('secretsmanager:GetSecretValue', granted) };
    },
    expect: { codes: ['condition-not-met'], names: [/VersionStage/i], outcome: 'green' },
  },
  {
    ...own,
    kind: 'key',
    name: 'rarer-key-disabled',
    cause: 'the key that the artifacts are encrypted with is disabled',
    arrange: async (sdk) => {
      const key = await sdk.key();
      await sdk.bucket(BUCKET);
      await sdk.enough(artifactRights(BUCKET), allow('kms:*', key));
      await sdk.artifacts(BUCKET);
      await sdk.project(() => ({ encryptionKey: key }));
      await sdk.kms().disableKey({ KeyId: key });
    },
    expect: {
      codes: ['key-not-usable'],
      notCodes: ['identity-allow-missing', 'unexplained'],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/kms (enable|describe)-key/],
    },
  },
];

/** The other account is a member of the organisation, and this one's repository is of no interest. */
const theirs = {
  kind: 'resourceControl',
  owner: 'organisation',
  organization: true,
  members: [OTHER],
} as const;

const MEMBERS: readonly World[] = [
  {
    ...theirs,
    open: [OTHER, MANAGEMENT],
    name: 'rarer-rcp-of-theirs',
    cause: 'a resource control policy of the other account, which lets this one push, denies writing images',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      const letsIn = onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) });
      await sdk.repositoryPolicy(OTHER, 'tracker_api', letsIn);
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      await sdk.rights('team', allow(TOKEN), allow(PUSH, THEIRS));
      const text = document(deny('Perimeter', 'ecr:PutImage', { Principal: '*' }));
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Perimeter', text, at: OTHER });
    },
    expect: {
      codes: ['rcp-blocks'],
      notCodes: ['identity-allow-missing', 'repository-policy-blocks'],
      layer: 'resourceControl',
      names: [/resource control policy/],
      outcome: 'handoff',
      needs: [],
      handoffShows: [/ecr:PutImage/, new RegExp(THEIRS)],
    },
  },
  {
    ...theirs,
    kind: 'pair',
    name: 'rarer-rcp-of-theirs-and-identity',
    cause: 'a resource control policy of the other account denies the push, which the role may not do either',
    arrange: async (sdk) => {
      await sdk.ecr(OTHER).createRepository({ repositoryName: 'tracker_api' });
      const letsIn = onRepository('Allow', PUSH, { Sid: 'Push', Principal: rootOf(ACCOUNT) });
      await sdk.repositoryPolicy(OTHER, 'tracker_api', letsIn);
      await sdk.variables({ name: 'AWS_ACCOUNT_ID', value: OTHER });
      const text = document(deny('Perimeter', 'ecr:InitiateLayerUpload', { Principal: '*' }));
      await sdk.guardRail('RESOURCE_CONTROL_POLICY', { name: 'Perimeter', text, at: OTHER });
    },
    expect: {
      codes: ['identity-allow-missing', 'rcp-blocks'],
      outcome: 'handoff',
      isFoundLater: true,
      partialOk: true,
      needs: [...LOGIN, ...pairs(PUSH, THEIRS)],
      handoffShows: [/ecr:InitiateLayerUpload/, /resource control polic/],
    },
  },
];

export const RARER: readonly World[] = [...TAKEN, ...ASKED, ...MEMBERS];
