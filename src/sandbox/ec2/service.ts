/** EC2, as far as regions and the endpoints of VPCs go. Source: botocore, service model ec2 2016-11-15. */
import { z } from 'zod';
import { readPolicy } from '#iam/read/read-policy.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Service } from '../operation.ts';
import { isGateway, type VpcEndpoint } from '../vpc/state.ts';
import { accountOf, regionOf } from '../world.ts';

/** `Name.1=a&Name.2=b` */
const listed = <Item extends z.ZodType>(item: Item) =>
  z.record(z.string().regex(/^\d+$/), item).transform((items) => Object.values(items));

const endpointsOf = ({ world, account, region }: Call): VpcEndpoint[] =>
  regionOf(world, account, region).vpcEndpoints;

/** Regions that an account has without opting in, by partition. Source: Account Management reference guide, manage-acct-regions. */
const FOR_EVERYBODY: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};

/** Those that the account may use, as it is asked without `AllRegions`. */
function describeRegions(call: Call): object {
  call.authorize({ action: 'ec2:DescribeRegions', resource: '*' });
  const { optedInto } = accountOf(call.world, call.account);
  const region = (regionName: string, optInStatus: string): object => ({
    regionName,
    regionEndpoint: `ec2.${regionName}.amazonaws.com`,
    optInStatus,
  });
  return {
    regionInfo: [
      ...(FOR_EVERYBODY[call.partition] ?? [call.region]).map((name) => region(name, 'opt-in-not-required')),
      ...[...optedInto].map((name) => region(name, 'opted-in')),
    ],
  };
}

const describeSchema = z.object({
  Filter: listed(z.object({ Name: z.string(), Value: listed(z.string()) })).default([]),
  VpcEndpointId: listed(z.string()).default([]),
  NextToken: z.string().optional(),
});
const LISTED = 1_000;

/** Of the filters those that are asked with. */
const FILTERS: Readonly<Record<string, (endpoint: VpcEndpoint) => string>> = {
  'vpc-id': ({ vpcId }) => vpcId,
  'vpc-endpoint-id': ({ id }) => id,
};

function describeEndpoints(call: Call): object {
  const { Filter, VpcEndpointId, NextToken } = readInput(describeSchema, call.input, 'InvalidParameterValue');
  call.authorize({ action: 'ec2:DescribeVpcEndpoints', resource: '*' });
  const all = endpointsOf(call);
  for (const id of VpcEndpointId) endpointAt(call, id);
  const found = all.filter(
    (endpoint) =>
      (VpcEndpointId.length === 0 || VpcEndpointId.includes(endpoint.id)) &&
      Filter.every(({ Name, Value }) => {
        const valueOf = FILTERS[Name];
        if (valueOf === undefined)
          throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
        return Value.includes(valueOf(endpoint));
      }),
  );
  const page = pageOf(found, LISTED, NextToken);
  return {
    vpcEndpointSet: page.items.map((endpoint) => shapeOf(call, endpoint)),
    nextToken: page.next,
  };
}

/** Source: botocore, service model ec2, DescribeRouteTables. */
function describeRouteTables(call: Call): object {
  const { Filter, NextToken } = readInput(describeSchema, call.input, 'InvalidParameterValue');
  call.authorize({ action: 'ec2:DescribeRouteTables', resource: '*' });
  const { routeTables } = regionOf(call.world, call.account, call.region);
  const found = routeTables.filter(({ vpcId }) =>
    Filter.every(({ Name, Value }) => {
      if (Name !== 'vpc-id') throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
      return Value.includes(vpcId);
    }),
  );
  const page = pageOf(found, LISTED, NextToken);
  return {
    routeTableSet: page.items.map(({ id, vpcId, main, subnets }) => ({
      routeTableId: id,
      vpcId,
      associationSet: [
        ...(main ? [{ routeTableId: id, main: true }] : []),
        ...subnets.map((subnetId) => ({ routeTableId: id, subnetId, main: false })),
      ],
    })),
    nextToken: page.next,
  };
}

/** Source: AWS PrivateLink Guide, vpc-endpoints-access. */
const DEFAULT_POLICY = JSON.stringify({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

function shapeOf({ account, region }: Call, endpoint: VpcEndpoint): object {
  const { id, vpcId, service, policy, routeTables } = endpoint;
  const isRouted = isGateway(endpoint);
  return {
    vpcEndpointId: id,
    vpcEndpointType: isRouted ? 'Gateway' : 'Interface',
    vpcId,
    serviceName: `com.amazonaws.${region}.${service}`,
    state: 'available',
    policyDocument: policy ?? DEFAULT_POLICY,
    privateDnsEnabled: !isRouted,
    routeTableIdSet: routeTables,
    ownerId: account,
  };
}

function modifyEndpoint(call: Call): object {
  const schema = z.object({
    VpcEndpointId: z.string(),
    PolicyDocument: z.string().optional(),
    ResetPolicy: z.enum(['true', 'false']).optional(),
  });
  const { VpcEndpointId, PolicyDocument, ResetPolicy } = readInput(
    schema,
    call.input,
    'InvalidParameterValue',
  );
  const { partition, region, account } = call;
  call.authorize({
    action: 'ec2:ModifyVpcEndpoint',
    resource: `arn:${partition}:ec2:${region}:${account}:vpc-endpoint/${VpcEndpointId}`,
  });
  const endpoint = endpointAt(call, VpcEndpointId);
  if (PolicyDocument !== undefined) {
    const read = readPolicy(PolicyDocument, 'vpcEndpoint');
    if (!read.ok)
      throw new AwsError('InvalidPolicyDocument', read.error[0]?.message ?? 'The policy is invalid');
    endpoint.policy = PolicyDocument;
  } else if (ResetPolicy === 'true') endpoint.policy = null;
  return { return: true };
}

function endpointAt(call: Call, id: string): VpcEndpoint {
  const found = endpointsOf(call).find((endpoint) => endpoint.id === id);
  if (found !== undefined) return found;
  throw new AwsError('InvalidVpcEndpointId.NotFound', `The Vpc Endpoint Id '${id}' does not exist`);
}

export const ec2Service: Service = {
  name: 'ec2',
  protocol: { kind: 'ec2', version: '2016-11-15', xmlns: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
  badToken: { code: 'InvalidNextToken', message: 'The token is invalid' },
  operations: {
    DescribeRegions: describeRegions,
    DescribeVpcEndpoints: describeEndpoints,
    DescribeRouteTables: describeRouteTables,
    ModifyVpcEndpoint: modifyEndpoint,
  },
};
