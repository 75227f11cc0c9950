/** An operation of a service that has no client of its own here, called by the client of another one that is made to ask its host. */
import type { CodeBuildClient } from '@aws-sdk/client-codebuild';
import { partition } from '@aws-sdk/core/client';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { MetadataBearer, StaticOperationSchema } from '@smithy/types';

/** Smithy's schema of free JSON: what is in it is read where it is used, member by member. */
export const DOCUMENT = 15;
export const TEXT = 0;

/** Any client's will do: a command takes from it what all have. */
type Config = CodeBuildClient['config'];

/** As the service's model and the SDK's own client would have them. */
interface Names {
  readonly service: string;
  readonly client: string;
}

/** The command for the one operation; `schema` says what it takes and gives. */
export function borrowedCommand<Input extends object, Output extends MetadataBearer>(
  { service, client }: Names,
  schema: StaticOperationSchema,
) {
  const builder = makeBuilder<Config, Input, Output>(
    {
      Endpoint: { type: 'builtInParams', name: 'endpoint' },
      Region: { type: 'builtInParams', name: 'region' },
    },
    service,
    client,
    getEndpointPlugin,
  );
  const [, , operation] = schema;
  return builder<Input, Output>({}, () => [], operation, schema);
}

/** Where a service is asked whose hosts' names begin with `host`, unless an endpoint is set: under the domain that the SDK has for the region. */
export const endpointsOf =
  (host: string) =>
  ({ Endpoint, Region = '' }: { readonly Endpoint?: string; readonly Region?: string }) => ({
    url: new URL(Endpoint ?? `https://${host}.${Region}.${partition(Region).dnsSuffix}`),
  });
