/** Commands that print keys: whose they are is kept, so that what is called with them is not taken for the project's role. */
import { written } from './aws-answer.ts';
import type { Invocation } from './invocation.ts';
import {
  type Answer,
  concat,
  EMPTY,
  knownPrefix,
  knownText,
  literal,
  type ShellText,
  unknownWord,
} from './text.ts';
import type { AwsCommand } from './tools/aws-command.ts';
import type { ToolMemory } from './tools/memory.ts';
import { PROJECT_ROLE, type Signer, takingRole } from './tools/signer.ts';
import { takenSession, takesRole } from './tools/taken-session.ts';

/** The answer of a call that assumes a role, whoever makes it; null: another call. */
export function keysOfRole(command: AwsCommand, invocation: Invocation, memory: ToolMemory): Answer | null {
  if (!takesRole(command)) return null;
  const signer = takingRole(command.options.get('--role-arn')?.at(-1), takenSession(command, invocation));
  const key = memory.secretOf(signer, 'a key');
  return {
    Credentials: {
      AccessKeyId: key,
      SecretAccessKey: key,
      SessionToken: key,
      Expiration: unknownWord('when the session ends'),
    },
    AssumedRoleUser: {
      AssumedRoleId: unknownWord('the ID of the session'),
      Arn: unknownWord('the ARN of the session'),
    },
  };
}

/** `export NAME=KEY` for each, or JSON. Source: AWS CLI reference, configure export-credentials. */
export function exportedKeys({ options }: AwsCommand, signer: Signer, memory: ToolMemory): ShellText {
  const key = memory.secretOf(signer, 'a key');
  const format = knownText(options.get('--format')?.at(-1) ?? EMPTY) ?? '';
  if (!format.startsWith('env'))
    return written({ AccessKeyId: key, SecretAccessKey: key, SessionToken: key });
  const names = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
  return concat(names.flatMap((name) => [literal(`export ${name}=`), key, literal('\n')]));
}

/** The address at which a build is handed the keys of its role. Source: AWS SDKs Reference Guide, feature-container-credentials. */
export function containerKeys({ args }: Invocation, memory: ToolMemory): ShellText | null {
  if (!args.some((arg) => /^(https?:\/\/)?169\.254\.170\.2(?:[/:]|$)/.test(knownPrefix(arg)))) return null;
  const key = memory.secretOf(PROJECT_ROLE, 'a key');
  return written({ AccessKeyId: key, SecretAccessKey: key, Token: key });
}
