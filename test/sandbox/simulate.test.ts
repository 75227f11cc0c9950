/** The policy simulator: it evaluates what it is given, and no policy that is stored with a resource. */
import { IAMClient, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, allow, settings, start, statements, takeRole } from './arrange.ts';

const ROLE = `arn:aws:iam::${ACCOUNT}:role/build`;
let sandbox: Sandbox;
let key: string;
beforeAll(async () => {
  sandbox = await start();
  const other = { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } };
  await takeRole(sandbox, { name: 'other' });
  const policy = statements({ ...other, Action: 'kms:*', Resource: '*' });
  const made = await new KMSClient(settings(sandbox)).send(
    new CreateKeyCommand({ Policy: policy, BypassPolicyLockoutSafetyCheck: true }),
  );
  key = made.KeyMetadata?.Arn ?? '';
  await takeRole(sandbox, { name: 'build', policy: statements(allow(['kms:Decrypt', 'sts:AssumeRole'])) });
});
afterAll(() => sandbox.close());

async function simulate(action: string, resource: string, policy?: string) {
  const { EvaluationResults } = await new IAMClient(settings(sandbox)).send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: ROLE,
      ActionNames: [action],
      ResourceArns: [resource],
      ...(policy === undefined ? {} : { ResourcePolicy: policy, CallerArn: ROLE }),
    }),
  );
  return EvaluationResults?.[0];
}

test('a key is judged by what the role may, whatever the policy of the key says', async () => {
  const result = await simulate('kms:Decrypt', key);
  expect(result?.EvalDecision).toBe('allowed');
  expect(result?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual(['test']);
  expect((await simulate('kms:Encrypt', key))?.EvalDecision).toBe('implicitDeny');
});

test('so is a role that is taken', async () => {
  const other = `arn:aws:iam::${ACCOUNT}:role/other`;
  expect((await simulate('sts:AssumeRole', other))?.EvalDecision).toBe('allowed');
  expect((await simulate('sts:TagSession', other))?.EvalDecision).toBe('implicitDeny');
});

test('the policy that is given is judged', async () => {
  const given = statements({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` },
    Action: 'kms:*',
    Resource: '*',
  });
  expect((await simulate('kms:Decrypt', key, given))?.EvalDecision).toBe('implicitDeny');
});
