/** A login to ECR's registries, by GetAuthorizationToken. Source: facts 4.4. */
import { type AwsAnswer, callJson, type Connection } from './aws-call.ts';
import type { Login } from './build-host.ts';
import { listAt, textAt } from './members.ts';

export async function ecrLogin(connection: Connection): Promise<AwsAnswer<Login>> {
  const operation = 'GetAuthorizationToken';
  const answer = await callJson(connection, { service: 'ecr', operation, input: {} });
  if (!answer.ok) return answer;
  const [token] = listAt(answer.value, 'authorizationData');
  const decoded = Buffer.from(textAt(token, 'authorizationToken'), 'base64').toString();
  const colon = decoded.indexOf(':');
  return { ok: true, value: { username: decoded.slice(0, colon), password: decoded.slice(colon + 1) } };
}
