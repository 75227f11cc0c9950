/** A policy that would be longer than its service takes: told, and never written. */
import { expect, it } from 'vitest';
import { WRITTEN_POLICIES } from '#account/policy-address.ts';
import { withStatement } from '#plan/handoffs/statements.ts';
import { named } from '#plan/handoffs/named.ts';
import { allow } from '../diagnosis/build-snapshot.ts';

const ACCOUNT = '290008131176';
const QUOTA = {
  trust: 2_048,
  repository: 10_240,
  registry: 10_240,
  key: 32_768,
  bucket: 20_480,
  secret: 20_480,
  vpcEndpoint: 20_480,
  serviceControl: 10_240,
  resourceControl: 5_120,
};

const namedWith = (kind: (typeof WRITTEN_POLICIES)[number], after: string) =>
  named(
    { account: ACCOUNT },
    {
      target: { kind, on: 'x' },
      owner: ACCOUNT,
      explicit: false,
      change: { before: null, after, statement: null },
    },
  );

it.each(WRITTEN_POLICIES)('of %s is refused one character past the quota, with both numbers', (kind) => {
  const quota = QUOTA[kind];
  expect(namedWith(kind, 'x'.repeat(quota)).refused).toBeNull();
  expect(namedWith(kind, 'x'.repeat(quota + 1)).refused).toBe(
    `it would come to ${quota + 1} characters, where ${quota} are the quota`,
  );
});

it('is laid out without white space where that may count', () => {
  const before = allow(
    's3:GetObject',
    Array.from({ length: 60 }, (_, at) => `arn:aws:s3:::a-bucket-of-the-team-${at}/*`).join(),
  );
  const { after } = withStatement(before, {
    Effect: 'Allow',
    Action: 'x:Y',
    Resource: Array.from({ length: 80 }, (_, at) => `arn:aws:x:::${'y'.repeat(20)}${at}`),
  });
  expect(after).not.toMatch(/\s/);
  expect(withStatement(allow('s3:GetObject', '*'), { Effect: 'Allow' }).after).toContain('\n');
});
