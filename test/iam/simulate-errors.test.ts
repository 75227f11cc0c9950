import { describe, expect, test } from 'vitest';
import { simulate } from '#iam/simulate.ts';

const ACCOUNT = '111122223333';
const REPOSITORY = `arn:aws:ecr:us-east-1:${ACCOUNT}:repository/app`;
const REQUEST = {
  principal: `arn:aws:sts::${ACCOUNT}:assumed-role/build/AWSCodeBuild-1`,
  action: 'ecr:PutImage',
  resource: REPOSITORY,
};
const TRUST_REQUEST = {
  ...REQUEST,
  action: 'sts:AssumeRole',
  resource: `arn:aws:iam::${ACCOUNT}:role/deploy`,
};
const ALLOW = { Effect: 'Allow', Action: 'ecr:*', Resource: '*' };
const documentOf = (statement: unknown, rest: object = {}) => ({
  Version: '2012-10-17',
  ...rest,
  Statement: [statement],
});

type Layer =
  | 'identity'
  | 'session'
  | 'boundary'
  | 'resource'
  | 'vpcEndpoint'
  | 'serviceControl'
  | 'resourceControl'
  | 'trust';

function withDocument(layer: Layer, document: unknown): unknown {
  const list = [{ name: 'P', document }];
  if (layer === 'trust') return { name: 'n', request: TRUST_REQUEST, policies: { resource: list } };
  const isLevels = layer === 'serviceControl' || layer === 'resourceControl';
  const policies = { [layer]: isLevels ? [{ target: 'r-root', policies: list }] : list };
  return { name: 'n', request: REQUEST, policies };
}

function errorOf(input: unknown) {
  const answer = simulate(input);
  return 'error' in answer ? answer.error : null;
}

describe('a case that is not well-formed', () => {
  test('keeps its name beside the error', () => {
    expect(simulate({ name: 'broken', request: REQUEST, extra: 1 })).toMatchObject({
      name: 'broken',
      error: { code: 'unknown-field' },
    });
  });

  test.each([
    ['an unknown field of the case', { extra: 1 }, 'unknown-field', 'extra'],
    [
      'an unknown field of the request',
      { request: { ...REQUEST, actoin: 'x' } },
      'unknown-field',
      'request.actoin',
    ],
    ['an unknown layer', { policies: { identities: [] } }, 'unknown-field', 'policies.identities'],
    [
      'an unknown field of a policy',
      { policies: { identity: [{ name: 'P', document: {}, arn: 'x' }] } },
      'unknown-field',
      'policies.identity[0].arn',
    ],
    [
      'an unknown field of a level',
      { policies: { serviceControl: [{ target: 'r', policies: [], ou: 1 }] } },
      'unknown-field',
      'policies.serviceControl[0].ou',
    ],
    [
      'a missing action',
      { request: { principal: REQUEST.principal, resource: '*' } },
      'wrong-type',
      'request.action',
    ],
    [
      'an action without service',
      { request: { ...REQUEST, action: 'PutImage' } },
      'wrong-type',
      'request.action',
    ],
    [
      'an action with a wildcard',
      { request: { ...REQUEST, action: 'ecr:*' } },
      'wrong-type',
      'request.action',
    ],
    [
      'a resource that is no ARN',
      { request: { ...REQUEST, resource: 'repository/app' } },
      'malformed-arn',
      'request.resource',
    ],
    [
      'a resource of five fields',
      { request: { ...REQUEST, resource: 'arn:aws:ecr:us-east-1:1' } },
      'malformed-arn',
      'request.resource',
    ],
    [
      'a principal that is no ARN',
      { request: { ...REQUEST, principal: 'ann' } },
      'malformed-arn',
      'request.principal',
    ],
    [
      'a principal that is a group',
      { request: { ...REQUEST, principal: `arn:aws:iam::${ACCOUNT}:group/x` } },
      'malformed-arn',
      'request.principal',
    ],
    [
      'a principal that is a repository',
      { request: { ...REQUEST, principal: REPOSITORY } },
      'malformed-arn',
      'request.principal',
    ],
    [
      'a principal without account',
      { request: { ...REQUEST, principal: 'arn:aws:iam::12:user/ann' } },
      'malformed-arn',
      'request.principal',
    ],
    [
      'a session without name',
      { request: { ...REQUEST, principal: `arn:aws:sts::${ACCOUNT}:assumed-role/build` } },
      'malformed-arn',
      'request.principal',
    ],
    [
      'a role ARN that is a user',
      { request: { ...REQUEST, roleArn: `arn:aws:iam::${ACCOUNT}:user/x` } },
      'malformed-arn',
      'request.roleArn',
    ],
    [
      'an account of eleven digits',
      { request: { ...REQUEST, resourceAccount: '11112222333' } },
      'wrong-type',
      'request.resourceAccount',
    ],
    [
      'a number in the context',
      { request: { ...REQUEST, context: { 'aws:MultiFactorAuthAge': 300 } } },
      'wrong-type',
      'request.context.aws:MultiFactorAuthAge',
    ],
    [
      'a number in a list of the context',
      { request: { ...REQUEST, context: { 'aws:TagKeys': ['a', 1] } } },
      'wrong-type',
      'request.context.aws:TagKeys[1]',
    ],
    ['a layer that is a word', { policies: { identity: 'absent' } }, 'wrong-type', 'policies.identity'],
    ['a layer that is null', { policies: { boundary: null } }, 'wrong-type', 'policies.boundary'],
    [
      'a policy without name',
      { policies: { identity: [{ document: {} }] } },
      'wrong-type',
      'policies.identity[0].name',
    ],
    [
      'a document that is a number',
      { policies: { identity: [{ name: 'P', document: 1 }] } },
      'wrong-type',
      'policies.identity[0].document',
    ],
    [
      'levels without target',
      { policies: { serviceControl: [{ policies: [] }] } },
      'wrong-type',
      'policies.serviceControl[0].target',
    ],
  ])('says where: %s', (_, change, code, at) => {
    expect(errorOf({ name: 'n', request: REQUEST, policies: {}, ...change })).toMatchObject({ code, at });
  });

  test.each([null, 1, 'text', true, [], {}, { request: null }, { request: REQUEST, policies: [] }])(
    'is an error for %j, never a throw',
    (input) => expect(errorOf(input)?.code).toBe('wrong-type'),
  );

  test('finds a wrong value under the name `__proto__`', () => {
    const text = JSON.stringify({ request: { ...REQUEST, context: { KEY: 5 } } }).replace('KEY', '__proto__');
    expect(errorOf(JSON.parse(text))).toMatchObject({ code: 'wrong-type', at: 'request.context.__proto__' });
  });
});

/** Source of each: facts 2.1, the table of elements, and the notes under it. */
const GRAMMAR: readonly (readonly [string, Layer, unknown, string])[] = [
  ['text that is no JSON', 'identity', '{', ''],
  [
    'a key that stands twice',
    'identity',
    '{"Version":"2012-10-17","Statement":[],"Statement":[]}',
    '.Statement',
  ],
  [
    'a condition key that stands twice',
    'identity',
    '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"a":"1","a":"2"}}}}',
    '.Statement.Condition.StringEquals.a',
  ],
  ['an em dash in text', 'identity', JSON.stringify(documentOf({ ...ALLOW, Resource: 'a—b' })), ''],
  ['an em dash in a value', 'identity', documentOf({ ...ALLOW, Resource: 'a—b' }), ''],
  ['another version', 'identity', documentOf(ALLOW, { Version: '2012-10-18' }), '.Version'],
  ['no statement', 'identity', { Version: '2012-10-17' }, ''],
  ['an unknown element', 'identity', documentOf({ ...ALLOW, Recource: '*' }), '.Statement[0].Recource'],
  [
    'an element in another case',
    'identity',
    documentOf({ effect: 'Allow', Action: '*', Resource: '*' }),
    '.Statement[0].effect',
  ],
  ['an Id in an identity policy', 'identity', documentOf(ALLOW, { Id: 'x' }), '.Id'],
  [
    'an effect in another case',
    'identity',
    documentOf({ ...ALLOW, Effect: 'allow' }),
    '.Statement[0].Effect',
  ],
  ['no effect', 'identity', documentOf({ Action: '*', Resource: '*' }), '.Statement[0]'],
  ['a Sid with a space', 'identity', documentOf({ ...ALLOW, Sid: 'a b' }), '.Statement[0].Sid'],
  ['a Sid that is a number', 'identity', documentOf({ ...ALLOW, Sid: 1 }), '.Statement[0].Sid'],
  [
    'a principal in an identity policy',
    'identity',
    documentOf({ ...ALLOW, Principal: '*' }),
    '.Statement[0].Principal',
  ],
  [
    'a NotPrincipal in an identity policy',
    'identity',
    documentOf({ ...ALLOW, NotPrincipal: '*' }),
    '.Statement[0].NotPrincipal',
  ],
  [
    'a principal in a boundary',
    'boundary',
    documentOf({ ...ALLOW, Principal: '*' }),
    '.Statement[0].Principal',
  ],
  ['no resource', 'identity', documentOf({ Effect: 'Allow', Action: '*' }), '.Statement[0]'],
  ['no action', 'identity', documentOf({ Effect: 'Allow', Resource: '*' }), '.Statement[0]'],
  ['an empty list of actions', 'identity', documentOf({ ...ALLOW, Action: [] }), '.Statement[0].Action'],
  [
    'an empty list of resources',
    'identity',
    documentOf({ ...ALLOW, Resource: [] }),
    '.Statement[0].Resource',
  ],
  ['both Action and NotAction', 'identity', documentOf({ ...ALLOW, NotAction: 'a:b' }), '.Statement[0]'],
  ['both Resource and NotResource', 'identity', documentOf({ ...ALLOW, NotResource: '*' }), '.Statement[0]'],
  [
    'an action that is none',
    'identity',
    documentOf({ ...ALLOW, Action: 'PutImage' }),
    '.Statement[0].Action',
  ],
  [
    'a wildcard in the action prefix',
    'identity',
    documentOf({ ...ALLOW, Action: 'e*:PutImage' }),
    '.Statement[0].Action',
  ],
  ['an action that is null', 'identity', documentOf({ ...ALLOW, Action: null }), '.Statement[0].Action'],
  [
    'an unknown operator',
    'identity',
    documentOf({ ...ALLOW, Condition: { StringMatches: { a: 'b' } } }),
    '.Statement[0].Condition.StringMatches',
  ],
  [
    'Null with IfExists',
    'identity',
    documentOf({ ...ALLOW, Condition: { NullIfExists: { a: 'true' } } }),
    '.Statement[0].Condition.NullIfExists',
  ],
  [
    'a condition value that is an object',
    'identity',
    documentOf({ ...ALLOW, Condition: { StringEquals: { a: {} } } }),
    '.Statement[0].Condition.StringEquals.a',
  ],
  [
    'an incomplete ARN in a session policy',
    'session',
    documentOf({ ...ALLOW, Resource: 'arn:aws:ecr' }),
    '.Statement[0].Resource',
  ],
  [
    'no principal in a resource policy',
    'resource',
    documentOf({ Effect: 'Allow', Action: '*' }),
    '.Statement[0]',
  ],
  [
    'both Principal and NotPrincipal',
    'resource',
    documentOf({ Effect: 'Deny', Action: '*', Principal: '*', NotPrincipal: '*' }),
    '.Statement[0]',
  ],
  [
    'NotPrincipal with Allow',
    'resource',
    documentOf({ ...ALLOW, NotPrincipal: { AWS: ACCOUNT } }),
    '.Statement[0].NotPrincipal',
  ],
  [
    'a wildcard inside a principal ARN',
    'resource',
    documentOf({ ...ALLOW, Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/codebuild-*` } }),
    '.Statement[0].Principal.AWS',
  ],
  [
    'every service as principal',
    'resource',
    documentOf({ ...ALLOW, Principal: { Service: '*' } }),
    '.Statement[0].Principal.Service',
  ],
  [
    'an unknown type of principal',
    'resource',
    documentOf({ ...ALLOW, Principal: { Role: 'x' } }),
    '.Statement[0].Principal.Role',
  ],
  [
    'a principal that is a name',
    'resource',
    documentOf({ ...ALLOW, Principal: 'ann' }),
    '.Statement[0].Principal',
  ],
  [
    'a resource in a trust policy',
    'trust',
    documentOf({ ...ALLOW, Action: 'sts:AssumeRole', Principal: '*' }),
    '.Statement[0].Resource',
  ],
  [
    'NotPrincipal in a trust policy',
    'trust',
    documentOf({ Effect: 'Deny', Action: 'sts:AssumeRole', NotPrincipal: '*' }),
    '.Statement[0].NotPrincipal',
  ],
  [
    'another action in a trust policy',
    'trust',
    documentOf({ Effect: 'Allow', Action: 's3:GetObject', Principal: '*' }),
    '.Statement[0].Action',
  ],
  [
    'an old version in a service control policy',
    'serviceControl',
    { Version: '2008-10-17', Statement: [ALLOW] },
    '.Version',
  ],
  ['no version in a service control policy', 'serviceControl', { Statement: [ALLOW] }, ''],
  [
    'a principal in a service control policy',
    'serviceControl',
    documentOf({ ...ALLOW, Principal: '*' }),
    '.Statement[0].Principal',
  ],
  [
    'an Allow in a resource control policy',
    'resourceControl',
    documentOf({ ...ALLOW, Principal: '*' }),
    '.Statement[0].Effect',
  ],
  [
    'a bare star as action in a resource control policy',
    'resourceControl',
    documentOf({ Effect: 'Deny', Principal: '*', Action: '*', Resource: '*' }),
    '.Statement[0].Action',
  ],
  [
    'NotAction in a resource control policy',
    'resourceControl',
    documentOf({ Effect: 'Deny', Principal: '*', NotAction: 's3:*', Resource: '*' }),
    '.Statement[0].NotAction',
  ],
  [
    'NotPrincipal in a resource control policy',
    'resourceControl',
    documentOf({ Effect: 'Deny', NotPrincipal: '*', Action: 's3:*', Resource: '*' }),
    '.Statement[0].NotPrincipal',
  ],
  [
    'one account as principal of a resource control policy',
    'resourceControl',
    documentOf({ Effect: 'Deny', Principal: { AWS: ACCOUNT }, Action: 's3:*', Resource: '*' }),
    '.Statement[0].Principal',
  ],
  [
    'no resource in a resource control policy',
    'resourceControl',
    documentOf({ Effect: 'Deny', Principal: '*', Action: 's3:*' }),
    '.Statement[0]',
  ],
];

describe('a policy that AWS would refuse', () => {
  test.each(GRAMMAR)('is an error with its place: %s', (_, layer, document, within) => {
    const isLevels = layer === 'serviceControl' || layer === 'resourceControl';
    const list = layer === 'trust' ? 'resource' : isLevels ? `${layer}[0].policies` : layer;
    expect(errorOf(withDocument(layer, document))).toMatchObject({
      code: 'malformed-policy',
      at: `policies.${list}[0].document${within}`,
    });
  });

  test.each([
    ['a single statement and bare values', 'identity', { Version: '2012-10-17', Statement: ALLOW }],
    [
      'unquoted numbers and booleans in conditions',
      'identity',
      documentOf({ ...ALLOW, Condition: { NumericEquals: { a: 1 }, Bool: { b: true } } }),
    ],
    ['an Id in a resource policy', 'resource', documentOf({ ...ALLOW, Principal: '*' }, { Id: 'x' })],
    [
      'a Sid with spaces in a repository policy',
      'resource',
      documentOf({ ...ALLOW, Principal: '*', Sid: 'new statement' }),
    ],
    [
      'a repository policy without Resource',
      'resource',
      documentOf({ Effect: 'Allow', Action: 'ecr:*', Principal: '*' }),
    ],
    [
      'an incomplete ARN in an identity policy',
      'identity',
      documentOf({ ...ALLOW, Resource: 'arn:aws:ecr' }),
    ],
    [
      'NotAction with Allow in a service control policy',
      'serviceControl',
      documentOf({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }),
    ],
    ['every character up to U+00FF', 'identity', documentOf({ ...ALLOW, Resource: 'arn:aws:s3:::b/ÿ' })],
    [
      "AWS's own RCPFullAWSAccess",
      'resourceControl',
      documentOf({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }),
    ],
  ] as const)('is none with %s', (_, layer, document) => {
    expect(errorOf(withDocument(layer, document))).toBeNull();
  });
});

describe('what is said of a case that is not well-formed', () => {
  test.each([
    ['a field nobody knows', { extra: 1 }, 'unknown field `extra`'],
    [
      'a layer of another type',
      { policies: { boundary: null } },
      'expected a list of policies or `"unreadable"`',
    ],
    [
      'a word for a layer',
      { policies: { session: 'unread' } },
      'expected a list of policies or `"unreadable"`',
    ],
    ['no action', { request: { ...REQUEST, action: undefined } }, 'missing: expected text'],
    ['a null', { request: { ...REQUEST, roleArn: null } }, 'expected text, found null'],
    [
      'a number in the context',
      { request: { ...REQUEST, context: { k: 1 } } },
      'expected text or a list of texts',
    ],
    [
      'a principal of no form',
      { request: { ...REQUEST, principal: 7 } },
      'expected an ARN, `{"service": …}` or `{"anonymous": true}`',
    ],
    [
      'nobody who is somebody',
      { request: { ...REQUEST, principal: { anonymous: false } } },
      'expected `true`',
    ],
  ])('of %s', (_, change, message) => {
    expect(errorOf({ name: 'n', request: REQUEST, policies: {}, ...change })?.message).toBe(message);
  });
});
