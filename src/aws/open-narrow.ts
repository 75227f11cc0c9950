/** Writes as another role, under a session policy: for a quarter of an hour, the least that STS gives. */
import type { AccountWriter, CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { accountWriter } from './account-writer.ts';
import { noAnswerOfAws } from './call-problem.ts';
import { connect, type Connection, type ConnectionSettings } from './connection.ts';

/** Source: STS API reference, AssumeRole (DurationSeconds: at least 900). */
const SECONDS = 900;

export async function openNarrow(
  { role, policy }: { readonly role: string; readonly policy: string },
  { write }: Connection,
  settings: ConnectionSettings,
): Promise<Result<AccountWriter, CallProblem>> {
  const input = { RoleArn: role, RoleSessionName: 'rolemend', Policy: policy, DurationSeconds: SECONDS };
  const answer = await write('sts', 'AssumeRole', input);
  if (!answer.ok) return answer;
  const { AccessKeyId, SecretAccessKey, SessionToken } = answer.value.Credentials ?? {};
  if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined)
    return err(noAnswerOfAws({ service: 'sts', operation: 'AssumeRole' }));
  const keys = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  const credentials = { from: `role ${role}`, provider: () => Promise.resolve(keys) };
  return ok(accountWriter(connect({ ...settings, credentials })));
}
