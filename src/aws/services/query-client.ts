/** IAM's client, which speaks the query protocol, made to sign for and call another service that speaks it too. */
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { endpointsOf } from './borrowed-client.ts';

/** As the service's model has them. */
interface Queried {
  readonly serviceId: string;
  readonly version: string;
  /** With which its hosts' names begin, and its signatures are made. */
  readonly host: string;
  readonly protocol: unknown;
  readonly shapes: string;
  readonly xmlNamespace: string;
  readonly serviceTarget: string;
}

export const queryClient = ({ serviceId, version, host, protocol, shapes, ...names }: Queried) =>
  class Client extends IAMClient {
    constructor(settings: object) {
      const config = {
        ...settings,
        serviceId,
        apiVersion: version,
        endpointProvider: endpointsOf(host),
        signingName: host,
        protocol,
        protocolSettings: { ...names, defaultNamespace: shapes, version },
      };
      // The settings' types are those of IAM's own endpoints.
      super(config as unknown as IAMClientConfig);
    }
  };
