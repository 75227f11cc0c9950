/** The user or role behind whoever runs Rolemend, as AWS's simulator is asked by it. */
import type { AccountReader } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from '#iam/arn.ts';
import type { NotSimulated } from '#plan/operator/judge-operator.ts';
import { principalArns } from '#plan/operator/principal.ts';

/** What asks for whoever runs Rolemend. */
export type OperatorReader = Pick<AccountReader, 'simulate' | 'roleArn' | 'answered'>;

/**
 * The simulator takes no session's ARN, and a session's has lost the path of its role.
 * Source: IAM API reference, SimulatePrincipalPolicy (PolicySourceArn).
 */
export async function principalOf(
  caller: string,
  reader: Pick<AccountReader, 'roleArn'>,
): Promise<Result<string, NotSimulated>> {
  const arn = parseArn(caller);
  const [kind, name = ''] = arn?.resource.split('/') ?? [];
  if (kind === 'user' || kind === 'role') return ok(caller);
  if (arn === null || kind !== 'assumed-role') {
    const who = kind === 'root' ? 'the root user' : "a session of another kind than a role's";
    return err({ why: `AWS's simulator answers for users and roles, not for ${who}`, lacks: [] });
  }
  const role = await reader.roleArn(name, arn.account);
  if (role.kind === 'known') return ok(role.value);
  const needs = role.kind === 'unreadable' && role.problem.needs !== null;
  return err({
    why: `the ARN of the role \`${name}\`, which AWS's simulator is asked by, could not be read`,
    lacks: needs ? principalArns(caller).map((resource) => ({ action: 'iam:GetRole', resource })) : [],
  });
}
