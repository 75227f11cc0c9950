/** The AWS CLI of Debian, without loading it anew for each call (`aws-cli.py`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const PYTHON = '/usr/bin/python3';
const PROGRAM = join(import.meta.dirname, 'aws-cli.py');

/** Whether this machine has it as Debian packs it. */
export const hasAwsCli: boolean = existsSync('/usr/lib/python3/dist-packages/awscli');

export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

let socket: Promise<string> | null = null;

/** One for the tests of a process; it ends with that process, whose end closes its standard input. */
function served(): Promise<string> {
  socket ??= serve();
  return socket;
}

async function serve(): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'rolemend-aws-cli-')), 'socket');
  const server = spawn(PYTHON, [PROGRAM, 'serve', path], { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  server.unref();
  for (const stream of [server.stdin, server.stdout]) (stream as unknown as { unref(): void }).unref();
  return path;
}

/** `aws ARGS`, with these variables and no others. */
export async function runAws(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ProgramResult> {
  const connection = connect(await served());
  connection.write(`${JSON.stringify({ args, env, cwd: process.cwd() })}\n`);
  return JSON.parse(await text(connection)) as ProgramResult;
}

/** Writes an `aws` into the folder that goes to the endpoint: Debian's reads no `AWS_ENDPOINT_URL`. */
export async function putAwsInto(folder: string, endpoint: string): Promise<void> {
  const call = `exec ${PYTHON} -I ${PROGRAM} call ${await served()} --endpoint-url ${endpoint} "$@"`;
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\n${call}\n`, { mode: 0o755 });
}
