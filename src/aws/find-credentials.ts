/**
 * Credentials by the SDK's own chain: environment, profile, single sign-on, process, web identity,
 * container, instance. Keys in the environment need no chain, and loading it takes longer than a call.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { callProblem } from './call-problem.ts';

/** A provider is asked here once, so that its problem is told before anything else is tried. */
export async function findCredentials({
  profile,
}: {
  readonly profile?: string;
}): Promise<Result<unknown, CallProblem>> {
  const keys = profile === undefined ? ofEnvironment() : null;
  if (keys !== null) return ok(keys);
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  const provider = defaultProvider({
    ...(profile === undefined ? {} : { profile }),
    // The SDK would print that both a profile and keys are set; the profile that was asked for is used.
    logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  try {
    await provider();
    return ok(provider);
  } catch (error) {
    const site = { service: 'credentials', operation: 'resolve', input: {}, region: '' };
    const problem = await callProblem(error, site, null);
    return err({
      ...problem,
      message: profile === undefined ? problem.message : `profile \`${profile}\`: ${problem.message}`,
      kind: problem.kind === 'unreachable' ? 'unreachable' : 'credentials',
      call: 'credentials',
    });
  }
}

/** As the SDK does it, a profile in the environment goes before keys in the environment. */
function ofEnvironment(): object | null {
  const { env } = process;
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey || env['AWS_PROFILE']) return null;
  const sessionToken = env['AWS_SESSION_TOKEN'];
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

const quiet = (): void => undefined;
