/** `fix --change trust-condition=ROLE_ARN`: projects are named where all that have the role are known for certain, else the account alone. */
import { CodeBuildClient, CreateFleetCommand, CreateProjectCommand } from '@aws-sdk/client-codebuild';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { accountOf } from '#sandbox/world.ts';
import { accountState, clientSettings } from './account-state.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ACCOUNT = '290008131176';
const ROLE = 'codebuild-TrackerAPI-service-role';
const ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/service-role/${ROLE}`;
const projectArn = (name: string, region = 'us-west-2') =>
  `arn:aws:codebuild:${region}:${ACCOUNT}:project/${name}`;

let world: TrackerApi;
beforeEach(async () => {
  world = await openTrackerApi('trust-condition');
});
afterEach(() => world.end());

const inRegion = (region: string) => new CodeBuildClient(clientSettings({ ...world.sandbox, region }));

const project = (name: string) =>
  new CreateProjectCommand({
    name,
    source: { type: 'NO_SOURCE', buildspec: 'version: 0.2\nphases: {build: {commands: ["true"]}}\n' },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: ROLE_ARN,
  });

const fleet = new CreateFleetCommand({
  name: 'fast',
  baseCapacity: 1,
  environmentType: 'LINUX_CONTAINER',
  computeType: 'BUILD_GENERAL1_SMALL',
  fleetServiceRole: ROLE_ARN,
});

const refuse = (service: string, operation: string): Promise<unknown> =>
  fetch(`${world.sandbox.endpoint}/_sandbox/faults`, {
    method: 'PUT',
    body: JSON.stringify([{ service, operation, times: 100, status: 403, code: 'UnauthorizedOperation' }]),
  });

async function conditionOf(): Promise<unknown> {
  const iam = new IAMClient(clientSettings(world.sandbox));
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: ROLE }));
  const [statement] = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement;
  return statement.Condition?.StringEquals;
}

/** The condition that was written, and what was said of it; green, and taken back without a trace. */
async function narrowed(): Promise<{ readonly condition: unknown; readonly said: string }> {
  const before = await accountState(world.sandbox);
  const ran = await runCli(
    ['fix', 'TrackerAPI', '--yes', '--change', `trust-condition=${ROLE_ARN}`],
    world.env,
  );
  expect(ran).toMatchObject({ code: 0 });
  const condition = await conditionOf();
  expect(await runCli(['undo', '--yes'], world.env)).toMatchObject({ code: 0 });
  expect(await accountState(world.sandbox)).toBe(before);
  return { condition, said: ran.stdout };
}

it('names all that have the role, in regions that the account opted into as well', async () => {
  accountOf(world.sandbox.world, ACCOUNT).optedInto.add('eu-south-1');
  await inRegion('eu-south-1').send(project('Far'));
  const { condition, said } = await narrowed();
  expect(condition).toEqual({
    'aws:SourceAccount': ACCOUNT,
    'aws:SourceArn': [projectArn('Far', 'eu-south-1'), projectArn('TrackerAPI')],
  });
  expect(said).toContain('which are all that have it');
});

it.each<readonly [string, string, () => Promise<unknown>]>([
  [
    'it may not be read which regions the account opted into',
    'you may not do `ec2:DescribeRegions`',
    () => refuse('ec2', 'DescribeRegions'),
  ],
  [
    'fleets may not be read',
    'you may not do `codebuild:ListFleets`',
    () => refuse('codebuild', 'ListFleets'),
  ],
  ['a fleet has the role', 'fleet `arn:aws:codebuild:eu-west-1:', () => inRegion('eu-west-1').send(fleet)],
])('names the account alone, and says why, where %s', async (_, why, arrange) => {
  await arrange();
  const { condition, said } = await narrowed();
  expect(condition).toEqual({ 'aws:SourceAccount': ACCOUNT });
  expect(said).toContain(why);
});
