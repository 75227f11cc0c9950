import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTrailEvent, wasDenied } from '#evidence/cloudtrail/event.ts';

const SESSION = 'arn:aws:sts::111122223333:assumed-role/codebuild-app/AWSCodeBuild-4ee54981';
const EVENT = {
  eventVersion: '1.10',
  userIdentity: {
    type: 'AssumedRole',
    arn: SESSION,
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/service-role/codebuild-app' } },
  },
  eventTime: '2026-01-15T10:35:19Z',
  eventSource: 'ecr.amazonaws.com',
  eventName: 'InitiateLayerUpload',
  awsRegion: 'us-west-2',
  errorCode: 'AccessDenied',
  errorMessage: `User: ${SESSION} is not authorized to perform: ecr:InitiateLayerUpload`,
  requestParameters: { repositoryName: 'app', registryId: '111122223333' },
  resources: [{ accountId: '111122223333', ARN: 'arn:aws:ecr:us-west-2:111122223333:repository/app' }],
  vpcEndpointId: 'vpce-0a1b2c3d',
  recipientAccountId: '111122223333',
};

describe('reading a CloudTrail event', () => {
  it('tells who called what, from where, and why it failed', () => {
    expect(readTrailEvent(JSON.stringify(EVENT))).toEqual({
      ok: true,
      value: {
        eventId: null,
        eventTime: '2026-01-15T10:35:19Z',
        eventName: 'InitiateLayerUpload',
        eventSource: 'ecr.amazonaws.com',
        region: 'us-west-2',
        errorCode: 'AccessDenied',
        errorMessage: EVENT.errorMessage,
        principalArn: SESSION,
        issuerArn: 'arn:aws:iam::111122223333:role/service-role/codebuild-app',
        invokedBy: null,
        responseElements: null,
        requestParameters: { repositoryName: 'app', registryId: '111122223333' },
        resources: ['arn:aws:ecr:us-west-2:111122223333:repository/app'],
        vpcEndpointId: 'vpce-0a1b2c3d',
        recipientAccount: '111122223333',
      },
    });
  });

  it('leaves null what the event lacks or holds in another type', () => {
    const odd = {
      eventName: 'A',
      eventSource: 'b',
      userIdentity: 'root',
      requestParameters: [1],
      resources: [3, {}],
      errorCode: 7,
    };
    const read = readTrailEvent(JSON.stringify(odd));
    expect(read).toMatchObject({
      ok: true,
      value: { principalArn: null, issuerArn: null, requestParameters: null, resources: [], errorCode: null },
    });
  });

  it.each(['', 'null', '[]', '{"eventName":"A"}', '{', '{"eventName":1,"eventSource":"b"}'])(
    'names the problem of %j',
    (text) => {
      expect(readTrailEvent(text)).toMatchObject({ ok: false });
    },
  );

  it.each([
    ['AccessDenied', true],
    ['AccessDeniedException', true],
    ['Client.UnauthorizedOperation', true],
    ['AuthorizationErrorException', true],
    ['RepositoryNotFoundException', false],
    ['ThrottlingException', false],
  ])('takes error code %s for a denial: %s', (errorCode, denied) => {
    const read = readTrailEvent(JSON.stringify({ ...EVENT, errorCode }));
    expect(read.ok && wasDenied(read.value)).toBe(denied);
  });

  it('answers any text with an event or a problem', () => {
    const record = fc.dictionary(fc.constantFrom(...Object.keys(EVENT), 'arn'), fc.jsonValue());
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          record.map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(typeof readTrailEvent(text).ok).toBe('boolean');
        },
      ),
    );
  });

  it('answers deeply nested and endless text with a problem or an event', () => {
    expect(readTrailEvent('['.repeat(200_000)).ok).toBe(false);
    expect(
      readTrailEvent(
        `{"eventName":"A","eventSource":"b","requestParameters":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
      ).ok,
    ).toBe(true);
    expect(readTrailEvent(`"${'a'.repeat(1 << 21)}"`).ok).toBe(false);
  });
});
