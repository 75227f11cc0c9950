/** What every client of the SDK is made with, whichever service it is of. */
import type { EndpointOf } from './endpoints.ts';
import type { Retries } from './retries.ts';
import type { Settings } from './settings.ts';
import type { Trace } from './trace.ts';

/** By the service's ID and region. */
export type ClientOptions = (serviceId: string, region: string) => object;

export function clientOptions(
  settings: Settings,
  {
    endpointOf,
    retries,
    network,
    trace,
  }: {
    readonly endpointOf: EndpointOf;
    readonly retries: Retries;
    readonly network: object;
    readonly trace: Trace | null;
  },
): ClientOptions {
  const sending = trace === null ? network : trace.over(network);
  return (serviceId, region) => {
    const endpoint = endpointOf(serviceId);
    return {
      region,
      profile: settings.profileName,
      maxAttempts: retries.attempts,
      retryMode: retries.mode,
      requestHandler: sending,
      // What is configured has been read; the SDK would read the default profile.
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(trace === null ? {} : { logger: trace.logger(serviceId, region) }),
    };
  };
}
