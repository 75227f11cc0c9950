/** Calls to STS that give a role's session: signed by other credentials, or backed by a token of a web identity. */
import { err, ok, type Result } from '#basics/result.ts';
import type { CallProblem } from '#account/ports.ts';
import { type Credentials, credentialsProblem, type Lookup } from './credentials.ts';
import { refusalOf } from './refusal.ts';

export interface AssumeRole {
  readonly RoleArn: string;
  readonly RoleSessionName: string | undefined;
  readonly ExternalId?: string | undefined;
  readonly DurationSeconds?: number | undefined;
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

export interface AssumeWithToken {
  readonly RoleArn: string;
  readonly RoleSessionName: string | undefined;
  readonly WebIdentityToken: string;
}

export async function assumeRole(
  input: AssumeRole,
  source: Credentials,
  lookup: Lookup,
): Promise<Result<Credentials, CallProblem>> {
  const { AssumeRoleCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({ ...lookup.clientOptions('STS', lookup.region), credentials: source });
  const asked = new AssumeRoleCommand({ ...input, RoleSessionName: input.RoleSessionName ?? nameOf(lookup) });
  return sessionOf(() => client.send(asked), 'AssumeRole');
}

export async function assumeRoleWithToken(
  input: AssumeWithToken,
  lookup: Lookup,
): Promise<Result<Credentials, CallProblem>> {
  const { AssumeRoleWithWebIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient(lookup.clientOptions('STS', lookup.region));
  const RoleSessionName = input.RoleSessionName ?? nameOf(lookup);
  const asked = new AssumeRoleWithWebIdentityCommand({ ...input, RoleSessionName });
  return sessionOf(() => client.send(asked), 'AssumeRoleWithWebIdentity');
}

const nameOf = ({ clock }: Lookup): string => `rolemend-session-${Math.floor(clock.now().getTime() / 1000)}`;

type Answer = {
  readonly Credentials?:
    | {
        readonly AccessKeyId?: string | undefined;
        readonly SecretAccessKey?: string | undefined;
        readonly SessionToken?: string | undefined;
        readonly Expiration?: Date | undefined;
      }
    | undefined;
};

async function sessionOf(
  send: () => Promise<Answer>,
  operation: string,
): Promise<Result<Credentials, CallProblem>> {
  let answer: Answer;
  try {
    answer = await send();
  } catch (error) {
    return err(await refusalOf(error, 'sts', operation));
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
    return err(credentialsProblem('InvalidAnswer', `the answer to ${operation} holds no credentials`));
  }
  return ok({
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration === undefined ? {} : { expiration: Expiration }),
  });
}
