/** `ID=PROFILE` and `ID=ROLE_ARN`: an account, and whose credentials open it. */
import type { NamedAccount } from '#account/named-account.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';

/** What a text after `--account` names; else what is wrong with it, in words. */
export function readNamedAccount(text: string): Result<NamedAccount, string> {
  const [, account, by] = /^(\d{12})=(.+)$/.exec(text) ?? [];
  if (account === undefined || by === undefined)
    return err('expected `ID=PROFILE` or `ID=ROLE_ARN`, with an account ID of 12 digits');
  if (!by.startsWith('arn:')) return ok({ account, by: { profile: by } });
  const role = parseArn(by);
  if (role?.service !== 'iam' || !/^role\/[\w+=,.@/-]+$/.test(role.resource))
    return err(`\`${by}\` is no ARN of a role`);
  if (role.account !== account) return err(`\`${by}\` is a role of account ${role.account}`);
  return ok({ account, by: { roleArn: by } });
}
