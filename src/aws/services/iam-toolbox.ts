/**
 * IAM Toolbox, a preview for which the SDK has no client: IAM's own client, which signs alike, made to speak REST-JSON to the other
 * host. Source: botocore 1.43, service model iam-toolbox 2018-05-10.
 */
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { MetadataBearer, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';

const SHAPES = 'com.amazonaws.iamtoolbox';
/** Smithy's schema of free JSON: what is in it is read where it is used, member by member. */
const DOCUMENT = 15;
const TEXT = 0;

const INPUT: StaticStructureSchema = [
  3,
  SHAPES,
  'GetRequestAuthorizationDetailsInput',
  0,
  ['authorizationId', 'nextToken'],
  [
    [TEXT, { httpLabel: 1 }],
    [TEXT, { httpQuery: 'nextToken' }],
  ],
];
const OUTPUT: StaticStructureSchema = [
  3,
  SHAPES,
  'GetRequestAuthorizationDetailsOutput',
  0,
  ['requestContext', 'evaluations', 'policies', 'nextToken'],
  [DOCUMENT, DOCUMENT, DOCUMENT, TEXT],
];
const OPERATION: StaticOperationSchema = [
  9,
  SHAPES,
  'GetRequestAuthorizationDetails',
  { http: ['GET', '/authorization-details/{authorizationId}', 200] },
  () => INPUT,
  () => OUTPUT,
];

interface DetailsInput {
  readonly authorizationId: string;
  readonly nextToken?: string | undefined;
}
interface DetailsOutput extends MetadataBearer {
  readonly requestContext?: unknown;
  readonly evaluations?: unknown;
  readonly policies?: unknown;
  readonly nextToken?: string;
}

const builder = makeBuilder<IAMClient['config'], DetailsInput, DetailsOutput>(
  {
    Endpoint: { type: 'builtInParams', name: 'endpoint' },
    Region: { type: 'builtInParams', name: 'region' },
  },
  'IAMToolbox',
  'IAMToolboxClient',
  getEndpointPlugin,
);

const GetRequestAuthorizationDetailsCommand = builder<DetailsInput, DetailsOutput>(
  {},
  () => [],
  'GetRequestAuthorizationDetails',
  OPERATION,
);

const endpointProvider = ({
  Endpoint,
  Region = '',
}: {
  readonly Endpoint?: string;
  readonly Region?: string;
}) => {
  const suffix = Region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return { url: new URL(Endpoint ?? `https://iam-toolbox.${Region}.${suffix}`) };
};

export class Client extends IAMClient {
  constructor(settings: object) {
    const preview = {
      ...settings,
      serviceId: 'IAM Toolbox',
      apiVersion: '2018-05-10',
      endpointProvider,
      protocol: AwsRestJsonProtocol,
      protocolSettings: { defaultNamespace: SHAPES },
    };
    // The settings' types are those of IAM's own protocol.
    super(preview as unknown as IAMClientConfig);
  }
}

export const commands = {
  GetRequestAuthorizationDetails: GetRequestAuthorizationDetailsCommand,
};
