/**
 * The one operation of AWS Config that is asked, without a client of its own: CodeBuild's, which speaks the same protocol, made to sign
 * for and call the other host. Source: botocore, service model config 2014-11-12.
 */
import { CodeBuildClient, type CodeBuildClientConfig } from '@aws-sdk/client-codebuild';
import { AwsJson1_1Protocol } from '@aws-sdk/core/protocols';
import type { MetadataBearer, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';
import { borrowedCommand, DOCUMENT, endpointsOf, TEXT } from './borrowed-client.ts';

const SHAPES = 'com.amazonaws.configservice';

const INPUT: StaticStructureSchema = [3, SHAPES, 'DescribeConfigRulesRequest', 0, ['NextToken'], [TEXT]];
const OUTPUT: StaticStructureSchema = [
  3,
  SHAPES,
  'DescribeConfigRulesResponse',
  0,
  ['ConfigRules', 'NextToken'],
  [DOCUMENT, TEXT],
];
const OPERATION: StaticOperationSchema = [9, SHAPES, 'DescribeConfigRules', 0, () => INPUT, () => OUTPUT];

interface RulesInput {
  readonly NextToken?: string | undefined;
}
interface RulesOutput extends MetadataBearer {
  readonly ConfigRules?: unknown;
  readonly NextToken?: string;
}

export class Client extends CodeBuildClient {
  constructor(settings: object) {
    const config = {
      ...settings,
      serviceId: 'Config Service',
      apiVersion: '2014-11-12',
      endpointProvider: endpointsOf('config'),
      signingName: 'config',
      protocol: AwsJson1_1Protocol,
      protocolSettings: { defaultNamespace: SHAPES, serviceTarget: 'StarlingDoveService' },
    };
    // The settings' types are those of CodeBuild's own endpoints.
    super(config as unknown as CodeBuildClientConfig);
  }
}

export const commands = {
  DescribeConfigRules: borrowedCommand<RulesInput, RulesOutput>(
    { service: 'StarlingDoveService', client: 'ConfigServiceClient' },
    OPERATION,
  ),
};
