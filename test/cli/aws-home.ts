/** A person's home with AWS's two files, the servers that give out credentials, and what a run says of whom it is. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { type Ran, runCli } from './run-cli.ts';
import type { TrackerApi } from './tracker-api.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** In every answer that gives keys, and in no output. */
export const SECRETS = ['any-SECRET-key-1', 'any-SECRET-token-2', 'any-SECRET-word-3'] as const;
export const ADMIN: Keys = { accessKeyId: '290008131176', secretAccessKey: SECRETS[0] };

/** Keys as programs, containers and instances give them. */
export const given = ({ accessKeyId, secretAccessKey, sessionToken = SECRETS[1] }: Keys): string =>
  JSON.stringify({
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Token: sessionToken,
    Expiration: new Date(Date.now() + 3_600_000).toISOString(),
  });

export function writeHome(home: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
}

/** The environment without any credentials. */
export function bare(
  { env }: TrackerApi,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = env;
  return { ...rest, ...more };
}

/** Asks after a project that is not there: the shortest command that has to know who asks. */
export async function ask(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  const ran = await runCli(['diagnose', 'Nowhere', ...args], env);
  for (const secret of SECRETS) expect(ran.stdout + ran.stderr).not.toContain(secret);
  expect(ran.stderr).not.toMatch(/Cannot read properties|at \w+ \(|node_modules|Deserialization/);
  return ran;
}

/** What the header says of whom it is; the end of the output where it says nothing. */
export async function whoAmI(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<string> {
  const { stderr, code } = await ask(env, ...args);
  const header = /^as (.*)$/m.exec(stderr)?.[1];
  if (header !== undefined) expect(code).toBe(3);
  return header ?? stderr;
}

export interface Served {
  readonly address: string;
  readonly requests: readonly string[];
  readonly close: () => Promise<void>;
}

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on loopback that writes down what it is asked. */
export async function serve(answer: Answer, server: Server = createServer()): Promise<Served> {
  const requests: string[] = [];
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    requests.push(`${request.method} ${request.url}`);
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => answer(request, response, Buffer.concat(chunks).toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
