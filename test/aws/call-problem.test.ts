import { afterEach, describe, expect, it, vi } from 'vitest';
import { ok } from '#basics/result.ts';
import { callProblem, namedInDenial } from '#aws/call-problem.ts';

const SITE = { service: 'iam', operation: 'PutRolePolicy', input: { RoleName: 'R' }, region: 'us-east-1' };
const ask = () =>
  Promise.resolve(
    ok({ partition: 'aws-cn', account: '111122223333', arn: 'arn:aws-cn:iam::111122223333:user/u' }),
  );
/** As the SDK throws it for an answer of AWS. */
const error = (name: string, message = 'm', more: object = {}) =>
  Object.assign(new Error(message), { name, $fault: 'client', ...more });

afterEach(() => vi.unstubAllEnvs());

describe('the kind of a problem', () => {
  it.each([
    ['AccessDenied', 'denied'],
    ['AccessDeniedException', 'denied'],
    ['UnauthorizedOperation', 'denied'],
    ['NoSuchEntityException', 'not-found'],
    ['RepositoryPolicyNotFoundException', 'not-found'],
    ['ResourceNotFoundException', 'not-found'],
    ['AWSOrganizationsNotInUseException', 'not-found'],
    ['EntityAlreadyExistsException', 'conflict'],
    ['RepositoryNotEmptyException', 'conflict'],
    ['DeleteConflictException', 'conflict'],
    ['LimitExceededException', 'quota'],
    ['AccountLimitExceededException', 'quota'],
    ['MalformedPolicyDocumentException', 'invalid'],
    ['ValidationError', 'invalid'],
    ['Throttling', 'throttled'],
    ['ThrottlingException', 'throttled'],
    ['TooManyRequestsException', 'throttled'],
    ['ExpiredToken', 'credentials'],
    ['ExpiredTokenException', 'credentials'],
    ['InvalidClientTokenId', 'credentials'],
    ['UnrecognizedClientException', 'credentials'],
    ['TimeoutError', 'unreachable'],
  ])('of %s is %s', async (name, kind) => {
    expect(await callProblem(error(name), SITE, ask)).toMatchObject({ kind, code: name });
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND', 'ECONNRESET', 'ETIMEDOUT'])('of %s is unreachable', async (code) => {
    const problem = await callProblem(error('Error', '', { code }), SITE, ask);
    expect(problem).toMatchObject({ kind: 'unreachable', code });
  });

  it('is that the answer is none of AWS where the SDK could not read it', async () => {
    const unread = Object.assign(new SyntaxError('Unexpected end of JSON input'), { $response: {} });
    expect(await callProblem(unread, SITE, ask)).toMatchObject({
      kind: 'unreachable',
      code: 'InvalidAnswer',
      message: 'the answer is none of AWS',
    });
  });

  it('is told by the HTTP status where the answer had no body', async () => {
    const answer = error('UnknownError', 'UnknownError', { $metadata: { httpStatusCode: 403 } });
    expect(await callProblem(answer, SITE, ask)).toMatchObject({
      kind: 'denied',
      message: 'the answer held no message',
    });
  });

  it('is given with the code of the wire where the SDK names its class otherwise', async () => {
    const answer = error('NoSuchEntityException', 'm', { Code: 'NoSuchEntity' });
    expect(await callProblem(answer, SITE, ask)).toMatchObject({ kind: 'not-found', code: 'NoSuchEntity' });
  });
});

describe('a denial', () => {
  it('names the action and the ARN that AWS says are lacking', () => {
    const message =
      'User: arn:aws:iam::1:user/u is not authorized to perform: iam:GetRole on resource: arn:aws:iam::1:role/p/R because no';
    expect(namedInDenial(message)).toEqual({ action: 'iam:GetRole', resource: 'arn:aws:iam::1:role/p/R' });
  });

  it('names what the call is authorised on where AWS names a role in words', async () => {
    const message = 'User: u is not authorized to perform: iam:PutRolePolicy on resource: role R because no';
    expect(await callProblem(error('AccessDenied', message), SITE, ask)).toMatchObject({
      action: 'iam:PutRolePolicy',
      resource: 'arn:aws-cn:iam::111122223333:role/R',
    });
  });

  it.each([
    [
      'codebuild',
      'BatchGetBuilds',
      { ids: ['p:uuid'] },
      'arn:aws-cn:codebuild:us-east-1:111122223333:project/p',
    ],
    [
      'ecr',
      'GetRepositoryPolicy',
      { repositoryName: 'a/b', registryId: '2' },
      'arn:aws-cn:ecr:us-east-1:2:repository/a/b',
    ],
    [
      'logs',
      'GetLogEvents',
      { logGroupName: 'g', logStreamName: 's' },
      'arn:aws-cn:logs:us-east-1:111122223333:log-group:g:log-stream:s',
    ],
    ['s3', 'GetObject', { Bucket: 'b', Key: 'k' }, 'arn:aws-cn:s3:::b/k'],
    ['cloudtrail', 'LookupEvents', {}, '*'],
  ])('of %s:%s without words names the ARN of its input', async (...row) => {
    const [service, operation, input, resource] = row;
    const site = { service, operation, input, region: 'us-east-1' };
    expect(await callProblem(error('AccessDenied', 'Access Denied'), site, ask)).toMatchObject({
      action: `${service}:${operation}`,
      resource,
    });
  });
});

describe('the message of a problem', () => {
  it('leaves out the signed request that a signature error repeats', async () => {
    const message =
      "does not match. The Canonical String for this request should have been 'x-amz-security-token:T'";
    const problem = await callProblem(error('SignatureDoesNotMatch', message), SITE, ask);
    expect(problem.message).toBe('does not match.');
  });

  it('never shows a secret of the environment', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'sEcReT-kEy');
    expect((await callProblem(error('X', 'a sEcReT-kEy b'), SITE, ask)).message).toBe('a *** b');
  });

  it.each([
    ['ECONNREFUSED', 'unreachable', 'the host refused the connection'],
    ['ENOTFOUND', 'unreachable', 'the name of the host is not known'],
    ['ECONNRESET', 'unreachable', 'the host closed the connection before an answer came'],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      'unreachable',
      'SSL validation failed: the certificate is signed by no CA that is trusted here',
    ],
    [
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
      'unreachable',
      'SSL validation failed: the certificate is signed by no CA that is trusted here',
    ],
    [
      'ERR_TLS_CERT_ALTNAME_INVALID',
      'unreachable',
      'SSL validation failed: the certificate is one of another host',
    ],
  ])('is in our words where Node or OpenSSL says %s', async (code, kind, message) => {
    const thrown = Object.assign(new Error('write E of a library'), { code });
    expect(await callProblem(thrown, SITE, ask)).toMatchObject({ kind, code, message });
  });

  it('is in our words for a mistake of a library, whatever it says', async () => {
    const thrown = new TypeError("Cannot read properties of undefined (reading 'request')");
    expect((await callProblem(thrown, SITE, ask)).message).toMatch(/^a fault in Rolemend/);
  });

  it('is bounded', async () => {
    const problem = await callProblem(error('X', 'x'.repeat(100_000)), SITE, ask);
    expect(problem.message.length).toBeLessThan(2_000);
  });
});
