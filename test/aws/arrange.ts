/** The reader under test against the sandbox; faults and served calls over the sandbox's own routes. */
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { vi } from 'vitest';
import type { Clock, SnapshotQuery } from '#account/ports.ts';
import type { Wanted } from '#account/wanted.ts';
import { type AccountAccess, openAccount } from '#aws/open-account.ts';
import type { ServedCall } from '#sandbox/call-log.ts';
import { type Connection, connect } from '#aws/connection.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';

export const ACCOUNT = '290008131176';
export const REGION = 'us-west-2';
export const ROLE = 'codebuild-TrackerAPI-service-role';

export interface KeyPair {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export async function trackerApi(): Promise<Sandbox> {
  const sandbox = await openWorld('tracker-api');
  if (!sandbox.ok) throw new Error(sandbox.error);
  return sandbox.value;
}

/** Waits are noted, not waited. */
export function notingClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let now = Date.parse('2026-11-25T10:00:00Z');
  return {
    waits,
    now: () => new Date(now),
    sleep: (milliseconds) => {
      waits.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
  };
}

export function useKeys(endpoint: string, keys: KeyPair): void {
  vi.stubEnv('AWS_ENDPOINT_URL', endpoint);
  vi.stubEnv('AWS_ACCESS_KEY_ID', keys.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', keys.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', keys.sessionToken);
  vi.stubEnv('AWS_PROFILE', undefined);
  vi.stubEnv('AWS_REGION', undefined);
  vi.stubEnv('AWS_DEFAULT_REGION', undefined);
}

export async function access(
  endpoint: string,
  {
    keys = { accessKeyId: ACCOUNT, secretAccessKey: 'any-secret-1' },
    clock = notingClock(),
  }: {
    readonly keys?: KeyPair;
    readonly clock?: Clock;
  } = {},
): Promise<AccountAccess> {
  useKeys(endpoint, keys);
  const opened = await openAccount({ region: REGION, clock });
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

export const NOTHING_WANTED: Wanted = {
  keyAliases: [],
  repositories: [],
  resources: [],
  encodedMessages: [],
  authorizations: [],
  secrets: [],
  parameters: [],
  tagged: [],
  sessionPolicies: [],
};

export const query = (more: Partial<SnapshotQuery> = {}): SnapshotQuery => ({
  project: 'TrackerAPI',
  build: null,
  wasOverridden: () => false,
  lookFor: () => NOTHING_WANTED,
  trailPages: 0,
  spare: 'none',
  ...more,
});

export async function control(endpoint: string, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${endpoint}/_sandbox/${path}`, { method: 'PUT', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(await answer.text());
}

export async function servedCalls(endpoint: string): Promise<readonly ServedCall[]> {
  const answer: unknown = await (await fetch(`${endpoint}/_sandbox/calls`)).json();
  const calls = Array.isArray(answer) ? answer : (answer as { readonly calls: unknown }).calls;
  return calls as readonly ServedCall[];
}

/** The longest chain of calls of which each began after the one before had ended. */
export function tripsOf(calls: readonly ServedCall[]): number {
  const byEnd = [...calls].sort((left, right) => left.endedAt - right.endedAt);
  let trips = 0;
  let end = -Infinity;
  for (const call of byEnd) {
    if (call.startedAt < end) continue;
    trips += 1;
    end = call.endedAt;
  }
  return trips;
}

export function iamAdmin(endpoint: string): IAMClient {
  return new IAMClient({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'any' },
  });
}

export async function addInlinePolicies(endpoint: string, count: number): Promise<void> {
  const iam = iamAdmin(endpoint);
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
  });
  for (let index = 0; index < count; index++) {
    const input = { RoleName: ROLE, PolicyName: `policy-${index}`, PolicyDocument: document };
    await iam.send(new PutRolePolicyCommand(input));
  }
}

/** A connection as the keys of an account's administrator. */
export function connected(
  endpoint: string,
  { accessKeyId = ACCOUNT, clock = notingClock() } = {},
): Connection {
  const keys = { accessKeyId, secretAccessKey: 'any-secret-1' };
  useKeys(endpoint, keys);
  return connect({
    region: REGION,
    clientOptions: (_, region) => ({ region }),
    attempts: 6,
    credentials: { from: 'the environment', provider: () => Promise.resolve(keys) },
    signal: undefined,
    clock,
    tell: () => undefined,
    tellCaller: () => undefined,
    tellCall: () => undefined,
  });
}
