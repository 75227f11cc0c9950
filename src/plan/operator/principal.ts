/** The user or role that somebody's ARN stands for, as ARNs of IAM. */
import { parseArn } from '#iam/arn.ts';

/** Patterns for a session, whose ARN has lost the path of its role; none for what is neither user nor role. */
export function principalArns(arn: string): readonly string[] {
  const { partition = 'aws', account = '', resource = '' } = parseArn(arn) ?? {};
  const [kind, name = ''] = resource.split('/');
  if (kind === 'user' || kind === 'role') return [arn];
  if (kind !== 'assumed-role') return [];
  return [`role/${name}`, `role/*/${name}`].map((role) => `arn:${partition}:iam::${account}:${role}`);
}

/** Whichever user has the policy. IAM has no such variable for roles. Source: IAM User Guide, reference_policies_variables. */
export const itsUser = (partition: string, account: string): readonly string[] =>
  ['user/${aws:username}', 'user/*/${aws:username}'].map(
    (user) => `arn:${partition}:iam::${account}:${user}`,
  );
