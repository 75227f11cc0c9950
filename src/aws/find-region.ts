/** The region asked for: by option, by environment, by profile, in that order, as the AWS CLI does it. */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';

export interface RegionOptions {
  readonly region?: string;
  readonly profile?: string;
}

export async function findRegion(options: RegionOptions): Promise<Result<string, CallProblem>> {
  const { env } = process;
  const region =
    set(options.region) ??
    set(env['AWS_REGION']) ??
    set(env['AWS_DEFAULT_REGION']) ??
    (await ofProfile(options));
  if (region === null) return err(problem('no AWS region is set'));
  // A host name is made of it, so it must not be able to name another host.
  if (!/^[a-z]{2,}(?:-[a-z0-9]+)*-\d{1,2}$/.test(region)) {
    return err(problem(`\`${region.slice(0, 100)}\` is no region, expected one such as \`us-east-1\``));
  }
  return ok(region);
}

async function ofProfile({ profile }: RegionOptions): Promise<string | null> {
  const { loadSharedConfigFiles } = await import('@smithy/core/config');
  const name = set(profile) ?? set(process.env['AWS_PROFILE']) ?? 'default';
  try {
    const { configFile, credentialsFile } = await loadSharedConfigFiles();
    return set(configFile[name]?.['region']) ?? set(credentialsFile[name]?.['region']);
  } catch {
    // A file that cannot be read sets no region; what is wrong with it shows with the credentials.
    return null;
  }
}

function set(value: string | undefined): string | null {
  return value === undefined || value.trim() === '' ? null : value.trim();
}

function problem(message: string): CallProblem {
  return { kind: 'region', code: 'NoRegion', message, call: 'region', action: null, resource: null };
}
