/** The endpoints of a VPC that its builds' calls take by themselves, each with its policy. Source: AWS PrivateLink Guide, privatelink-access-aws-services. */
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

/** Of a gateway, which a route table leads to, the ID alone does not say whose calls pass it: it is left out. */
export async function readEndpoints(
  { read }: Connection,
  vpc: Project['vpc'],
  place: Place,
): Promise<Known<readonly VpcEndpoint[]>> {
  if (vpc === null) return absent;
  const what = `endpoints of \`${vpc.vpcId}\``;
  const Filters = [{ Name: 'vpc-id', Values: [vpc.vpcId] }];
  const listed = await allPages(async (NextToken) => {
    const page = await read('ec2', 'DescribeVpcEndpoints', { Filters, NextToken });
    return page.ok ? ok({ items: page.value.VpcEndpoints ?? [], next: page.value.NextToken }) : page;
  });
  if (!listed.ok) return asKnown(what, listed);
  const taken = listed.value.filter(isTaken);
  if (taken.some(({ PolicyDocument }) => PolicyDocument === undefined)) return incomplete(what);
  return known(taken.map((endpoint) => endpointOf(endpoint, place)));
}

const isTaken = ({ VpcEndpointType, PrivateDnsEnabled, State }: Described): boolean =>
  VpcEndpointType === 'Interface' && PrivateDnsEnabled === true && State?.toLowerCase() === 'available';

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
