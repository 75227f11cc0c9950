import { describe, expect, test } from 'vitest';
import { simulate } from '#iam/simulate.ts';

const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';
const request = {
  principal: 'arn:aws:sts::290008131176:assumed-role/codebuild-TrackerAPI-service-role/AWSCodeBuild-1',
  roleArn: 'arn:aws:iam::290008131176:role/service-role/codebuild-TrackerAPI-service-role',
  action: 'ecr:PutImage',
  resource: REPOSITORY,
};
const allow = (Action: string, Resource: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});
const identity = (...documents: object[]) =>
  documents.map((document, index) => ({ name: `P${index}`, document }));

describe('a case', () => {
  test('is allowed by an identity policy on the very repository', () => {
    expect(
      simulate({
        name: 'push',
        request,
        policies: { identity: identity(allow('ecr:PutImage', REPOSITORY)) },
      }),
    ).toMatchObject({
      name: 'push',
      decision: 'allowed',
      deniedBy: [],
    });
  });

  test('names the boundary that stops it and the nearest miss in it', () => {
    const answer = simulate({
      request,
      policies: {
        identity: identity(allow('ecr:*', '*')),
        boundary: [{ name: 'DevBoundary', document: allow('s3:*', '*') }],
      },
    });
    expect(answer).toMatchObject({
      decision: 'implicitlyDenied',
      deniedBy: ['boundary'],
      layers: { identity: 'allowed', boundary: 'implicitlyDenied', session: 'absent' },
      reasons: [
        {
          layer: 'boundary',
          policy: 'DevBoundary',
          statement: 0,
          because: 'action `ecr:PutImage` is none of `s3:*`',
        },
      ],
    });
  });

  test('says which field of the nearest resource differs', () => {
    const answer = simulate({
      request,
      policies: { identity: identity(allow('ecr:*', REPOSITORY.replace('us-west-2', 'us-east-1'))) },
    });
    expect(answer).toMatchObject({
      reasons: [
        {
          mismatch: 'resource',
          because: expect.stringContaining('the region is `us-east-1`, not `us-west-2`'),
        },
      ],
    });
  });

  test('names of many resources those that come nearest', () => {
    const others = Array.from({ length: 300_000 }, (_, index) => `arn:aws:s3:::bucket-${index}`);
    const near = REPOSITORY.replace('tracker_api', 'tracker');
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: [...others, near] }],
    };
    expect(simulate({ request, policies: { identity: identity(document) } })).toMatchObject({
      reasons: [
        { because: expect.stringMatching(/is none of `arn:aws:ecr:[^`]*tracker`, .* and 299997 more$/) },
      ],
    });
  });

  test.each([
    ['ecr:GetAuthorizationToken', '`ecr:GetAuthorizationToken` works only on `*`'],
    ['ecr:DescribeRepositories', 'it was asked for on `*`, which an ARN does not cover'],
  ])('on `*` says why %s is not granted on an ARN', (action, words) => {
    const answer = simulate({
      request: { ...request, action, resource: '*' },
      policies: { identity: identity(allow(action, REPOSITORY)) },
    });
    expect(answer).toMatchObject({ reasons: [{ because: expect.stringContaining(words) }] });
  });

  test('says what of a statement it matched', () => {
    const document = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['s3:*', 'ecr:Put*'],
          Resource: ['arn:aws:s3:::b', 'arn:aws:ecr:*:*:repository/tracker*'],
          Condition: { Bool: { 'aws:SecureTransport': 'true' } },
        },
      ],
    };
    const asked = { ...request, context: { 'aws:SecureTransport': 'true' } };
    expect(simulate({ request: asked, policies: { identity: identity(document) } })).toMatchObject({
      reasons: [
        {
          matched: true,
          because:
            'the action matches `ecr:Put*`; the resource matches `arn:aws:ecr:*:*:repository/tracker*`; ' +
            'it meets Bool on `aws:SecureTransport`',
        },
      ],
    });
  });

  test('says what a statement that may match hangs on', () => {
    const document = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: '*', Resource: '*', Condition: { StringLike: { 'aws:userid': 'AROA*' } } },
      ],
    };
    expect(simulate({ request, policies: { identity: identity(document) } })).toMatchObject({
      decision: 'unknown',
      missing: ['aws:userid'],
      reasons: [
        {
          because:
            'that hangs on what is not known: the action matches `*`; the resource matches `*`; ' +
            'condition StringLike on `aws:userid` wants `AROA*`; the key is unknown',
        },
      ],
    });
  });

  test('is unknown when it hangs on a layer that could not be read', () => {
    const policies = { identity: identity(allow('ecr:*', '*')), boundary: 'unreadable' };
    expect(simulate({ request, policies })).toMatchObject({ decision: 'unknown', missing: ['boundary'] });
  });

  test('is denied whatever an unreadable layer says when another layer lacks the Allow', () => {
    expect(simulate({ request, policies: { identity: [], boundary: 'unreadable' } })).toMatchObject({
      decision: 'implicitlyDenied',
      deniedBy: ['identity'],
    });
  });
});

describe('a case that cannot be decided', () => {
  test.each([
    [
      'an unknown field',
      { request: { ...request, extra: 1 }, policies: {} },
      'unknown-field',
      'request.extra',
    ],
    [
      'a malformed ARN',
      { request: { ...request, resource: 'arn:aws:ecr' }, policies: {} },
      'malformed-arn',
      'request.resource',
    ],
    ['a wrong type', { request, policies: { identity: 3 } }, 'wrong-type', 'policies.identity'],
    [
      'a malformed policy',
      {
        request,
        policies: {
          identity: identity({ Statement: [{ Effect: 'allow', Action: 'ecr:*', Resource: '*' }] }),
        },
      },
      'malformed-policy',
      'policies.identity[0].document.Statement[0].Effect',
    ],
    ['no object at all', 'text', 'wrong-type', ''],
  ])('with %s says what is wrong and where', (_name, input, code, at) => {
    expect(simulate(input)).toEqual({ name: null, error: { code, message: expect.any(String), at } });
  });
});
