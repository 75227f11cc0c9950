/**
 * The roles, keys and managed policies of a world. Comes in: the descriptions of its accounts. Goes out: the same,
 * with each key's ARN where its name stood. Policies name principals that have to be there, in each other's accounts
 * too: so all roles come first, with a trust that names nobody, and get their own when every role is there.
 */
import { type Members, structureAt, textAt } from '../clients/members.ts';
import { membersOf } from '../resource-tags.ts';
import type { Administrator } from './administrator.ts';
import type { AccountDescription } from './world-file.ts';

export async function arrangeIam(
  accounts: readonly AccountDescription[],
  adminOf: (account: string) => Administrator,
): Promise<readonly AccountDescription[]> {
  for (const account of accounts) await makeRoles(adminOf(account.id), account);
  const given: AccountDescription[] = [];
  for (const account of accounts) given.push(withKeys(account, await makeKeys(adminOf(account.id), account)));
  for (const account of given) await makePolicies(adminOf(account.id), account);
  return given;
}

const trusting = (account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: account }, Action: 'sts:AssumeRole' }],
  });

async function makeRoles({ query }: Administrator, { id, roles }: AccountDescription): Promise<void> {
  for (const { name, path, description, tags } of roles) {
    await query('iam', 'CreateRole', {
      RoleName: name,
      Path: path,
      AssumeRolePolicyDocument: trusting(id),
      ...(Object.keys(tags).length === 0 ? {} : { Tags: membersOf(Object.entries(tags)) }),
      ...(description === undefined ? {} : { Description: description }),
    });
  }
}

async function makeKeys(
  admin: Administrator,
  { keys }: AccountDescription,
): Promise<ReadonlyMap<string, string>> {
  const arns = new Map<string, string>();
  for (const { name, policy, tags } of keys) {
    const input =
      policy === undefined ? {} : { Policy: JSON.stringify(policy), BypassPolicyLockoutSafetyCheck: true };
    const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
    const made = await admin.json('kms', 'CreateKey', { Description: name, Tags, ...input });
    arns.set(name, textAt(structureAt(made, 'KeyMetadata'), 'Arn'));
  }
  return arns;
}

/** `key:NAME` anywhere in the description is the ARN of that key. */
function withKeys(account: AccountDescription, arns: ReadonlyMap<string, string>): AccountDescription {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string')
      return (value.startsWith('key:') ? arns.get(value.slice(4)) : undefined) ?? value;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replace(item)]));
  };
  return arns.size === 0 ? account : (replace(account) as AccountDescription);
}

async function makePolicies(
  { query }: Administrator,
  { policies, roles }: AccountDescription,
): Promise<void> {
  for (const { name, path, description, document } of policies) {
    await query('iam', 'CreatePolicy', {
      PolicyName: name,
      Path: path,
      PolicyDocument: JSON.stringify(document),
      ...(description === undefined ? {} : { Description: description }),
    });
  }
  for (const role of roles) {
    const call = (operation: string, input: Members) =>
      query('iam', operation, { RoleName: role.name, ...input });
    await call('UpdateAssumeRolePolicy', { PolicyDocument: JSON.stringify(role.trust) });
    if (role.boundary !== undefined)
      await call('PutRolePermissionsBoundary', { PermissionsBoundary: role.boundary });
    for (const PolicyArn of role.managed) await call('AttachRolePolicy', { PolicyArn });
    for (const [PolicyName, document] of Object.entries(role.inline))
      await call('PutRolePolicy', { PolicyName, PolicyDocument: JSON.stringify(document) });
  }
}
