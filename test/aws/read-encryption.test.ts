import { describe, expect, it } from 'vitest';
import type { Connection } from '#aws/connection.ts';
import { readParameterKey, readSecretKey } from '#aws/read-encryption.ts';
import { err, ok } from '#basics/result.ts';

const PLACE = { partition: 'aws', account: '111122223333', region: 'us-west-2' };
const KEY = 'arn:aws:kms:us-west-2:111122223333:key/1';

/** Answers as AWS documents them, by operation. */
function answering(answers: Readonly<Record<string, object>>): Connection {
  const connection: Partial<Connection> = {
    read: (async (_service: string, operation: string) =>
      ok(answers[operation] ?? {})) as unknown as Connection['read'],
    inRegion: () => connection as Connection,
    ofAccount: () => connection as Connection,
  };
  return connection as Connection;
}

describe('the key of a secret', () => {
  it.each<[string, object, string | null]>([
    ['by its ARN', { KmsKeyId: KEY }, KEY],
    ['by its ID', { KmsKeyId: '1' }, KEY],
    ['by an alias, which KMS resolves', { KmsKeyId: 'alias/app' }, KEY],
    ["that is AWS's own", { KmsKeyId: 'alias/aws/secretsmanager' }, null],
    ['that is left out, being the default', {}, null],
  ])('is told %s', async (_, described, keyArn) => {
    const connection = answering({ DescribeSecret: described, DescribeKey: { KeyMetadata: { Arn: KEY } } });
    expect(await readSecretKey(connection, PLACE, 'db')).toEqual({ kind: 'known', value: { keyArn } });
  });
});

it('takes an alias of no key for no proof that there is no secret', async () => {
  const problem = {
    kind: 'not-found',
    code: 'NotFoundException',
    message: '',
    call: '',
    action: null,
    resource: null,
  };
  const connection: Partial<Connection> = {
    read: (async (_service: string, operation: string) =>
      operation === 'DescribeKey'
        ? err(problem)
        : ok({ KmsKeyId: 'alias/gone' })) as unknown as Connection['read'],
    inRegion: () => connection as Connection,
    ofAccount: () => connection as Connection,
  };
  expect(await readSecretKey(connection as Connection, PLACE, 'db')).toMatchObject({
    kind: 'unreadable',
    problem: { why: 'NotFoundException' },
  });
});

describe('the key of a parameter', () => {
  it('is that of the parameter of the very name', async () => {
    const Parameters = [
      { Name: 'token-2', KeyId: '2' },
      { Name: 'token', KeyId: KEY },
    ];
    const connection = answering({ DescribeParameters: { Parameters } });
    expect(await readParameterKey(connection, PLACE, 'token')).toEqual({
      kind: 'known',
      value: { keyArn: KEY },
    });
  });

  it('is none where there is no such parameter, which is no error to AWS', async () => {
    const connection = answering({ DescribeParameters: { Parameters: [] } });
    expect(await readParameterKey(connection, PLACE, 'token')).toEqual({ kind: 'absent' });
  });
});
