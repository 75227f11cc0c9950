/**
 * The two operations of CloudFormation that are asked, without a client of its own: IAM's, which speaks the same protocol, made to
 * sign for and call the other host. Source: botocore, service model cloudformation 2010-05-15.
 */
import { AwsQueryProtocol } from '@aws-sdk/core/protocols';
import type {
  MetadataBearer,
  StaticListSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';
import { borrowedCommand, TEXT } from './borrowed-client.ts';
import { queryClient } from './query-client.ts';

const SHAPES = 'com.amazonaws.cloudformation';
const VERSION = '2010-05-15';

const structure = (name: string, members: Readonly<Record<string, unknown>>): StaticStructureSchema =>
  [3, SHAPES, name, 0, Object.keys(members), Object.values(members)] as StaticStructureSchema;

const RESOURCE = structure('StackResource', {
  StackName: TEXT,
  LogicalResourceId: TEXT,
  PhysicalResourceId: TEXT,
  ResourceType: TEXT,
  ResourceStatus: TEXT,
});
const RESOURCES: StaticListSchema = [1, SHAPES, 'StackResources', 0, () => RESOURCE];
const RESOURCES_INPUT = structure('DescribeStackResourcesInput', { PhysicalResourceId: TEXT });
const RESOURCES_OUTPUT = structure('DescribeStackResourcesOutput', { StackResources: () => RESOURCES });
const TEMPLATE_INPUT = structure('GetTemplateInput', { StackName: TEXT, TemplateStage: TEXT });
const TEMPLATE_OUTPUT = structure('GetTemplateOutput', { TemplateBody: TEXT });

const operation = (
  name: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema,
): StaticOperationSchema => [9, SHAPES, name, 0, () => input, () => output];

interface StackResource {
  readonly StackName?: string;
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType?: string;
  readonly ResourceStatus?: string;
}

export const Client = queryClient({
  serviceId: 'CloudFormation',
  version: VERSION,
  host: 'cloudformation',
  protocol: AwsQueryProtocol,
  shapes: SHAPES,
  xmlNamespace: `http://cloudformation.amazonaws.com/doc/${VERSION}/`,
  serviceTarget: 'CloudFormation',
});

const NAMES = { service: 'CloudFormation', client: 'CloudFormationClient' };

export const commands = {
  DescribeStackResources: borrowedCommand<
    { readonly PhysicalResourceId: string },
    MetadataBearer & { readonly StackResources?: readonly StackResource[] }
  >(NAMES, operation('DescribeStackResources', RESOURCES_INPUT, RESOURCES_OUTPUT)),
  GetTemplate: borrowedCommand<
    { readonly StackName: string; readonly TemplateStage: string },
    MetadataBearer & { readonly TemplateBody?: string }
  >(NAMES, operation('GetTemplate', TEMPLATE_INPUT, TEMPLATE_OUTPUT)),
};
