/** Session policies, as the assumption of a role passes them. Source: STS API Reference, AssumeRole; IAM User Guide, access_policies_session. */
import { parseArn } from '#iam/arn.ts';
import { checkDocument } from '../iam/check-document.ts';
import { managedDocument } from '../iam/managed-policies.ts';
import type { RoleState } from '../iam/state.ts';
import { AwsError } from '../operation.ts';
import { accountOf, type World } from '../world.ts';

/** Characters of the policy and the ARNs together. */
const PLAIN_TEXT = 2048;

export interface PassedPolicies {
  readonly Policy?: string | undefined;
  readonly PolicyArns: readonly { readonly arn: string }[];
}

/** The documents that bind the session, the managed ones as they stand now; a session may do what any of them allows. */
export function sessionPolicies(
  world: World,
  role: RoleState,
  { Policy, PolicyArns }: PassedPolicies,
): readonly string[] {
  const size = PolicyArns.reduce((sum, { arn }) => sum + arn.length, Policy?.length ?? 0);
  if (size > PLAIN_TEXT) {
    throw new AwsError(
      'PackedPolicyTooLarge',
      `Packed policy consumes ${Math.ceil((size * 100) / PLAIN_TEXT)}% of allotted space, please use smaller policy.`,
    );
  }
  if (Policy !== undefined) checkDocument(Policy, 'session');
  const managed = PolicyArns.map(({ arn }) => documentOf(world, role, arn));
  return [...(Policy === undefined ? [] : [Policy]), ...managed];
}

/** A managed policy of the role's own account, or of AWS. */
function documentOf(world: World, role: RoleState, arn: string): string {
  const account = parseArn(role.arn)?.account ?? '';
  const owner = parseArn(arn)?.account;
  const document =
    owner === account || owner === 'aws' ? managedDocument(accountOf(world, account), arn) : null;
  if (document !== null) return document;
  if (owner === 'aws')
    throw new AwsError('NotImplemented', `the sandbox does not hold the policy ${arn}`, 501);
  throw new AwsError('ValidationError', `The policy ${arn} does not exist in the account of the role.`);
}
