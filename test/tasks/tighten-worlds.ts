/** Roles with more than their projects need: what has to go of them, what has to stay, and why. */
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { ACCOUNT, REGION } from './on-sandbox.ts';
import {
  type AccountInput,
  allow,
  deny,
  ENOUGH,
  fixture,
  LOGS,
  policy,
  PROJECT,
  projectWorld,
  PUSH,
  pushTo,
  repository,
  ROLE,
  TOKEN,
} from './project-world.ts';

const policyArn = (name: string): string => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const OTHER = 'other';

export interface TightenWorld {
  readonly name: string;
  readonly world: WorldInput;
  /** The role's policies afterwards, by name or ARN, as statements; absent: it has them no more. */
  readonly after: Readonly<Record<string, readonly object[]>>;
  /** Texts that say why something stays. */
  readonly stays?: readonly string[];
}

/** A role with these policies, inline or attached. */
const roleWith = (inline: Readonly<Record<string, object>>, managed: readonly string[] = []): object => ({
  inline,
  managed,
});

const NOBODYS = allow('dynamodb:*');

/** Another project whose builds push elsewhere under the same role. */
function shared(name: string, buildspec: string): Partial<AccountInput> {
  const { accounts } = projectWorld({ buildspec, variables: { IMAGE_REPO_NAME: name } });
  const [first] = projectWorld({}).accounts[0]?.projects ?? [];
  const [project] = accounts[0]?.projects ?? [];
  if (first === undefined || project === undefined) throw new Error('no project');
  return { projects: [first, { ...project, name: OTHER }], builds: [PROJECT, OTHER] };
}

const OTHER_LOGS = allow('logs:*', `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/${OTHER}*`);

export const TIGHTEN_WORLDS: readonly TightenWorld[] = [
  {
    name: 'a statement of a service that nobody uses',
    world: projectWorld({ rights: [...ENOUGH, NOBODYS] }),
    after: { base: ENOUGH },
  },
  {
    name: 'actions of a statement that is needed for others',
    world: projectWorld({
      rights: [
        LOGS,
        TOKEN,
        allow([...PUSH, 'ecr:DeleteRepository', 'ecr:SetRepositoryPolicy'], repository()),
      ],
    }),
    after: { base: [LOGS, TOKEN, allow(PUSH, repository())] },
  },
  {
    name: 'a wildcard, spelt out as what is needed',
    world: projectWorld({ rights: [LOGS, TOKEN, allow('ecr:P*', repository()), pushTo('tracker_api')] }),
    after: { base: [LOGS, TOKEN, allow(['ecr:PutImage'], repository()), pushTo('tracker_api')] },
  },
  {
    name: 'an inline policy of which nothing is needed',
    world: projectWorld({
      role: roleWith({
        base: policy(...ENOUGH),
        old: policy(allow(['ec2:*', 'rds:*']), allow('sqs:SendMessage')),
      }),
    }),
    after: { base: ENOUGH },
  },
  {
    name: "policies of AWS's own, one without use and one with some",
    world: projectWorld({
      role: roleWith({ base: policy(...ENOUGH) }, [
        'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess',
        'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly',
      ]),
    }),
    after: { base: ENOUGH, 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly': [] },
    stays: ['a policy of AWS is taken out as a whole or not at all'],
  },
  {
    name: 'a managed policy of its own, and one that another role has as well',
    world: projectWorld({
      role: roleWith({ base: policy(LOGS) }, [policyArn('push'), policyArn('shared')]),
      account: {
        policies: [
          { name: 'push', document: policy(TOKEN, pushTo('tracker_api'), NOBODYS) },
          { name: 'shared', document: policy(LOGS, allow('sns:Publish')) },
        ],
        roles: [
          {
            name: ROLE,
            trust: trust(),
            inline: { base: policy(LOGS) },
            managed: [policyArn('push'), policyArn('shared')],
          },
          { name: 'theirs', trust: trust(), managed: [policyArn('shared')] },
        ],
      },
    }),
    after: {
      base: [LOGS],
      [policyArn('push')]: [TOKEN, pushTo('tracker_api')],
      [policyArn('shared')]: [LOGS, allow('sns:Publish')],
    },
    stays: ['it is also of `theirs`, who would lose it'],
  },
  {
    name: 'a Deny among what goes',
    world: projectWorld({
      rights: [
        ...ENOUGH,
        NOBODYS,
        deny('dynamodb:DeleteTable'),
        allow('sns:*', '*', { Bool: { 'aws:SecureTransport': 'true' } }),
      ],
    }),
    after: { base: [...ENOUGH, deny('dynamodb:DeleteTable')] },
  },
  {
    name: 'a role that another project uses, which loses nothing that it needs',
    world: projectWorld({
      rights: [LOGS, TOKEN, pushTo('tracker_api', 'other'), OTHER_LOGS, pushTo('old'), NOBODYS],
      repositories: [{ name: 'tracker_api' }, { name: 'other' }, { name: 'old' }],
      account: shared('other', fixture('docker-sample')),
    }),
    after: {
      base: [
        LOGS,
        TOKEN,
        pushTo('tracker_api', 'other'),
        OTHER_LOGS,
        allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], [repository('old')]),
      ],
    },
    stays: ['may need it: the base images that its Dockerfile names may need more'],
  },
  {
    name: 'what CloudTrail and IAM record of nobody',
    world: projectWorld({
      rights: [...ENOUGH, allow(['iam:PassRole', 'kms:Decrypt', 'iam:CreateUser'])],
    }),
    after: { base: [...ENOUGH, allow(['iam:PassRole', 'kms:Decrypt'])] },
    stays: ['whether it is used is recorded nowhere'],
  },
  {
    name: 'everything of AWS, and everything but something',
    world: projectWorld({
      rights: [allow('*', '*'), { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }, NOBODYS],
    }),
    after: { base: [allow('*', '*'), { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }] },
    stays: ['the services that it stands for are not told apart', 'what that comes to is not told apart'],
  },
];

function trust() {
  return policy({
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
}
