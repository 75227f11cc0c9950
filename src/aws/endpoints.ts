/**
 * Where a service is asked, if not at AWS's own address: the environment for the service, for all; the profile's
 * `services` section, the profile for all. The SDK would look into the default profile whichever was chosen.
 * Source: AWS SDKs and Tools Reference Guide, feature-ss-endpoints; facts 8.5.
 */
import type { CallProblem } from '#account/ports.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { isTrue, set, setting, type Settings, settingsProblem } from './settings.ts';

/** By the service's ID, such as `CloudWatch Logs`; undefined: AWS's own. */
export type EndpointOf = (serviceId: string) => string | undefined;

export function readEndpoints(settings: Settings): Result<EndpointOf, CallProblem> {
  if (isTrue(setting(settings, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'ignore_configured_endpoint_urls'))) {
    return ok(() => undefined);
  }
  const { env, profile, section } = settings;
  const named = set(profile['services']);
  const services = named === undefined ? {} : section('services', named);
  if (services === undefined) {
    return err(
      settingsProblem(
        'InvalidConfig',
        `The profile is configured to use the services section but the "${named}" services configuration does not exist.`,
      ),
    );
  }
  const wrong = [
    ...Object.entries(env).filter(([name]) => /^AWS_ENDPOINT_URL(?:_|$)/.test(name)),
    ...Object.entries(services).filter(([name]) => name.endsWith('.endpoint_url')),
    ['endpoint_url', profile['endpoint_url']] as const,
  ].find(([, url]) => set(url) !== undefined && !isAddress(url ?? ''));
  if (wrong !== undefined) {
    const [name, url = ''] = wrong;
    return err(settingsProblem('InvalidEndpoint', `Invalid endpoint: ${url.slice(0, 200)} (${name})`));
  }
  return ok((serviceId) => {
    const id = serviceId.replaceAll(' ', '_');
    return (
      set(env[`AWS_ENDPOINT_URL_${id.toUpperCase()}`]) ??
      set(env['AWS_ENDPOINT_URL']) ??
      set(services[`${id.toLowerCase()}.endpoint_url`]) ??
      set(profile['endpoint_url'])
    );
  });
}

const isAddress = (url: string): boolean => /^https?:\/\/[^/]/.test(url.trim()) && URL.canParse(url.trim());
