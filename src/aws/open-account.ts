/**
 * The doors to an account, over the AWS SDK. Comes in: a region and a profile, or neither. Goes out: a
 * reader, a writer and a runner of builds, or why there are none. Never: asks AWS anything before one of
 * them is used, throws for what an account or a network can cause, or shows a secret.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { AccountReader, AccountWriter, BuildRunner, CallProblem, Clock } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { accountReader } from './account-reader.ts';
import { accountWriter } from './account-writer.ts';
import { buildRunner } from './build-runner.ts';
import { connect } from './connection.ts';
import { findCredentials } from './find-credentials.ts';
import { findRegion } from './find-region.ts';

export interface AccountAccess {
  readonly reader: AccountReader;
  readonly writer: AccountWriter;
  readonly runner: BuildRunner;
}

export interface AccountOptions {
  readonly region?: string;
  readonly profile?: string;
  /** What is being read, where it takes long. */
  readonly onProgress?: (what: string) => void;
  readonly signal?: AbortSignal;
  /** Default: the system's. */
  readonly clock?: Clock;
}

export async function openAccount(options: AccountOptions): Promise<Result<AccountAccess, CallProblem>> {
  const [region, credentials] = await Promise.all([findRegion(options), findCredentials(options)]);
  if (!region.ok) return region;
  if (!credentials.ok) return err(credentials.error);
  const connection = connect({
    region: region.value,
    profile: options.profile,
    credentials: credentials.value,
    clock: options.clock ?? systemClock,
    signal: options.signal,
    tell: options.onProgress ?? (() => undefined),
  });
  return ok({
    reader: accountReader(connection),
    writer: accountWriter(connection),
    runner: buildRunner(connection),
  });
}

const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await after(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
