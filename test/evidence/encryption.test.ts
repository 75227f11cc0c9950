import { describe, expect, it } from 'vitest';
import { absent, known, unreadable } from '#account/snapshot.ts';
import { encryptedBy, readKeys } from '#evidence/encryption.ts';
import type { Use } from '#evidence/evidence.ts';
import { use } from '../diagnosis/build-snapshot.ts';

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1';
const SECRET = 'arn:aws:secretsmanager:us-west-2:111122223333:secret:db';
const secretCall = (...resources: readonly string[]): Use => ({
  kind: 'aws-call',
  service: 'secretsmanager',
  operation: 'GetSecretValue',
  action: 'secretsmanager:GetSecretValue',
  resources,
});

describe('what may be under a key of its own', () => {
  it.each<[string, Use, readonly string[]]>([
    ['a secret, as it is named', { kind: 'read-secret', id: 'prod/db' }, ['secret prod/db']],
    ['a secret of a command, without its made-up end', secretCall(`${SECRET}-??????`), [`secret ${SECRET}`]],
    ['a parameter', { kind: 'read-parameter', name: '/ci/token' }, ['parameter /ci/token']],
    ['a version of a parameter', { kind: 'read-parameter', name: 'token:3' }, ['parameter token']],
    [
      'a parameter by its ARN',
      { kind: 'read-parameter', name: 'arn:aws:ssm:us-west-2:111122223333:parameter/ci/token' },
      ['parameter /ci/token'],
    ],
    ['no other call', { ...secretCall(SECRET), action: 'secretsmanager:PutSecretValue' } as Use, []],
  ])('%s', (_, one, expected) => {
    expect(encryptedBy(use(one)).map(({ kind, id }) => `${kind} ${id}`)).toEqual(expected);
  });
});

describe('the keys of what is read', () => {
  const reads = [use({ kind: 'read-secret', id: 'db' }), use({ kind: 'read-parameter', name: 'token' })];
  const problem = { what: 'key', why: 'AccessDenied', message: '', needs: null, on: null };

  it('are used through the service that holds it, by the same evidence', () => {
    const keys = {
      secretKeys: { db: known({ keyArn: KEY }) },
      parameterKeys: { token: known({ keyArn: KEY }) },
    };
    expect(readKeys(reads, keys)).toMatchObject([
      { grade: 'declared', use: { kind: 'use-key', keyArn: KEY, via: 'secretsmanager' } },
      { grade: 'declared', use: { kind: 'use-key', keyArn: KEY, via: 'ssm' } },
    ]);
  });

  it('name what they are used for, as far as all of it is known by its own name', () => {
    const DB = 'arn:aws:secretsmanager:us-west-2:111122223333:secret:db-AbCdEf';
    const parameterKeys = { token: known({ keyArn: KEY }) };
    const of = (secretKeys: Parameters<typeof readKeys>[1]['secretKeys']) =>
      readKeys([...reads, use({ kind: 'read-secret', id: 'app' })], { secretKeys, parameterKeys }).map(
        (one) => (one.kind === 'use' && one.use.kind === 'use-key' ? (one.use.for ?? null) : one.kind),
      );
    const app = known({ keyArn: KEY, arn: DB.replace('db', 'app') });
    const both = [DB.replace('db', 'app'), DB];
    expect(of({ db: known({ keyArn: KEY, arn: DB }), app })).toEqual([both, ['token'], both]);
    expect(of({ db: known({ keyArn: KEY }), app })).toEqual([null, ['token'], null]);
    expect(of({ db: known({ keyArn: null, arn: DB }), app })).toEqual([['token'], [both[0]]]);
  });

  it("are nothing to speak of where AWS's own key encrypts it, or where it is not there", () => {
    const keys = { secretKeys: { db: known({ keyArn: null }) }, parameterKeys: { token: absent } };
    expect(readKeys(reads, keys)).toEqual([]);
  });

  it('are said to be unread where they could not be read or were not asked for', () => {
    const [one, ...others] = readKeys(reads, { secretKeys: { db: unreadable(problem) }, parameterKeys: {} });
    expect(one).toMatchObject({
      kind: 'unresolved',
      why: expect.stringContaining('2 secrets and parameters'),
    });
    expect(others).toEqual([]);
  });
});
