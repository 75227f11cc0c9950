/** Session policies and session tags: what a session may do is what its role may and its session policies let through. */
import { CreatePolicyCommand, CreateRoleCommand, IAMClient, TagRoleCommand } from '@aws-sdk/client-iam';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, OTHER, allow, putPolicy, settings, start, statements, type Keys } from './arrange.ts';

let sandbox: Sandbox;
let iam: IAMClient;
const RoleArn = `arn:aws:iam::${ACCOUNT}:role/build`;
const trust = (Action: readonly string[]): string =>
  statements({ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action });

beforeEach(async () => {
  sandbox = await start();
  iam = new IAMClient(settings(sandbox));
  const AssumeRolePolicyDocument = trust(['sts:AssumeRole', 'sts:TagSession']);
  await iam.send(new CreateRoleCommand({ RoleName: 'build', AssumeRolePolicyDocument }));
  await putPolicy(sandbox, { name: 'build', policy: statements(allow('ssm:*')) });
});
afterEach(() => sandbox.close());

async function assume(input: Partial<AssumeRoleCommandInput>, from?: Keys): Promise<Keys> {
  const { Credentials: keys } = await new STSClient(settings(sandbox, from)).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'test', ...input }),
  );
  return {
    accessKeyId: keys?.AccessKeyId ?? '',
    secretAccessKey: keys?.SecretAccessKey ?? '',
    sessionToken: keys?.SessionToken ?? '',
  };
}

const read = (keys: Keys) =>
  new SSMClient(settings(sandbox, keys)).send(new GetParametersCommand({ Names: ['p'] }));
const write = (keys: Keys) =>
  new SSMClient(settings(sandbox, keys)).send(
    new PutParameterCommand({ Name: 'p', Value: 'v', Type: 'String', Overwrite: true }),
  );
const denied = (action: string, why: string): object => ({
  name: 'AccessDeniedException',
  message: expect.stringMatching(new RegExp(`${action} on resource: .*${why}`)) as string,
});

async function managed(name: string, action: string): Promise<string> {
  const PolicyDocument = statements(allow(action));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument }));
  return Policy?.Arn ?? '';
}

test('a policy that is passed bounds the session', async () => {
  const keys = await assume({ Policy: statements(allow(['ssm:GetParameters', 's3:*'])) });
  await read(keys);
  await expect(write(keys)).rejects.toMatchObject(
    denied('ssm:PutParameter', 'because no session policy allows the ssm:PutParameter action'),
  );
});

test('managed policies that are passed bound the session, each and the passed one adding to what it may', async () => {
  const arn = await managed('write', 'ssm:PutParameter');
  const keys = await assume({ PolicyArns: [{ arn }] });
  await write(keys);
  await expect(read(keys)).rejects.toMatchObject(denied('ssm:GetParameters', 'because no session policy'));
  const both = await assume({ PolicyArns: [{ arn }], Policy: statements(allow('ssm:GetParameters')) });
  await write(both);
  await read(both);
});

test('a session is no wider than its role', async () => {
  const arn = await managed('all', '*');
  await putPolicy(sandbox, { name: 'build', policy: statements(allow('ssm:GetParameters')) });
  const keys = await assume({ PolicyArns: [{ arn }] });
  await expect(write(keys)).rejects.toMatchObject(
    denied('ssm:PutParameter', 'because no identity-based policy'),
  );
});

test('policies that are not there, of another account or too large are refused', async () => {
  for (const account of [ACCOUNT, OTHER])
    await expect(
      assume({ PolicyArns: [{ arn: `arn:aws:iam::${account}:policy/absent` }] }),
    ).rejects.toMatchObject({ name: 'ValidationError' });
  const Policy = statements(allow('ssm:GetParameters', `arn:aws:ssm:*:*:parameter/${'x'.repeat(2100)}`));
  await expect(assume({ Policy })).rejects.toMatchObject({ name: 'PackedPolicyTooLargeException' });
});

test("tags of a role and of its session are asked for by conditions, the session's before the role's", async () => {
  const where = { StringEquals: { 'aws:PrincipalTag/team': 'a' } };
  await putPolicy(sandbox, {
    name: 'build',
    policy: statements({ ...allow('ssm:GetParameters'), Condition: where }),
  });
  await expect(read(await assume({}))).rejects.toMatchObject(denied('ssm:GetParameters', ''));
  await read(await assume({ Tags: [{ Key: 'team', Value: 'a' }] }));
  await iam.send(new TagRoleCommand({ RoleName: 'build', Tags: [{ Key: 'team', Value: 'a' }] }));
  await read(await assume({}));
  await expect(read(await assume({ Tags: [{ Key: 'team', Value: 'b' }] }))).rejects.toMatchObject(
    denied('ssm:GetParameters', ''),
  );
});

test('tags of a session need a right of their own', async () => {
  const AssumeRolePolicyDocument = trust(['sts:AssumeRole']);
  await iam.send(new CreateRoleCommand({ RoleName: 'plain', AssumeRolePolicyDocument }));
  const build = await assume({});
  await putPolicy(sandbox, {
    name: 'build',
    policy: statements(allow(['sts:AssumeRole', 'sts:TagSession'])),
  });
  const plain = { RoleArn: `arn:aws:iam::${ACCOUNT}:role/plain` };
  await assume(plain, build);
  await putPolicy(sandbox, { name: 'build', policy: statements(allow('sts:AssumeRole')) });
  await expect(assume({ ...plain, Tags: [{ Key: 'a', Value: 'b' }] }, build)).rejects.toMatchObject({
    name: 'AccessDenied',
    message: expect.stringContaining('not authorized to perform: sts:TagSession on resource: ') as string,
  });
});

test('a session is told by when it began, as AWS revokes those that are older, and by whether a service asks for it', async () => {
  const denyBefore = (moment: string) => ({
    Effect: 'Deny',
    Action: 'ssm:GetParameters',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': moment } },
  });
  const own = { ...allow('ssm:*'), Condition: { Bool: { 'aws:ViaAWSService': 'false' } } };
  await putPolicy(sandbox, { name: 'build', policy: statements(own, denyBefore('2000-01-01T00:00:00Z')) });
  await expect(read(await assume({}))).resolves.toBeDefined();
  await putPolicy(sandbox, { name: 'build', policy: statements(own, denyBefore('2100-01-01T00:00:00Z')) });
  await expect(read(await assume({}))).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
