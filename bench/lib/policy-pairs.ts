/** Pairs of policies of 10 KB, the most that the inline policies of a role may have together. */

/** Characters, as IAM counts them. */
const SIZE = 10_000;

type Statement = Readonly<Record<string, unknown>>;
type Version = '2012-10-17' | '2008-10-17';

const REGION = 'us-west-2';
const ACCOUNT = '290008131176';

/** Statements of the kind people write, until the policy has its size. */
function textOf(statement: (number: number) => Statement, version: Version = '2012-10-17'): string {
  const statements: Statement[] = [];
  const text = (): string => JSON.stringify({ Version: version, Statement: statements });
  while (text().length < SIZE) statements.push(statement(statements.length));
  return text();
}

function many(item: (number: number) => string, count = 120): readonly string[] {
  return Array.from({ length: count }, (_, number) => item(number));
}

/** The item at a place that comes round again. */
function turn<T>(items: readonly [T, ...T[]], number: number): T {
  return items[number % items.length] ?? items[0];
}

const repository = (number: number): string =>
  `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/team-${number % 7}/app-${number}`;

const SERVICES = ['s3', 'ecr', 'ec2', 'dynamodb', 'sqs', 'logs', 'ssm', 'kms', 'lambda'] as const;
const VERBS = ['Get', 'List', 'Describe', 'Put', 'Delete', 'Create', 'Update'] as const;
const NOUNS = ['Object', 'Image', 'Table', 'Queue', 'Policy', 'Parameter', 'Tag', 'Stream'] as const;

/** What teams of a platform may do with what bears their tag; their guardrails; what they may pass on. */
function platform(changed: boolean): (number: number) => Statement {
  return (number) => {
    const team = `team-${number % 8}`;
    const service = turn(SERVICES, number);
    const owned = {
      Effect: 'Allow',
      Action: [`${service}:Get*`, `${service}:List*`, `${service}:Put${turn(NOUNS, number)}`],
      Resource: [
        `arn:aws:${service}:${REGION}:${ACCOUNT}:${team}-*`,
        `arn:aws:${service}:*:${ACCOUNT}:*/${team}/*`,
      ],
      Condition: {
        StringEquals: {
          'aws:ResourceTag/team': '${aws:PrincipalTag/team}',
          'aws:RequestedRegion': changed && number % 6 === 0 ? [REGION, 'eu-west-1'] : REGION,
        },
      },
    };
    const passed = {
      Effect: 'Allow',
      Action: 'iam:PassRole',
      Resource: `arn:aws:iam::${ACCOUNT}:role/${team}-*`,
      Condition: {
        StringEquals: { 'iam:PassedToService': `${service}.amazonaws.com` },
        ...(changed ? {} : { StringLike: { 'iam:AssociatedResourceArn': `arn:aws:*:*:${ACCOUNT}:*` } }),
      },
    };
    const guardrails: readonly [Statement, ...Statement[]] = [
      {
        Effect: 'Deny',
        NotAction: ['iam:*', 'sts:*', 'organizations:*', ...(changed ? ['support:*'] : [])],
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:RequestedRegion': [REGION, 'eu-west-1', 'us-east-1'] } },
      },
      {
        Effect: 'Deny',
        Action: `${service}:*`,
        Resource: '*',
        Condition: { StringNotEqualsIfExists: { 'aws:SourceVpce': [`vpce-0a1b2c3d${number % 3}`] } },
      },
      {
        Effect: 'Deny',
        Action: [`${service}:Delete*`, `${service}:Update${turn(NOUNS, number)}`],
        Resource: `arn:aws:${service}:*:*:*prod*`,
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      },
      {
        Effect: 'Deny',
        NotAction: [`${service}:Get*`, `${service}:List*`, 'iam:PassRole'],
        NotResource: [`arn:aws:${service}:*:${ACCOUNT}:*`, `arn:aws:${service}:::*`],
        Condition: { Null: { 'aws:PrincipalTag/team': changed ? 'true' : 'false' } },
      },
    ];
    if (number % 3 === 2) return turn(guardrails, Math.floor(number / 3));
    return number % 3 === 1 ? passed : owned;
  };
}

/** Each statement allows or denies everything but something. */
function inverted(shift: number): (number: number) => Statement {
  return (number) => {
    const service = turn(SERVICES, number + shift);
    const other = turn(SERVICES, number * 2 + 1);
    return {
      Effect: number % 3 === 0 ? 'Allow' : 'Deny',
      NotAction: [`${service}:*`, `${other}:${turn(VERBS, number)}*`, `ec2:*${turn(NOUNS, number + shift)}*`],
      NotResource: [
        `arn:aws:${service}:::bucket-${number % 11}/*`,
        `arn:aws:${other}:*:${ACCOUNT}:*`,
        repository(number + shift),
      ],
    };
  };
}

/** Each statement has a test of its own. */
function tested(shift: number): (number: number) => Statement {
  const operators = ['StringEquals', 'StringLike', 'ArnLike', 'StringNotEquals'] as const;
  return (number) => ({
    Effect: number % 4 === 3 ? 'Deny' : 'Allow',
    Action: [`s3:${turn(VERBS, number)}*`, `s3:*${turn(NOUNS, number)}`],
    Resource: [`arn:aws:s3:::bucket-${number % 5}/*`, `arn:aws:s3:::*/shared-${number % 3}/*`],
    Condition: {
      [turn(operators, number)]: {
        [`aws:RequestTag/key-${number}`]: `value-${number + (number % 5 === 0 ? shift : 0)}`,
      },
    },
  });
}

/** Patterns with wildcards in the middle, which overlap in more ways than one sees. */
function wild(shift: number): (number: number) => Statement {
  return (number) => ({
    Effect: number % 4 === 1 ? 'Deny' : 'Allow',
    Action: [`s3:*${turn(NOUNS, number + shift)}*`, `s3:${turn(VERBS, number)}*${turn(NOUNS, number)}`],
    Resource: [
      `arn:*:s3:::*-logs-*/x${number % 7}*`,
      `arn:aws:s3:::app-${number % 6}-*-${(number + shift) % 4}/*`,
      `arn:aws:s3:::*/data/*/part-${number % 9}*`,
    ],
  });
}

/** As in the policies that AWS manages: hundreds of actions of many services, on everything. */
function managed(shift: number): (number: number) => Statement {
  const action = (number: number): string => {
    const verb = turn(VERBS, number);
    const service = turn(SERVICES, Math.floor(number / 3));
    return `${service}:${verb}${number % 9 === shift ? '*' : turn(NOUNS, Math.floor(number / 7))}`;
  };
  return (number) => ({
    Sid: `Group${number}`,
    Effect: 'Allow',
    Action: many((index) => action(index + number * 31 + shift * 5), 60),
    Resource: '*',
  });
}

/** Resources that depend on who asks. */
function variable(shift: number): (number: number) => Statement {
  const names = ['aws:username', 'aws:PrincipalTag/team', 'aws:PrincipalTag/stage', 'aws:userid'] as const;
  return (number) => ({
    Effect: number % 5 === 2 ? 'Deny' : 'Allow',
    Action: [`s3:${turn(VERBS, number + shift)}*`, `s3:*${turn(NOUNS, number)}`],
    [number % 6 === 4 ? 'NotResource' : 'Resource']: [
      `arn:aws:s3:::home-${number % 4}/\${${turn(names, number)}}/*`,
      `arn:aws:s3:::\${${turn(names, number + shift)}}-${number % 3}/*`,
      `arn:aws:s3:::shared/\${${turn(names, number + 1)}, 'nobody'}/*/${turn(NOUNS, number)}`,
    ],
  });
}

/** By what they try: the text before and the text after. */
export const PAIRS: Readonly<Record<string, readonly [string, string]>> = {
  'many statements, one changed in three': [
    textOf((number) => ({ Effect: 'Allow', Action: `ecr:Put${number}*`, Resource: repository(number) })),
    textOf((number) => ({
      Effect: number % 11 === 0 ? 'Deny' : 'Allow',
      Action: `ecr:Put${number}*`,
      Resource: number % 3 === 0 ? `${repository(number)}*` : repository(number),
    })),
  ],
  'conditions and exceptions': [
    textOf((number) => ({
      Effect: number % 5 === 0 ? 'Deny' : 'Allow',
      [number % 4 === 0 ? 'NotAction' : 'Action']: [`s3:Get*`, `ecr:*${number % 9}`],
      [number % 6 === 0 ? 'NotResource' : 'Resource']: [`arn:aws:s3:::bucket-${number % 13}/*`, '*'],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${number % 4}` } },
    })),
    textOf((number) => ({
      Effect: number % 7 === 0 ? 'Deny' : 'Allow',
      Action: [`s3:*Object`, `ecr:*${number % 9}`],
      Resource: [`arn:aws:s3:::bucket-${number % 13}/\${aws:username}/*`, `arn:aws:s3:::bucket-*/b${number}`],
      Condition: { StringEquals: { 'aws:PrincipalTag/team': `t${number % 4}` } },
    })),
  ],
  'one statement of many actions and resources': [
    textOf(() => ({ Effect: 'Allow', Action: many((n) => `ecr:Action${n}`), Resource: many(repository) })),
    textOf(() => ({
      Effect: 'Allow',
      Action: many((n) => `ecr:Action${n}*`),
      Resource: many((n) => `${repository(n + 3)}*`),
    })),
  ],
  'the role of a platform team': [textOf(platform(false)), textOf(platform(true))],
  'everything but': [textOf(inverted(0)), textOf(inverted(2))],
  'a condition of its own in each statement': [textOf(tested(0)), textOf(tested(1))],
  'wildcards in the middle': [textOf(wild(0)), textOf(wild(1))],
  'long lists of actions on everything': [textOf(managed(0)), textOf(managed(1))],
  'resources that depend on who asks': [textOf(variable(0)), textOf(variable(1))],
  'resources that depend on who asks, against an older version': [
    textOf(variable(0), '2008-10-17'),
    textOf(variable(0)),
  ],
};
