/**
 * The doors to an account, over the AWS SDK. Comes in: a region and a profile, or neither. Goes out: a
 * reader, a writer and a runner of builds, or why there are none. Never: asks AWS for anything but credentials
 * before one of them is used, throws for what an account or a network can cause, or shows a secret.
 */
import { setTimeout as after } from 'node:timers/promises';
import { state as sdk } from '@aws-sdk/core/client';
import type { NamedAccount } from '#account/named-account.ts';
import type { AnsweredCall } from '#account/answered-call.ts';
import type { AccountReader, AccountWriter, BuildRunner, CallProblem, Clock } from '#account/ports.ts';
import { ok, type Result } from '#basics/result.ts';
import { accountReader } from './account-reader.ts';
import { accountWriter } from './account-writer.ts';
import { buildRunner } from './build-runner.ts';
import { clientOptions } from './client-options.ts';
import { connect, type Connection, type ConnectionSettings } from './connection.ts';
import { openNarrow } from './open-narrow.ts';
import type { AskCode } from './credentials/credentials.ts';
import { findCredentials, type FoundCredentials } from './credentials/find-credentials.ts';
import { openOthers, roleCredentials } from './open-others.ts';
import { readEndpoints } from './endpoints.ts';
import { findRegion } from './find-region.ts';
import { openNetwork } from './network/network.ts';
import { readRetries } from './retries.ts';
import { readSettings } from './settings.ts';
import { newTrace } from './trace.ts';

export interface AccountAccess {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  readonly runner: BuildRunner;
  /** A writer as another role, limited to a session policy. */
  readonly openNarrow: (role: string, policy: string) => Promise<Result<AccountWriter, CallProblem>>;
  /** The one that was asked for, or that the environment or the profile sets. */
  readonly region: string;
}

export interface AccountOptions {
  readonly region?: string;
  readonly profile?: string;
  /** Accounts to open beside the project's own. */
  readonly accounts?: readonly NamedAccount[];
  /** For a profile that wants multi-factor authentication; without it there is nobody to ask. */
  readonly askCode?: AskCode;
  /** As whom AWS is asked, once that is known; default: as `onProgress`. */
  readonly onCaller?: (who: string) => void;
  /** Each call that is made, as it is. */
  readonly onCall?: (call: string) => void;
  /** Each call once it is over, those for credentials too. */
  readonly onAnswer?: (call: AnsweredCall) => void;
  /** What is being read, where it takes long. */
  readonly onProgress?: (what: string) => void;
  readonly signal?: AbortSignal;
  /** Default: the system's. */
  readonly clock?: Clock;
}

export async function openAccount(options: AccountOptions): Promise<Result<AccountAccess, CallProblem>> {
  const clock = options.clock ?? systemClock;
  const ways = await readWays(options, clock);
  if (!ways.ok) return ways;
  const credentials = await findCredentials({ ...ways.value, clock, askCode: options.askCode });
  if (!credentials.ok) return credentials;
  const settings = { ...ways.value, credentials: credentials.value, ...tellers(options, clock) };
  const home = connect(settings);
  const others = await openOthers(options.accounts ?? [], home, (named) => openOne(named, settings, options));
  if (!others.ok) return others;
  const connection = others.value.size === 0 ? home : connect({ ...settings, others: others.value });
  return ok({
    reader: accountReader(connection),
    writer: accountWriter(connection),
    runner: buildRunner(connection),
    openNarrow: (role, policy) => openNarrow({ role, policy }, connection, settings),
    region: connection.region,
  });
}

const tellers = (options: AccountOptions, clock: Clock) => ({
  clock,
  signal: options.signal,
  tell: options.onProgress ?? nothing,
  tellCaller: options.onCaller ?? options.onProgress ?? nothing,
  tellCall: options.onCall ?? nothing,
});

/** A profile has ways of its own to AWS; a role is taken by the project's account, in its ways. */
async function openOne(
  { by }: NamedAccount,
  home: ConnectionSettings & Ways,
  options: AccountOptions,
): Promise<Result<Connection, CallProblem>> {
  const ofProfile = 'profile' in by ? { ...options, region: home.region, profile: by.profile } : null;
  const ways = ofProfile === null ? ok(home) : await readWays(ofProfile, home.clock);
  if (!ways.ok) return ways;
  const lookup = { ...ways.value, clock: home.clock, askCode: options.askCode };
  const credentials: Result<FoundCredentials, CallProblem> =
    'roleArn' in by
      ? await roleCredentials(by.roleArn, home.credentials, lookup)
      : await findCredentials(lookup);
  if (!credentials.ok) return credentials;
  return ok(connect({ ...ways.value, credentials: credentials.value, ...tellers(options, home.clock) }));
}

const nothing = (): void => undefined;

type Ways = Extract<Awaited<ReturnType<typeof readWays>>, { readonly ok: true }>['value'];

/** How to reach AWS: all that the environment and the profile say but whose credentials to use. */
async function readWays({ profile, region: asked, onAnswer }: AccountOptions, clock: Clock) {
  // Which Node we run on is said in package.json; the SDK would say it before anything else.
  sdk.warningEmitted = true;
  const settings = await readSettings(profile);
  if (!settings.ok) return settings;
  const region = findRegion(asked, settings.value);
  if (!region.ok) return region;
  const endpoints = readEndpoints(settings.value);
  if (!endpoints.ok) return endpoints;
  const retries = readRetries(settings.value);
  if (!retries.ok) return retries;
  const network = await openNetwork(settings.value);
  if (!network.ok) return network;
  return ok({
    settings: settings.value,
    region: region.value,
    attempts: retries.value.attempts,
    clientOptions: clientOptions(settings.value, {
      endpointOf: endpoints.value,
      retries: retries.value,
      network: network.value,
      trace: onAnswer === undefined ? null : newTrace(onAnswer, clock),
    }),
  });
}

const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await after(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
