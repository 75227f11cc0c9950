/**
 * The session policies that `aws sts assume-role…` hands over with a role. Comes in: the command. Goes out: the session with what is
 * known of its policies. Never: a policy whose text only the run knows. Source: AWS CLI reference, sts assume-role.
 */
import type { PassedPolicy } from '../../evidence.ts';
import type { Invocation } from '../invocation.ts';
import { EMPTY, knownPrefix, knownText, type ShellText, withoutPrefix } from '../text.ts';
import type { AwsCommand } from './aws-command.ts';
import { FILE, withInput } from './aws-input.ts';
import type { TakenSession } from './signer.ts';

export const takesRole = ({ service, operation }: AwsCommand): boolean =>
  service === 'sts' && operation.startsWith('assume-role');

/** Null: it takes no role that is known, or takes it whole. */
export function takenSession(command: AwsCommand, invocation: Invocation): TakenSession | null {
  if (!takesRole(command)) return null;
  const { options } = withInput(command, invocation) ?? command;
  const last = (name: string): ShellText => options.get(name)?.at(-1) ?? EMPTY;
  const roleArn = knownText(last('--role-arn'));
  const inline = command.options.get('--policy')?.at(-1) ?? options.get('--policy')?.at(-1);
  const policies = [
    ...(inline === undefined ? [] : [inlinePolicy(inline, invocation)]),
    ...(options.get('--policy-arns') ?? []).flatMap(managedPolicies),
  ];
  if (!roleArn || policies.length === 0) return null;
  return {
    session: { roleArn, name: knownText(last('--role-session-name')) || null, policies },
    source: { kind: 'buildspec', where: invocation.where, text: invocation.text },
  };
}

function inlinePolicy(value: ShellText, { contents }: Invocation): PassedPolicy {
  if (!knownPrefix(value).startsWith(FILE)) return { kind: 'inline', text: knownText(value), file: null };
  const path = withoutPrefix(value, FILE.length);
  const text = contents(path);
  return { kind: 'inline', text: text === null ? null : knownText(text), file: knownText(path) };
}

/** `arn=ARN`, or the same as JSON. */
function managedPolicies(value: ShellText): readonly PassedPolicy[] {
  const arns = knownText(value)?.match(/arn:[\w-]+:iam::[^"'\s,\]}]+/g) ?? [null];
  return arns.map((arn) => ({ kind: 'managed', arn }));
}
