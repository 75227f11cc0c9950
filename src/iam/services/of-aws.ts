/**
 * What AWS keeps for all accounts: its managed policies, in the account `aws`. Whoever may use them needs a permission
 * of his own account only. Source: IAM User Guide, access_policies_managed-vs-inline.
 */

/** Nobody changes a managed policy of AWS: for these it stays the policy of another account. */
const CHANGES = new Set([
  'iam:createpolicy',
  'iam:createpolicyversion',
  'iam:deletepolicy',
  'iam:deletepolicyversion',
  'iam:setdefaultpolicyversion',
  'iam:tagpolicy',
  'iam:untagpolicy',
]);

export const isOfAws = (account: string, foldedAction: string): boolean =>
  account === 'aws' && !CHANGES.has(foldedAction);
