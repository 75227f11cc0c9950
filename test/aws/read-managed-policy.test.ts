import { describe, expect, test } from 'vitest';
import type { Connection } from '#aws/connection.ts';
import { readManagedPolicy } from '#aws/read-role.ts';
import { ok } from '#basics/result.ts';

const OWN = 'arn:aws:iam::290008131176:policy/CodeBuildBasePolicy';
const OF_AWS = 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess';

/** A policy that is at a version, read; and the calls in the order in which they were made, each answered only once nothing more is asked. */
async function readAt(arn: string, defaultVersion: string) {
  const calls: string[] = [];
  const answers: (() => void)[] = [];
  const read = async (_service: string, operation: string, { VersionId = '' }: { VersionId?: string }) => {
    calls.push(`${operation} ${VersionId}`.trim());
    await new Promise<void>((answer) => {
      answers.push(answer);
    });
    return ok(
      operation === 'GetPolicy'
        ? { Policy: { PolicyName: 'a', DefaultVersionId: defaultVersion } }
        : { PolicyVersion: { Document: encodeURIComponent(`{"at":"${VersionId}"}`) } },
    );
  };
  const rounds: string[][] = [];
  const reading = readManagedPolicy({ read } as unknown as Connection, arn);
  while (answers.length > 0) {
    rounds.push(calls.splice(0));
    for (const answer of answers.splice(0)) answer();
    await new Promise(setImmediate);
  }
  const policy = await reading;
  return { rounds, text: policy.kind === 'known' ? policy.value.text : null };
}

describe('a managed policy', () => {
  test('of the account that never changed is read in one round', async () => {
    const { rounds, text } = await readAt(OWN, 'v1');
    expect(rounds).toEqual([['GetPolicy', 'GetPolicyVersion v1']]);
    expect(text).toBe('{"at":"v1"}');
  });

  test('that changed is read as it is in force', async () => {
    const { rounds, text } = await readAt(OWN, 'v3');
    expect(rounds).toEqual([['GetPolicy', 'GetPolicyVersion v1'], ['GetPolicyVersion v3']]);
    expect(text).toBe('{"at":"v3"}');
  });

  test('of AWS, which changed more often than not, is not guessed at', async () => {
    const { rounds, text } = await readAt(OF_AWS, 'v1');
    expect(rounds).toEqual([['GetPolicy'], ['GetPolicyVersion v1']]);
    expect(text).toBe('{"at":"v1"}');
  });
});
