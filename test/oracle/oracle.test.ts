/** The oracle itself, against decisions derived by hand from the facts; each row names the section. */

import { describe, expect, test } from 'vitest';
import type {
  Case,
  Conditions,
  Policies,
  PolicySet,
  Principal,
  PrincipalElement,
  Request,
  Statement,
} from './case.ts';
import { judge } from './oracle.ts';

const ACCOUNT = '111122223333';
const OTHER = '444455556666';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-1`;
const USER = `arn:aws:iam::${ACCOUNT}:user/ann`;
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const REPO = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository/app`;
const FOREIGN = `arn:aws:ecr:us-west-2:${OTHER}:repository/app`;
const KEY = `arn:aws:kms:us-west-2:${ACCOUNT}:key/1`;

type Row = readonly [section: string, says: string, actual: Case, expected: string];

function ask(policies: PolicySet, request: Partial<Request> = {}): Case {
  return {
    name: '',
    request: { principal: SESSION, action: 'ecr:PutImage', resource: REPO, ...request },
    policies,
  };
}

function one(...statements: Statement[]) {
  return [{ name: 'p', document: { Version: '2012-10-17', Statement: statements } }];
}

function allow(more: Partial<Statement> = {}): Statement {
  return { Effect: 'Allow', Action: 'ecr:PutImage', Resource: '*', ...more };
}

function deny(more: Partial<Statement> = {}): Statement {
  return { ...allow(more), Effect: 'Deny' };
}

const YES = one(allow());
const NO = one(allow({ Action: 's3:*' }));
const STOP = one(allow(), deny());

function to(principal: PrincipalElement): Policies {
  return one({ Effect: 'Allow', Principal: principal, Action: '*' });
}

function aws(value: string): PrincipalElement {
  return { AWS: value };
}

const ORDER: Row[] = [
  ['1.1', 'nothing allows', ask({}), 'implicitlyDenied identity'],
  ['1.1', 'identity allows', ask({ identity: YES }), 'allowed'],
  ['1.1', 'a deny is final', ask({ identity: STOP }), 'explicitlyDenied identity'],
  ['1.1', 'the boundary lacks an allow', ask({ identity: YES, boundary: NO }), 'implicitlyDenied boundary'],
  ['1.1', 'boundary and identity', ask({ identity: NO, boundary: NO }), 'implicitlyDenied boundary,identity'],
  ['1.1', 'the session policy lacks one', ask({ identity: YES, session: NO }), 'implicitlyDenied session'],
  ['1.1', 'root needs none', ask({}, { principal: ROOT }), 'allowed'],
  [
    '1.1',
    'root under an SCP',
    ask({ serviceControl: [{ target: 'r', policies: NO }] }, { principal: ROOT }),
    'implicitlyDenied serviceControl',
  ],
  [
    'simulate',
    'a deny in an SCP hides no lacking boundary',
    ask({ identity: YES, boundary: NO, serviceControl: [{ target: 'r', policies: STOP }] }),
    'explicitlyDenied boundary,serviceControl',
  ],
];

const ACCOUNTS: Row[] = [
  [
    '1.2',
    'cross-account needs both',
    ask({ identity: YES }, { resource: FOREIGN }),
    'implicitlyDenied resource',
  ],
  [
    '1.2',
    'the star of another account is no identity allow',
    ask({ resource: to('*') }, { resource: FOREIGN }),
    'implicitlyDenied identity',
  ],
  ['1.2', 'both', ask({ identity: YES, resource: to(aws(ACCOUNT)) }, { resource: FOREIGN }), 'allowed'],
  [
    '1.2',
    'cross-account, the session named, the boundary still binds',
    ask({ identity: YES, boundary: NO, resource: to(aws(SESSION)) }, { resource: FOREIGN }),
    'implicitlyDenied boundary',
  ],
  [
    '1.2',
    'a key needs its policy',
    ask({ identity: one(allow({ Action: 'kms:*' })) }, { action: 'kms:Decrypt', resource: KEY }),
    'implicitlyDenied resource',
  ],
  [
    '1.2',
    'a key policy that delegates',
    ask({ resource: to(aws(ROOT)) }, { action: 'kms:Decrypt', resource: KEY }),
    'implicitlyDenied identity',
  ],
  [
    '1.2',
    'a trust policy that names the role',
    ask(
      { resource: to(aws(ROLE)) },
      { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/b` },
    ),
    'allowed',
  ],
  [
    '1.2',
    'a trust policy that names the account only',
    ask(
      { resource: to(aws(ROOT)) },
      { action: 'sts:AssumeRole', resource: `arn:aws:iam::${ACCOUNT}:role/b` },
    ),
    'implicitlyDenied identity',
  ],
  [
    '1.5',
    'a service needs the trust policy only',
    ask(
      { resource: to({ Service: 'codebuild.amazonaws.com' }) },
      { principal: { service: 'codebuild.amazonaws.com' }, action: 'sts:AssumeRole', resource: ROLE },
    ),
    'allowed',
  ],
  [
    '1.3',
    'a service is not the role that trusts it',
    ask({ resource: to({ Service: 'codebuild.amazonaws.com' }) }),
    'implicitlyDenied identity',
  ],
];

function formRow(
  form: string,
  element: PrincipalElement,
  expected: readonly [string, string, string],
): Row[] {
  const resource = to(element);
  const principal: Principal = form.startsWith('user') ? USER : SESSION;
  return [
    ['1.3', `${form}, no identity`, ask({ resource }, { principal }), expected[0]],
    [
      '1.3',
      `${form}, boundary lacks`,
      ask({ identity: YES, resource, boundary: NO }, { principal }),
      expected[1],
    ],
    [
      '1.3',
      `${form}, session lacks`,
      ask({ identity: YES, resource, session: NO }, { principal }),
      expected[2],
    ],
  ];
}

const FORMS: Row[] = [
  ...formRow('role', aws(ROLE), ['allowed', 'implicitlyDenied boundary', 'implicitlyDenied session']),
  ...formRow('session', aws(SESSION), ['allowed', 'allowed', 'allowed']),
  ...formRow('user', aws(USER), ['allowed', 'allowed', 'allowed']),
  ...formRow('account', aws(ROOT), [
    'implicitlyDenied identity',
    'implicitlyDenied boundary',
    'implicitlyDenied session',
  ]),
  ...formRow('everybody', '*', ['allowed', 'allowed', 'allowed']),
];

const except = (values: string[]) =>
  one({ Effect: 'Deny', NotPrincipal: { AWS: values }, Action: '*', Resource: '*' });
const GUARDS: Row[] = [
  ['1.4', 'all three listed', ask({ identity: YES, resource: except([ACCOUNT, ROLE, SESSION]) }), 'allowed'],
  [
    '1.4',
    'the session not listed',
    ask({ identity: YES, resource: except([ACCOUNT, ROLE]) }),
    'explicitlyDenied resource',
  ],
  [
    '1.4',
    'with a boundary always denied',
    ask({ identity: YES, boundary: YES, resource: except([ACCOUNT, ROLE, SESSION]) }),
    'explicitlyDenied resource',
  ],
  [
    '1.6',
    'each level needs an allow',
    ask({
      identity: YES,
      serviceControl: [
        { target: 'r', policies: YES },
        { target: 'a', policies: NO },
      ],
    }),
    'implicitlyDenied serviceControl',
  ],
  [
    '1.6',
    'no SCP for a service-linked role',
    ask(
      { identity: YES, serviceControl: [{ target: 'r', policies: STOP }] },
      { roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecr.amazonaws.com/build` },
    ),
    'allowed',
  ],
  [
    '1.7',
    'full access is implied',
    ask({ identity: YES, resourceControl: [{ target: 'r', policies: [] }] }),
    'allowed',
  ],
  [
    '1.7',
    'iam has no RCP',
    ask(
      {
        identity: one(allow({ Action: 'iam:*' })),
        resourceControl: [{ target: 'r', policies: one(deny({ Action: 'iam:GetRole', Principal: '*' })) }],
      },
      { action: 'iam:GetRole', resource: ROLE },
    ),
    'allowed',
  ],
  [
    '1.8',
    'an account in an endpoint policy is its root user',
    ask({ identity: YES, vpcEndpoint: to(aws(ACCOUNT)) }),
    'implicitlyDenied vpcEndpoint',
  ],
];

const UNKNOWN: Row[] = [
  ['simulate', 'unreadable identity', ask({ identity: 'unreadable' }), 'unknown missing identity'],
  [
    'simulate',
    'an unreadable layer that cannot help',
    ask({ identity: 'unreadable', boundary: NO }),
    'implicitlyDenied boundary',
  ],
  [
    'simulate',
    'an unreadable level',
    ask({ identity: YES, serviceControl: [{ target: 'r', policies: 'unreadable' }] }),
    'unknown missing serviceControl',
  ],
  [
    'simulate',
    'an unreadable repository policy may deny',
    ask({ identity: YES, resource: 'unreadable' }),
    'unknown missing resource',
  ],
  [
    '4.5',
    'but it says nothing of the token',
    ask(
      { identity: one(allow({ Action: '*' })), resource: 'unreadable' },
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
    ),
    'allowed',
  ],
];

function resourceRow(section: string, pattern: string, resource: string, expected: boolean): Row {
  const policies = { identity: one(allow({ Resource: pattern })) };
  const request = { resource, context: { 'aws:PrincipalTag/team': 'app' } };
  return [
    section,
    `${pattern} on ${resource}`,
    ask(policies, request),
    expected ? 'allowed' : 'implicitlyDenied identity',
  ];
}

const AT = `arn:aws:ecr:us-west-2:${ACCOUNT}:repository`;
const RESOURCES: Row[] = [
  resourceRow('2.4', `${AT}/app`, `${AT}/app/sub`, false),
  resourceRow('2.4', `${AT}/app*`, `${AT}/apple`, true),
  resourceRow('2.4', `${AT}/team*`, `${AT}/team/a/b`, true),
  resourceRow('2.4', `${AT}/APP`, `${AT}/app`, false),
  resourceRow('2.4', 'arn:aws:ecr:*', `${AT}/app`, true),
  resourceRow('2.4', 'arn:aws:ecr', `${AT}/app`, true),
  resourceRow('2.4', `arn:aws:ecr:us-*-2:${ACCOUNT}:repository/app`, `${AT}/app`, true),
  resourceRow('2.4', `arn:aws:ecr:us-west-?:${ACCOUNT}:repository/app`, `${AT}/app`, true),
  resourceRow('2.4', `${AT}?app`, `${AT}/app`, true),
  resourceRow('2.4', `arn:aws:ecr:u*:repository/app`, `${AT}/app`, false),
  resourceRow('2.6', `${AT}/\${aws:PrincipalTag/team}`, `${AT}/app`, true),
  resourceRow('2.6', `${AT}/\${aws:PrincipalTag/none}`, `${AT}/app`, false),
  resourceRow('2.6', `${AT}/\${aws:PrincipalTag/none, 'app'}`, `${AT}/app`, true),
  resourceRow('2.6', `${AT}/a\${*}`, `${AT}/app`, false),
  [
    '2.4',
    'a token on an ARN',
    ask(
      { identity: one(allow({ Action: 'ecr:*', Resource: `${AT}/*` })) },
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
    ),
    'implicitlyDenied identity',
  ],
  [
    '2.4',
    'NotResource reaches the token',
    ask(
      { identity: one({ Effect: 'Allow', Action: 'ecr:*', NotResource: `${AT}/*` }) },
      { action: 'ecr:GetAuthorizationToken', resource: '*' },
    ),
    'allowed',
  ],
  ['2.3', 'case of the action', ask({ identity: one(allow({ Action: 'ECR:putim?ge' })) }), 'allowed'],
  [
    '2.3',
    'NotAction',
    ask({ identity: one({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' }) }),
    'allowed',
  ],
  [
    '2.2',
    'no variables in the old version',
    ask(
      {
        identity: [
          {
            name: 'old',
            document: { Statement: allow({ Condition: { StringEquals: { k: '${aws:username}' } } }) },
          },
        ],
      },
      { principal: USER, context: { k: 'ann' } },
    ),
    'implicitlyDenied identity',
  ],
];

function conditionRow(section: string, condition: Conditions, expected: boolean): Row {
  const context = {
    s: 'Blue',
    n: '10',
    d: '2026-11-24T00:00:00Z',
    b: 'true',
    ip: '10.1.2.3',
    six: '2001:db8::1',
    bin: 'QmluYXJ5',
    arn: ROLE,
    two: ['a', 'b'],
    none: [],
  };
  const policies = { identity: one(allow({ Condition: condition })) };
  const answer = expected ? 'allowed' : 'implicitlyDenied identity';
  return [section, JSON.stringify(condition), ask(policies, { context }), answer];
}

const CONDITIONS: Row[] = [
  conditionRow('2.5', { StringEquals: { S: 'Blue' } }, true),
  conditionRow('2.5', { StringEquals: { s: 'blue' } }, false),
  conditionRow('2.5', { StringEqualsIgnoreCase: { s: 'blue' } }, true),
  conditionRow('2.5', { StringEquals: { s: 'B*' } }, false),
  conditionRow('2.5', { StringLike: { s: ['x', 'B?u*'] } }, true),
  conditionRow('2.5', { StringNotEquals: { s: ['Blue', 'Red'] } }, false),
  conditionRow('2.5', { StringNotLike: { s: ['R*'] } }, true),
  conditionRow('2.5', { NumericLessThanEquals: { n: 10 } }, true),
  conditionRow('2.5', { NumericLessThan: { n: '10.0' } }, false),
  conditionRow('2.5', { NumericEquals: { n: '10.0' } }, true),
  conditionRow('2.5', { DateGreaterThan: { d: '2026-11-23' } }, true),
  conditionRow('2.5', { DateEquals: { d: String(Date.UTC(2026, 10, 24) / 1000) } }, true),
  conditionRow('2.5', { Bool: { b: true } }, true),
  conditionRow('2.5', { BinaryEquals: { bin: 'QmluYXJ5' } }, true),
  conditionRow('2.5', { IpAddress: { ip: '10.1.0.0/16' } }, true),
  conditionRow('2.5', { IpAddress: { ip: '10.1.2.4' } }, false),
  conditionRow('2.5', { NotIpAddress: { ip: '2001:db8::/32' } }, true),
  conditionRow('2.5', { IpAddress: { six: '2001:0db8:0:0::/64' } }, true),
  conditionRow('2.5', { ArnEquals: { arn: `arn:aws:iam::${ACCOUNT}:role/b*` } }, true),
  conditionRow('2.5', { ArnLike: { arn: `arn:aws:*:role/build` } }, false),
  conditionRow('2.5', { StringEquals: { absent: 'x' } }, false),
  conditionRow('2.5', { StringNotEquals: { absent: 'x' } }, true),
  conditionRow('2.5', { StringEqualsIfExists: { absent: 'x' } }, true),
  conditionRow('2.5', { StringEqualsIfExists: { s: 'x' } }, false),
  conditionRow('2.5', { 'ForAllValues:StringEquals': { absent: 'x' } }, true),
  conditionRow('2.5', { 'ForAllValues:StringEquals': { none: 'x' } }, true),
  conditionRow('2.5', { 'ForAnyValue:StringEquals': { absent: 'x' } }, false),
  conditionRow('2.5', { 'ForAllValues:StringEquals': { two: ['a', 'b', 'c'] } }, true),
  conditionRow('2.5', { 'ForAllValues:StringEquals': { two: ['a'] } }, false),
  conditionRow('2.5', { 'ForAnyValue:StringEquals': { two: ['b', 'c'] } }, true),
  conditionRow('2.5', { 'ForAnyValue:StringNotEquals': { two: ['b'] } }, true),
  conditionRow('2.5', { 'ForAllValues:StringNotEquals': { two: ['b'] } }, false),
  conditionRow('2.5', { StringNotEquals: { two: ['c'] } }, false),
  conditionRow('2.5', { Null: { absent: 'true' } }, true),
  conditionRow('2.5', { Null: { s: 'true' } }, false),
  conditionRow('2.5', { Null: { s: false } }, true),
  conditionRow('2.5', { StringEquals: { s: 'Blue' }, NumericEquals: { n: 11 } }, false),
  conditionRow('2.5', { StringEquals: { s: 'Blue', n: '11' } }, false),
  conditionRow('2.6', { StringNotEquals: { s: '${absent}' } }, true),
  conditionRow('2.6', { StringEquals: { s: '${absent}' } }, false),
  conditionRow('2.6', { StringEquals: { s: "${absent, 'Blue'}" } }, true),
  conditionRow('2.6', { StringLike: { s: 'Blu${*}' } }, false),
  conditionRow('2.6', { ArnLike: { arn: 'arn:aws:iam::${aws:PrincipalAccount}:role/*' } }, true),
];

describe.each([
  ['the order of checks', ORDER],
  ['accounts', ACCOUNTS],
  ['principal forms', FORMS],
  ['guard rails', GUARDS],
  ['what is unknown', UNKNOWN],
  ['actions and resources', RESOURCES],
  ['conditions', CONDITIONS],
])('the oracle on %s', (_name, rows) => {
  test.each(rows)('facts %s: %s', (_section, _says, actual, expected) => {
    const judged = judge(actual);
    const missing = judged.missing.length > 0 ? ` missing ${judged.missing.join(',')}` : '';
    const denied = judged.deniedBy.length > 0 ? ` ${judged.deniedBy.join(',')}` : '';
    expect(`${judged.decision}${denied}${missing}`).toBe(expected);
  });
});
