/** How requests are sent: by the environment's proxies, over TLS with the CAs that it or the profile names. */
import { readFile } from 'node:fs/promises';
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { setting, type Settings, settingsProblem } from '../settings.ts';
import { readProxies } from './proxy.ts';
import { requestHandler } from './request-handler.ts';

const TIMEOUTS = {
  connectionTimeout: 5_000,
  requestTimeout: 30_000,
  throwOnRequestTimeout: true,
};

/** The one handler that all clients send by. */
export async function openNetwork(settings: Settings): Promise<Result<object, CallProblem>> {
  const ca = await trustedCas(settings);
  if (!ca.ok) return ca;
  const proxies = readProxies(settings.env);
  if (!proxies.ok) {
    return err(settingsProblem('InvalidProxy', `the value of ${proxies.error} is no address of a proxy`));
  }
  return ok(requestHandler({ proxies: proxies.value, ca: ca.value, timeouts: TIMEOUTS }));
}

async function trustedCas(settings: Settings): Promise<Result<string | undefined, CallProblem>> {
  const file = setting(settings, 'AWS_CA_BUNDLE', 'ca_bundle');
  if (file === undefined) return ok(undefined);
  const text = await readFile(file, 'utf8').catch(() => null);
  // Node takes a text without any certificate for a list of none.
  if (text?.includes('-----BEGIN CERTIFICATE-----') === true) return ok(text);
  const why = text === null ? 'invalid path' : 'no certificate in';
  return err(
    settingsProblem(
      'InvalidCaBundle',
      `Could not find a suitable TLS CA certificate bundle, ${why}: ${file}`,
    ),
  );
}
