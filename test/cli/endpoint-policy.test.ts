/** A VPC endpoint that stops a build: its policy is read, held against every call that passes it, handed off whole, and written where it is named. */
import { afterEach, describe, expect, it } from 'vitest';
import { regionOf } from '#sandbox/world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { accountState } from './account-state.ts';
import { allow, deny, document } from './operator.ts';
import { type Ran, runCli, type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const VPC = 'vpc-0a1b2c3d';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/builder`;
const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const [API, DKR] = ['vpce-0aa0', 'vpce-0bb0'];

let sandbox: Sandbox;
let around: Surroundings;
afterEach(async () => {
  around.close();
  await sandbox.close();
});

const everything = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const through = (...Action: readonly string[]) => ({ ...everything, Action });
const policy = (...statements: readonly object[]) => JSON.parse(document(...statements));

/** A role that may do all the build does, and endpoints with these policies. */
async function open(ofApi: readonly object[], ofRegistry: readonly object[]): Promise<void> {
  const trust = policy({
    Effect: 'Allow',
    Principal: { Service: 'codebuild.amazonaws.com' },
    Action: 'sts:AssumeRole',
  });
  const endpoint = (id: string, service: string, statements: readonly object[]) => ({
    id,
    vpc: VPC,
    service,
    policy: policy(...statements),
  });
  const commands = [
    `aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}`,
    `docker build -t ${HOST}/app:latest .`,
    `docker push ${HOST}/app:latest`,
  ];
  const world = worldSchema.parse({
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'builder', trust, inline: { all: policy(allow('*')) } }],
        repositories: [{ name: 'app' }],
        vpcEndpoints: [endpoint(API, 'ecr.api', ofApi), endpoint(DKR, 'ecr.dkr', ofRegistry)],
        projects: [
          {
            name: 'App',
            source: {
              type: 'NO_SOURCE',
              buildspec: JSON.stringify({ version: 0.2, phases: { build: { commands } } }),
            },
            artifacts: { type: 'NO_ARTIFACTS' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
              privilegedMode: true,
            },
            serviceRole: ROLE_ARN,
            vpcConfig: { vpcId: VPC, subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
          },
        ],
        builds: ['App'],
      },
    ],
  });
  const opened = await openWorld(world, { seed: 'endpoint-policy' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
}

const run = (...args: readonly string[]): Promise<Ran> => runCli(args, around.env);
const state = async (): Promise<string> =>
  JSON.stringify(regionOf(sandbox.world, ACCOUNT, REGION).vpcEndpoints) + (await accountState(sandbox));
const handoffs = async () => JSON.parse((await run('diagnose', 'App', '--json')).stdout).plan.handoffs;

describe('an endpoint that does not let the calls through', () => {
  const narrow = [through('ecr:DescribeRepositories')] as const;

  it('is handed off whole: the document as it is, the statement for the role alone, and the call', async () => {
    await open(narrow, narrow);
    const [ofApi, ofRegistry] = await handoffs();
    expect(ofApi).toMatchObject({
      layer: 'vpcEndpoint',
      at: `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc-endpoint/${API}`,
      actions: ['ecr:GetAuthorizationToken'],
      mayAlsoStop: [],
      change: { flag: `endpoint-policy=${API}` },
    });
    expect(JSON.parse(ofApi.change.before)).toEqual(policy(...narrow));
    expect(JSON.parse(ofApi.change.after)).toEqual(
      policy(...narrow, {
        Effect: 'Allow',
        Principal: '*',
        Action: 'ecr:GetAuthorizationToken',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE_ARN } },
      }),
    );
    // What the build would only have come to is held against the policy as well.
    expect(ofRegistry.at).toContain(DKR);
    expect(ofRegistry.actions).toContain('ecr:PutImage');
    const told = await run('fix', 'App', '--emit', 'handoff');
    expect(told.stdout).toContain('aws ec2 modify-vpc-endpoint --region us-west-2');
    expect(told.stdout).toContain(`--vpc-endpoint-id ${API}`);
    expect(told.stdout).toContain('another role of the account');
  });

  it('is written where it is named, until the build is green, and written back', async () => {
    await open(narrow, narrow);
    const before = await state();
    const named = ['--change', `endpoint-policy=${API}`, '--change', `endpoint-policy=${DKR}`];
    const ran = await run('fix', 'App', '--yes', ...named);
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stderr).toContain('the build is green');
    expect(await run('undo', '--yes')).toMatchObject({ code: 0 });
    expect(await state()).toBe(before);
  });

  it('is not changed by whoever may not, and that is said before the question', async () => {
    await open(narrow, [everything]);
    const faults = [
      {
        service: 'ec2',
        operation: 'DescribeVpcEndpoints',
        times: 100,
        status: 403,
        code: 'UnauthorizedOperation',
      },
    ];
    await fetch(`${sandbox.endpoint}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify(faults) });
    const { stdout } = await run('diagnose', 'App', '--json');
    const { findings, unreadable, plan } = JSON.parse(stdout);
    expect(findings[0]).toMatchObject({ code: 'vpc-endpoint-blocks' });
    expect(JSON.stringify(unreadable)).toContain('ec2:DescribeVpcEndpoints');
    expect(plan.handoffs[0]).toMatchObject({ at: `the VPC endpoint policy in ${VPC}` });
  });
});

it('an endpoint that denies is left to its owner, with the narrowest exception, though it is named', async () => {
  const noLogin = { ...deny('ecr:GetAuthorizationToken'), Sid: 'NoLogin', Principal: '*' };
  await open([everything, noLogin], [everything]);
  const [handoff] = await handoffs();
  expect(handoff.why).toContain('explicit deny');
  expect(handoff.change.statement).toMatchObject({
    Sid: 'NoLogin',
    Condition: { ArnNotEquals: { 'aws:PrincipalArn': ROLE_ARN } },
  });
  const before = await state();
  const ran = await run('fix', 'App', '--yes', '--change', `endpoint-policy=${API}`);
  expect(ran.code).toBe(2);
  expect(ran.stdout).toContain('a Deny is left to its owner');
  expect(await state()).toBe(before);
});
