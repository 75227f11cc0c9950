/**
 * The four operations of EC2 that are asked, without a client of its own: IAM's, which speaks nearly the same protocol, made to sign
 * for and call the other host. EC2's own client is ten times the size of any other. Source: botocore, service model ec2 2016-11-15.
 */
import { AwsEc2QueryProtocol } from '@aws-sdk/core/protocols';
import type {
  MetadataBearer,
  StaticListSchema,
  StaticOperationSchema,
  StaticStructureSchema,
} from '@smithy/types';
import { borrowedCommand, TEXT } from './borrowed-client.ts';
import { queryClient } from './query-client.ts';

const SHAPES = 'com.amazonaws.ec2';
const VERSION = '2016-11-15';
const BOOLEAN = 2;

/** Members by their names, each with its name on the wire and its shape. */
type Members = Readonly<Record<string, readonly [wire: string, shape: unknown]>>;

const structure = (name: string, members: Members): StaticStructureSchema =>
  [
    3,
    SHAPES,
    name,
    0,
    Object.keys(members),
    Object.values(members).map(([xmlName, shape]) => [shape, { xmlName }]),
  ] as StaticStructureSchema;

const list = (name: string, of: unknown): (() => StaticListSchema) => {
  const schema = [1, SHAPES, name, 0, [of, { xmlName: 'item' }]] as StaticListSchema;
  return () => schema;
};

const FILTER = structure('Filter', {
  Name: ['Name', TEXT],
  Values: ['Value', list('ValueStringList', TEXT)],
});
const ENDPOINT = structure('VpcEndpoint', {
  VpcEndpointId: ['vpcEndpointId', TEXT],
  VpcEndpointType: ['vpcEndpointType', TEXT],
  ServiceName: ['serviceName', TEXT],
  State: ['state', TEXT],
  PolicyDocument: ['policyDocument', TEXT],
  PrivateDnsEnabled: ['privateDnsEnabled', BOOLEAN],
  RouteTableIds: ['routeTableIdSet', list('ValueStringList', TEXT)],
});
const ASSOCIATION = structure('RouteTableAssociation', {
  SubnetId: ['subnetId', TEXT],
  Main: ['main', BOOLEAN],
});
const ROUTE_TABLE = structure('RouteTable', {
  RouteTableId: ['routeTableId', TEXT],
  Associations: ['associationSet', list('RouteTableAssociationList', () => ASSOCIATION)],
});
const REGION = structure('Region', { RegionName: ['regionName', TEXT] });

const operation = (name: string, input: Members, output: Members): StaticOperationSchema => {
  const [request, result] = [structure(`${name}Request`, input), structure(`${name}Result`, output)];
  return [9, SHAPES, name, 0, () => request, () => result];
};

interface Filter {
  readonly Name: string;
  readonly Values: readonly string[];
}

/** As DescribeVpcEndpoints gives it. */
export interface VpcEndpoint {
  readonly VpcEndpointId?: string;
  /** `Interface`, `Gateway` … */
  readonly VpcEndpointType?: string;
  /** `com.amazonaws.REGION.ecr.api` */
  readonly ServiceName?: string;
  readonly State?: string;
  readonly PolicyDocument?: string;
  readonly PrivateDnsEnabled?: boolean;
  /** Of a gateway, those that lead to it. */
  readonly RouteTableIds?: readonly string[];
}

/** As DescribeRouteTables gives it. */
export interface RouteTable {
  readonly RouteTableId?: string;
  /** Subnets that are given the table; the one that is `Main` is of all others of the VPC. */
  readonly Associations?: readonly { readonly SubnetId?: string; readonly Main?: boolean }[];
}

export const Client = queryClient({
  serviceId: 'EC2',
  version: VERSION,
  host: 'ec2',
  protocol: AwsEc2QueryProtocol,
  shapes: SHAPES,
  xmlNamespace: `http://ec2.amazonaws.com/doc/${VERSION}`,
  serviceTarget: 'AmazonEC2',
});

const NAMES = { service: 'AmazonEC2', client: 'EC2Client' };

export const commands = {
  /** Without more, the regions that the account may use. */
  DescribeRegions: borrowedCommand<
    object,
    MetadataBearer & { readonly Regions?: readonly { readonly RegionName?: string }[] }
  >(NAMES, operation('DescribeRegions', {}, { Regions: ['regionInfo', list('RegionList', () => REGION)] })),
  DescribeVpcEndpoints: borrowedCommand<
    {
      readonly Filters?: readonly Filter[];
      readonly VpcEndpointIds?: readonly string[];
      readonly NextToken?: string | undefined;
    },
    MetadataBearer & { readonly VpcEndpoints?: readonly VpcEndpoint[]; readonly NextToken?: string }
  >(
    NAMES,
    operation(
      'DescribeVpcEndpoints',
      {
        Filters: ['Filter', list('FilterList', () => FILTER)],
        VpcEndpointIds: ['VpcEndpointId', list('VpcEndpointIdList', TEXT)],
        NextToken: ['NextToken', TEXT],
      },
      {
        VpcEndpoints: ['vpcEndpointSet', list('VpcEndpointSet', () => ENDPOINT)],
        NextToken: ['nextToken', TEXT],
      },
    ),
  ),
  DescribeRouteTables: borrowedCommand<
    { readonly Filters: readonly Filter[]; readonly NextToken?: string | undefined },
    MetadataBearer & { readonly RouteTables?: readonly RouteTable[]; readonly NextToken?: string }
  >(
    NAMES,
    operation(
      'DescribeRouteTables',
      { Filters: ['Filter', list('FilterList', () => FILTER)], NextToken: ['NextToken', TEXT] },
      {
        RouteTables: ['routeTableSet', list('RouteTableList', () => ROUTE_TABLE)],
        NextToken: ['nextToken', TEXT],
      },
    ),
  ),
  ModifyVpcEndpoint: borrowedCommand<
    { readonly VpcEndpointId: string; readonly PolicyDocument: string },
    MetadataBearer & { readonly Return?: boolean }
  >(
    NAMES,
    operation(
      'ModifyVpcEndpoint',
      { VpcEndpointId: ['VpcEndpointId', TEXT], PolicyDocument: ['PolicyDocument', TEXT] },
      { Return: ['return', BOOLEAN] },
    ),
  ),
};
