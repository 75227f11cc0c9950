/** A sandbox for one test file, and clients of it that nobody here wrote: the AWS SDK, the AWS CLI, skopeo. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { startSandbox, type Sandbox, type SandboxOptions } from '#sandbox/server.ts';
import { newWorld } from '#sandbox/world.ts';
import { type ProgramResult, runAws } from '../clients/aws-cli.ts';

export const ACCOUNT = '290008131176';
export const OTHER = '111122223333';
export const REGION = 'us-west-2';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The account's administrator: any secret will do. */
export const admin = (account = ACCOUNT): Keys => ({ accessKeyId: account, secretAccessKey: 'any' });

/** A clock that stands still until it is moved. */
export interface MovedClock {
  readonly now: () => Date;
  readonly move: (milliseconds: number) => void;
}

/** AWS clients refuse to sign with a clock that is far off, so it starts at the present. */
export function movedClock(): MovedClock {
  let at = Date.now();
  return {
    now: () => new Date(at),
    move: (milliseconds) => {
      at += milliseconds;
    },
  };
}

export const start = (
  options: Partial<SandboxOptions> & { readonly now?: () => Date } = {},
): Promise<Sandbox> =>
  startSandbox({
    world: newWorld({ seed: 'test', ...(options.now === undefined ? {} : { now: options.now }) }),
    ...options,
  });

export interface ClientSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Keys;
  readonly maxAttempts: number;
}

export const settings = ({ endpoint }: Sandbox, credentials = admin(), region = REGION): ClientSettings => ({
  endpoint,
  region,
  credentials,
  maxAttempts: 1,
});

export const statements = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });

export const allow = (
  Action: string | readonly string[],
  Resource: string | readonly string[] = '*',
): object => ({
  Effect: 'Allow',
  Action,
  Resource,
});

export interface NewRole {
  readonly name: string;
  readonly policy?: string;
  readonly account?: string;
}

/** A role that its account may take, with one inline policy; and the keys of a session of it. */
export async function takeRole(
  sandbox: Sandbox,
  { name, policy, account = ACCOUNT }: NewRole,
): Promise<Keys> {
  const iam = new IAMClient(settings(sandbox, admin(account)));
  const trust = statements({
    Effect: 'Allow',
    Principal: { AWS: `arn:aws:iam::${account}:root` },
    Action: 'sts:AssumeRole',
  });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  if (policy !== undefined) await putPolicy(sandbox, { name, policy, account });
  const sts = new STSClient(settings(sandbox, admin(account)));
  const { Credentials: keys } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${account}:role/${name}`,
      RoleSessionName: 'AWSCodeBuild-test',
    }),
  );
  if (
    keys?.AccessKeyId === undefined ||
    keys.SecretAccessKey === undefined ||
    keys.SessionToken === undefined
  )
    throw new Error('no credentials');
  return {
    accessKeyId: keys.AccessKeyId,
    secretAccessKey: keys.SecretAccessKey,
    sessionToken: keys.SessionToken,
  };
}

export async function putPolicy(
  sandbox: Sandbox,
  { name, policy = '', account = ACCOUNT }: NewRole,
): Promise<void> {
  await new IAMClient(settings(sandbox, admin(account))).send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'test', PolicyDocument: policy }),
  );
}

/** Puts faults in, or settings. */
export async function control(sandbox: Sandbox, path: 'faults' | 'settings', body: unknown): Promise<void> {
  const answer = await fetch(`${sandbox.endpoint}/_sandbox/${path}`, {
    method: 'PUT',
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

export const SKOPEO = '/usr/bin/skopeo';
export const hasSkopeo = existsSync(SKOPEO);

const run = promisify(execFile);

export async function runProgram(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ProgramResult> {
  try {
    const { stdout, stderr } = await run(program, args, {
      env: { PATH: '/usr/bin:/bin', HOME: '/nowhere', ...env },
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** `aws` of Debian, which reads no endpoint from its environment. */
export function aws(sandbox: Sandbox, args: readonly string[], keys: Keys = admin()): Promise<ProgramResult> {
  return runAws(['--endpoint-url', sandbox.endpoint, '--region', REGION, '--output', 'json', ...args], {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    ...(keys.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: keys.sessionToken }),
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: '/nowhere',
  });
}
