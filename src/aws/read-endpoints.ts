/** The endpoints of a VPC that its builds' calls take by themselves, each with its policy. Source: AWS PrivateLink Guide, privatelink-access-aws-services and gateway-endpoints. */
import type { VpcEndpoint as Described } from './services/ec2.ts';
import { vpcEndpointArn, type WrittenAddress } from '#account/policy-address.ts';
import { absent, type Known, known, type PolicyDocument, type VpcEndpoint } from '#account/snapshot.ts';
import type { Project } from '#account/project.ts';
import { ok } from '#basics/result.ts';
import { nameInArn } from '#iam/arn.ts';
import type { Connection } from './connection.ts';
import { asKnown, incomplete } from './known.ts';
import { allPages } from './pages.ts';
import type { Place } from './read-encryption.ts';
import { resourcePolicy } from './read-repository.ts';

/** Route tables are read only where there is a gateway, which they lead to. */
export async function readEndpoints(
  connection: Connection,
  vpc: Project['vpc'],
  place: Place,
): Promise<Known<readonly VpcEndpoint[]>> {
  if (vpc === null) return absent;
  const what = `endpoints of \`${vpc.vpcId}\``;
  const Filters = [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
  const listed = await allPages(async (NextToken) => {
    const page = await connection.read('ec2', 'DescribeVpcEndpoints', { Filters, NextToken });
    return page.ok ? ok({ items: page.value.VpcEndpoints ?? [], next: page.value.NextToken }) : page;
  });
  if (!listed.ok) return asKnown(what, listed);
  const taken = listed.value.filter((one) => isAvailable(one) && (isInterface(one) || isGateway(one)));
  if (taken.some(({ PolicyDocument }) => PolicyDocument === undefined)) return incomplete(what);
  const tables = taken.some(isGateway) ? await readTables(connection, vpc) : absent;
  return known(
    taken.map((one) =>
      isGateway(one) ? { ...endpointOf(one, place), isOnWay: onWay(one, tables) } : endpointOf(one, place),
    ),
  );
}

const isAvailable = ({ State }: Described): boolean => State?.toLowerCase() === 'available';

const isInterface = ({ VpcEndpointType, PrivateDnsEnabled }: Described): boolean =>
  VpcEndpointType === 'Interface' && PrivateDnsEnabled === true;

const isGateway = ({ VpcEndpointType }: Described): boolean => VpcEndpointType === 'Gateway';

/** A build runs in any one of the subnets: calls of all builds go by a gateway to which each of them leads. */
function onWay({ RouteTableIds = [] }: Described, tables: Known<readonly string[]>): Known<boolean> {
  if (tables.kind !== 'known') return tables;
  return known(tables.value.length > 0 && tables.value.every((id) => RouteTableIds.includes(id)));
}

/** The route table of each subnet of the project: its own, else the main one of the VPC. Source: Amazon VPC User Guide, subnet-route-tables. */
async function readTables(
  { read }: Connection,
  { vpcId, subnets }: NonNullable<Project['vpc']>,
): Promise<Known<readonly string[]>> {
  const what = `route tables of \`${vpcId}\``;
  const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
  const listed = await allPages(async (NextToken) => {
    const page = await read('ec2', 'DescribeRouteTables', { Filters, NextToken });
    return page.ok ? ok({ items: page.value.RouteTables ?? [], next: page.value.NextToken }) : page;
  });
  if (!listed.ok) return asKnown(what, listed);
  const tableOf = (fits: (association: { SubnetId?: string; Main?: boolean }) => boolean): string | null =>
    listed.value.find(({ Associations = [] }) => Associations.some(fits))?.RouteTableId ?? null;
  const tables = subnets.map(
    (subnet) => tableOf(({ SubnetId }) => SubnetId === subnet) ?? tableOf(({ Main }) => Main === true),
  );
  return tables.includes(null) ? incomplete(what) : known(tables.flatMap((id) => id ?? []));
}

function endpointOf(
  { VpcEndpointId = '', ServiceName = '', PolicyDocument = '' }: Described,
  place: Place,
): VpcEndpoint {
  return {
    arn: vpcEndpointArn(place, VpcEndpointId),
    service: ServiceName.replace(new RegExp(`^.*\\.${place.region}\\.`), ''),
    policy: { name: VpcEndpointId, arn: null, text: PolicyDocument },
  };
}

/** The policy of one, as it is now. */
export async function readEndpointPolicy(
  { read }: Connection,
  { on }: Pick<WrittenAddress, 'on'>,
): Promise<Known<PolicyDocument>> {
  const id = nameInArn(on);
  const what = `policy of VPC endpoint \`${id}\``;
  const answer = asKnown(what, await read('ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [id] }));
  return answer.kind === 'known' && answer.value.VpcEndpoints?.[0]?.PolicyDocument === undefined
    ? incomplete(what)
    : resourcePolicy(what, answer, ({ VpcEndpoints = [] }) => VpcEndpoints[0]?.PolicyDocument);
}
