/** Somebody with exactly the rights of a policy, in a sandbox, and what they were refused. */
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { clientSettings } from './account-state.ts';

export interface Operator {
  readonly arn: string;
  /** Credentials, as the environment of a command. */
  readonly env: Readonly<Record<string, string>>;
}

/** A new user of that name. */
export async function operatorWith(
  { endpoint }: { readonly endpoint: string },
  policy: string | null,
  name = 'operator',
): Promise<Operator> {
  const iam = new IAMClient(clientSettings({ endpoint }));
  const { User } = await iam.send(new CreateUserCommand({ UserName: name }));
  const operator = { UserName: name, PolicyName: 'all-it-takes' };
  if (policy !== null) await iam.send(new PutUserPolicyCommand({ ...operator, PolicyDocument: policy }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return {
    arn: User?.Arn ?? '',
    env: {
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? '',
    },
  };
}

export const document = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const allow = (action: string | readonly string[], resource = '*'): object => ({
  Effect: 'Allow',
  Action: action,
  Resource: resource,
});

export const deny = (action: string | readonly string[], resource = '*'): object => ({
  Effect: 'Deny',
  Action: action,
  Resource: resource,
});

interface ServedCall {
  readonly service: string;
  readonly operation: string;
  readonly principal: string;
  readonly code: string | null;
}

/** `service:Operation` of each call of theirs that was denied. */
export async function deniedCalls(endpoint: string, { arn }: Operator): Promise<readonly string[]> {
  const answer = await fetch(`${endpoint}/_sandbox/calls`);
  const calls = (await answer.json()) as readonly ServedCall[];
  return calls
    .filter(({ principal, code }) => principal === arn && /AccessDenied/.test(code ?? ''))
    .map(({ service, operation }) => `${service}:${operation}`);
}

export const forgetCalls = (endpoint: string): Promise<unknown> =>
  fetch(`${endpoint}/_sandbox/calls`, { method: 'DELETE' });
