/** EC2's regions and endpoints of VPCs, asked by the AWS CLI, which nobody here wrote. */
import { afterEach, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { accountOf, regionOf } from '#sandbox/world.ts';
import { hasAwsCli } from '../clients/aws-cli.ts';
import { ACCOUNT, aws, REGION, start } from './arrange.ts';

let sandbox: Sandbox;
afterEach(() => sandbox.close());

async function ec2(...args: readonly string[]): Promise<unknown> {
  const { code, stdout, stderr } = await aws(sandbox, ['ec2', ...args, '--output', 'json']);
  return code === 0 ? JSON.parse(stdout || '{}') : stderr;
}

const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' }],
});

test.skipIf(!hasAwsCli)('lists the regions that the account may use', async () => {
  sandbox = await start();
  accountOf(sandbox.world, ACCOUNT).optedInto.add('eu-south-1');
  const { Regions } = (await ec2('describe-regions')) as { readonly Regions: readonly object[] };
  expect(Regions).toContainEqual(expect.objectContaining({ RegionName: REGION }));
  expect(Regions).toContainEqual(
    expect.objectContaining({ RegionName: 'eu-south-1', OptInStatus: 'opted-in' }),
  );
});

test.skipIf(!hasAwsCli)('shows the endpoints of a VPC with their policies, and takes another', async () => {
  sandbox = await start();
  const { vpcEndpoints } = regionOf(sandbox.world, ACCOUNT, REGION);
  vpcEndpoints.push(
    { id: 'vpce-0aa', vpcId: 'vpc-1', service: 'ecr.api', policy: null, routeTables: [] },
    { id: 'vpce-0bb', vpcId: 'vpc-2', service: 's3', policy: POLICY, routeTables: [] },
  );
  const show = () => ec2('describe-vpc-endpoints', '--filters', 'Name=vpc-id,Values=vpc-1');
  expect(await show()).toMatchObject({
    VpcEndpoints: [
      {
        VpcEndpointId: 'vpce-0aa',
        VpcEndpointType: 'Interface',
        ServiceName: `com.amazonaws.${REGION}.ecr.api`,
      },
    ],
  });
  await ec2('modify-vpc-endpoint', '--vpc-endpoint-id', 'vpce-0aa', '--policy-document', POLICY);
  expect(await show()).toMatchObject({ VpcEndpoints: [{ PolicyDocument: POLICY }] });
  await ec2('modify-vpc-endpoint', '--vpc-endpoint-id', 'vpce-0aa', '--reset-policy');
  expect(JSON.stringify(await show())).toContain('2008-10-17');
  const absent = await ec2('describe-vpc-endpoints', '--vpc-endpoint-ids', 'vpce-0cc');
  expect(absent).toContain('InvalidVpcEndpointId.NotFound');
});

test.skipIf(!hasAwsCli)('shows the route tables of a VPC, and which subnets have them', async () => {
  sandbox = await start();
  const { routeTables } = regionOf(sandbox.world, ACCOUNT, REGION);
  routeTables.push(
    { id: 'rtb-0aa', vpcId: 'vpc-1', main: true, subnets: [] },
    { id: 'rtb-0bb', vpcId: 'vpc-1', main: false, subnets: ['subnet-1'] },
    { id: 'rtb-0cc', vpcId: 'vpc-2', main: true, subnets: [] },
  );
  expect(await ec2('describe-route-tables', '--filters', 'Name=vpc-id,Values=vpc-1')).toMatchObject({
    RouteTables: [
      { RouteTableId: 'rtb-0aa', Associations: [{ Main: true }] },
      { RouteTableId: 'rtb-0bb', Associations: [{ Main: false, SubnetId: 'subnet-1' }] },
    ],
  });
});
