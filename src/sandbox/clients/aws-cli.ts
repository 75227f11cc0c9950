/**
 * The AWS CLI. Comes in: its command line. Goes out: what the CLI prints, and its exit status. The calls are
 * really made. Source: messages W1, facts 4.9.
 */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import type { Program, Invocation } from '../shell/shell.ts';
import { pathOf } from '../shell/shell.ts';
import { type CliCommand, inputOf, pascalCase, readCommand } from './aws-arguments.ts';
import { type AwsAnswer, callJson, type Connection, isJsonService } from './aws-call.ts';
import { type Members, textAt } from './members.ts';
import { ecrLogin } from './ecr-token.ts';
import { printed, queried } from './aws-output.ts';
import { callQuery, isQueryService } from './aws-query-call.ts';
import { type BuildHost, connectionOf, notRun } from './build-host.ts';
import { refused } from './aws-refusal.ts';
import { awsS3 } from './s3/aws-s3.ts';

/** Exit status of a wrong command line. Source: AWS CLI User Guide, return codes. */
const BAD_COMMAND = 252;

/** Services whose members begin with a small letter. */
const SMALL = new Set(['ecr', 'codebuild', 'logs']);

export const awsCli =
  (host: BuildHost): Program =>
  async (invocation) => {
    const command = readCommand(invocation.args);
    const connection = connectionOf(host, invocation, command.region);
    host.pass(700);
    if (command.service === '--version') {
      invocation.io.out('aws-cli/2.15.0 Python/3.11.6 Linux/5.10 exe/x86_64\n');
      return 0;
    }
    if (command.service === 's3') return awsS3(connection, command, invocation);
    if (command.service === 'ecr' && command.operation === 'get-login-password')
      return loginPassword(connection, invocation);
    if (command.service === 'ecr' && command.operation === 'get-login')
      return loginCommand(connection, command, invocation);
    if (!isJsonService(command.service) && !isQueryService(command.service)) return notRun(invocation);
    if (command.operation === 'wait') return notRun(invocation);
    return generic(connection, command, invocation);
  };

const call = (
  connection: Connection,
  request: { readonly service: string; readonly operation: string; readonly input: Members },
): Promise<AwsAnswer<Members>> =>
  isQueryService(request.service) ? callQuery(connection, request) : callJson(connection, request);

async function generic(connection: Connection, command: CliCommand, invocation: Invocation): Promise<number> {
  const { shell, io } = invocation;
  const operation = pascalCase(command.operation);
  const input = inputOf(command.rest, {
    upper: !SMALL.has(command.service),
    file: (path) => shell.machine.files.get(pathOf(shell, path)) ?? '',
  });
  const answer = await call(connection, { service: command.service, operation, input });
  if (!answer.ok)
    return answer.error.status === 501 ? notRun(invocation) : refused(invocation, operation, answer.error);
  const result = queried(answer.value, command.query);
  if (result === null) {
    io.err(`\nBad value for --query ${command.query ?? ''}\n`);
    return BAD_COMMAND;
  }
  if (Object.keys(answer.value).length > 0) io.out(printed(result.value, command.output));
  return 0;
}

async function loginPassword(connection: Connection, invocation: Invocation): Promise<number> {
  const login = await ecrLogin(connection);
  if (!login.ok) return refused(invocation, 'GetAuthorizationToken', login.error);
  invocation.io.out(`${login.value.password}\n`);
  return 0;
}

/** The first CLI's form: prints the docker command to run. The endpoint is the registry's own host name. */
async function loginCommand(
  connection: Connection,
  { rest }: CliCommand,
  invocation: Invocation,
): Promise<number> {
  const login = await ecrLogin(connection);
  if (!login.ok) {
    refused(invocation, 'GetAuthorizationToken', login.error);
    // The first CLI's status for a refused call.
    return 255;
  }
  const email = rest.includes('--no-include-email') ? '' : ' -e none';
  const asked = rest.indexOf('--registry-ids');
  const account = asked === -1 ? await ownAccount(connection) : (rest[asked + 1] ?? '');
  const host = `${account}.dkr.ecr.${connection.region}.${dnsSuffixOf(connection.region)}`;
  invocation.io.out(`docker login -u AWS -p ${login.value.password}${email} https://${host}\n`);
  return 0;
}

async function ownAccount(connection: Connection): Promise<string> {
  const answer = await callQuery(connection, { service: 'sts', operation: 'GetCallerIdentity', input: {} });
  return answer.ok ? textAt(answer.value, 'Account') : '';
}
