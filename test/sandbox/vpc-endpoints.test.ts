/** Calls of builds in a VPC pass its endpoints, whose policies bound them and whose names conditions ask for. */
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { afterEach, expect, test } from 'vitest';
import { accountOf } from '#sandbox/world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { ACCOUNT, REGION, allow, settings, statements } from './arrange.ts';
import { ended, logOf, open } from './builds.ts';

const VPC = 'vpc-0a1b2c3d';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/builder`;
const document = (...Statement: readonly Record<string, unknown>[]) => ({
  Version: '2012-10-17',
  Statement: [...Statement],
});
const endpoint = (service: string, id: string, ...Action: readonly string[]) => {
  const policy = document({ Effect: 'Allow', Principal: '*', Action, Resource: '*' });
  return { id, vpc: VPC, service, ...(Action.length === 0 ? {} : { policy }) };
};

let sandbox: Sandbox | null = null;
afterEach(async () => {
  await sandbox?.close();
});

interface Asked {
  readonly commands: readonly string[];
  readonly endpoints: readonly ReturnType<typeof endpoint>[];
  readonly vpcId?: string;
}

const TRUST = document({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com', AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});

async function build({ commands, endpoints, vpcId = VPC }: Asked, ...policy: readonly object[]) {
  const opened = await open({
    region: REGION,
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'builder', trust: TRUST }],
        parameters: [{ name: 'p', value: 'v', type: 'SecureString', keyId: 'key:own' }],
        keys: [{ name: 'own' }],
        repositories: [{ name: 'app', images: ['base'] }],
        vpcEndpoints: [...endpoints],
        projects: [
          {
            name: 'app',
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
            serviceRole: ROLE,
            ...(vpcId === ''
              ? {}
              : { vpcConfig: { vpcId, subnets: ['subnet-1'], securityGroupIds: ['sg-1'] } }),
          },
        ],
      },
    ],
  });
  sandbox = opened;
  accountOf(opened.world, ACCOUNT)
    .iam.roles.get('builder')
    ?.inline.set('all', statements(...(policy.length === 0 ? [allow('*')] : policy)));
  const { build: started } = await new CodeBuildClient(settings(opened)).send(
    new StartBuildCommand({ projectName: 'app' }),
  );
  const over = await ended(opened, started?.id);
  return { status: over.status, log: logOf(opened, over) };
}

const GET = 'aws ssm get-parameter --name p --with-decryption';
const READ = endpoint('ssm', 'vpce-0aa', 'ssm:GetParameter');
const NOTHING = endpoint('ssm', 'vpce-0bb', 'ssm:PutParameter');

test('an endpoint lets through what its policy allows, and its default policy everything', async () => {
  expect((await build({ commands: [GET], endpoints: [READ] })).status).toBe('SUCCEEDED');
  await sandbox?.close();
  expect((await build({ commands: [GET], endpoints: [endpoint('ssm', 'vpce-0cc')] })).status).toBe(
    'SUCCEEDED',
  );
});

test('what it does not allow is denied in its name, also to roles that the build takes', async () => {
  const denied = `ssm:GetParameter on resource: arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/p because no VPC endpoint policy allows the ssm:GetParameter action`;
  const direct = await build({ commands: [GET], endpoints: [NOTHING] });
  expect(direct.status).toBe('FAILED');
  expect(direct.log).toContain(denied);
  await sandbox?.close();
  const keys = `--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text`;
  const assumed = await build({
    commands: [
      `C=$(aws sts assume-role --role-arn ${ROLE} --role-session-name again ${keys})`,
      'set -- $C; export AWS_ACCESS_KEY_ID=$1 AWS_SECRET_ACCESS_KEY=$2 AWS_SESSION_TOKEN=$3; ' + GET,
    ],
    endpoints: [NOTHING],
  });
  expect(assumed.log).toContain(`assumed-role/builder/again is not authorized to perform: ${denied}`);
});

test('a VPC without an endpoint of the service, and a build outside of it, pass none', async () => {
  const elsewhere = endpoint('logs', 'vpce-0dd', 'logs:*');
  expect((await build({ commands: [GET], endpoints: [elsewhere] })).status).toBe('SUCCEEDED');
  await sandbox?.close();
  expect((await build({ commands: [GET], endpoints: [NOTHING], vpcId: '' })).status).toBe('SUCCEEDED');
});

test('the registry has an endpoint of its own beside that of the API', async () => {
  const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
  const commands = [
    `aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}`,
    `docker pull ${HOST}/app:base`,
  ];
  const api = endpoint('ecr.api', 'vpce-0ee', 'ecr:GetAuthorizationToken');
  expect((await build({ commands, endpoints: [api] })).status).toBe('SUCCEEDED');
  await sandbox?.close();
  const over = await build({
    commands,
    endpoints: [api, endpoint('ecr.dkr', 'vpce-0ff', 'ecr:PutImage')],
  });
  expect(over.status).toBe('FAILED');
  expect(over.log).toContain('because no VPC endpoint policy allows the ecr:BatchGetImage action');
});

test('conditions ask for the endpoint and the VPC, and find no address of the internet', async () => {
  const where = {
    StringEquals: { 'aws:SourceVpce': 'vpce-0aa', 'aws:SourceVpc': VPC },
    Null: { 'aws:SourceIp': 'true' },
  };
  const policy = { ...allow('ssm:GetParameter'), Condition: where };
  const command = GET.replace(' --with-decryption', '');
  const over = await build({ commands: [command], endpoints: [READ] }, allow('logs:*'), policy);
  expect(over.log).toContain('"Name": "p"');
});
