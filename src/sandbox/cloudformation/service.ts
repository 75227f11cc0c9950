/** CloudFormation, as far as stacks are described. Source: botocore, service model cloudformation 2010-05-15. */
import { z } from 'zod';
import { readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { regionOf } from '../world.ts';
import type { StackState } from './state.ts';

const stacksOf = ({ world, account, region }: Call): Map<string, StackState> =>
  regionOf(world, account, region).stacks;

const describeSchema = z.object({
  StackName: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  LogicalResourceId: z.string().optional(),
});

/** The most that one answer holds. Source: CloudFormation API reference, DescribeStackResources. */
const MOST_RESOURCES = 100;

function describeResources(call: Call): object {
  const { StackName, PhysicalResourceId, LogicalResourceId } = readInput(describeSchema, call.input);
  if ((StackName === undefined) === (PhysicalResourceId === undefined))
    throw new AwsError('ValidationError', 'Exactly one of StackName and PhysicalResourceId must be given');
  const stack = [...stacksOf(call).values()].find(({ name, id, resources }) =>
    PhysicalResourceId === undefined
      ? name === StackName || id === StackName
      : resources.some(({ physicalId }) => physicalId === PhysicalResourceId),
  );
  // AWS does not say on what it decides a call that names no stack, or one that is in none.
  const resource = stack?.id ?? stackArn(call, StackName ?? PhysicalResourceId ?? '');
  call.authorize({ action: 'cloudformation:DescribeStackResources', resource });
  if (stack === undefined) throw noStack(PhysicalResourceId ?? StackName ?? '', 'Stack for ');
  const { name, id, createdAt } = stack;
  return {
    StackResources: stack.resources
      .filter(({ logicalId }) => LogicalResourceId === undefined || logicalId === LogicalResourceId)
      .slice(0, MOST_RESOURCES)
      .map(({ logicalId, physicalId, type, status }) => ({
        StackName: name,
        StackId: id,
        LogicalResourceId: logicalId,
        PhysicalResourceId: physicalId,
        ResourceType: type,
        Timestamp: createdAt,
        ResourceStatus: status,
        DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' },
      })),
  };
}

function getTemplate(call: Call): object {
  const schema = z.object({
    StackName: z.string(),
    TemplateStage: z.enum(['Original', 'Processed']).default('Original'),
  });
  const { StackName } = readInput(schema, call.input);
  call.authorize({ action: 'cloudformation:GetTemplate', resource: stackArn(call, StackName) });
  const stack = stacksOf(call).get(StackName);
  if (stack === undefined) throw noStack(StackName, 'Stack with id ');
  return { TemplateBody: stack.template, StagesAvailable: ['Original', 'Processed'] };
}

const stackArn = ({ partition, region, account }: Call, name: string): string =>
  `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;

const noStack = (name: string, words: string): AwsError =>
  new AwsError('ValidationError', `${words}${name} does not exist`);

export const cloudFormationService: Service = {
  name: 'cloudformation',
  protocol: {
    kind: 'query',
    version: '2010-05-15',
    xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
  },
  operations: { DescribeStackResources: describeResources, GetTemplate: getTemplate },
};
