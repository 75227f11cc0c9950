/**
 * IAM Toolbox, a preview for which the SDK has no client: IAM's own client, which signs alike, made to speak REST-JSON to the other
 * host. Source: botocore 1.43, service model iam-toolbox 2018-05-10.
 */
import { IAMClient, type IAMClientConfig } from '@aws-sdk/client-iam';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import type { MetadataBearer, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';
import { borrowedCommand, DOCUMENT, endpointsOf, TEXT } from './borrowed-client.ts';

const SHAPES = 'com.amazonaws.iamtoolbox';

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

export class Client extends IAMClient {
  constructor(settings: object) {
    const preview = {
      ...settings,
      serviceId: 'IAM Toolbox',
      apiVersion: '2018-05-10',
      endpointProvider: endpointsOf('iam-toolbox'),
      protocol: AwsRestJsonProtocol,
      protocolSettings: { defaultNamespace: SHAPES },
    };
    // The settings' types are those of IAM's own protocol.
    super(preview as unknown as IAMClientConfig);
  }
}

export const commands = {
  GetRequestAuthorizationDetails: borrowedCommand<DetailsInput, DetailsOutput>(
    { service: 'IAMToolbox', client: 'IAMToolboxClient' },
    OPERATION,
  ),
};
