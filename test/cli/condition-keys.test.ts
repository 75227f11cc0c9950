/**
 * A green build with correct policies is healthy, whatever key they ask for, and one of which the policy asks a little wrong is blocked.
 * At the built command, which tells all of them at once, on one world: a project for each row, whose role may do everything but the action in question.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { allow, policy } from '../tasks/project-world.ts';
import { runCli, type Surroundings, surroundings } from './run-cli.ts';

const ACCOUNT = '290008131176';
const REGION = 'us-west-2';
const own = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const role = (name: string) => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const PROJECT = 'PROJECT';

interface Row {
  readonly key: string;
  readonly action: string;
  readonly run?: readonly string[];
  /** Run by nothing in the sandbox: a command of a service that it lacks. */
  readonly unrun?: string;
  readonly env?: object;
  readonly operator?: string;
  readonly right: string;
  readonly wrong: string;
  /** The condition stands in the trust policy of the role that the build assumes. */
  readonly isTrust?: true;
}

const LIST = 'aws ecr list-images --repository-name app';
const ASSUME = `aws sts assume-role --role-arn ${role(`target-${PROJECT}`)} --role-session-name ci --external-id e1`;

const ROWS: readonly Row[] = [
  {
    key: 'iam:PassedToService',
    action: 'iam:PassRole',
    unrun: `aws ecs register-task-definition --family web --task-role-arn ${role('task')}`,
    right: 'ecs-tasks.amazonaws.com',
    wrong: 'ecs.amazonaws.com',
  },
  {
    key: 'sts:AWSServiceName',
    action: 'sts:GetServiceBearerToken',
    unrun: 'aws codeartifact get-authorization-token --domain d',
    right: 'codeartifact.amazonaws.com',
    wrong: 'codecommit.amazonaws.com',
  },
  {
    key: 'ecs:cluster',
    action: 'ecs:UpdateService',
    unrun: 'aws ecs update-service --cluster web --service api',
    operator: 'ArnEquals',
    right: own('ecs', 'cluster/web'),
    wrong: own('ecs', 'cluster/web2'),
  },
  {
    key: 's3:x-amz-server-side-encryption',
    action: 's3:PutObject',
    unrun: 'aws s3 cp a.txt s3://conditions-out/a.txt --sse aws:kms',
    right: 'aws:kms',
    wrong: 'AES256',
  },
  {
    key: 'kms:EncryptionContext:app',
    action: 'kms:Decrypt',
    unrun: 'aws kms decrypt --key-id $KEY --ciphertext-blob fileb://c --encryption-context app=web',
    right: 'web',
    wrong: 'webs',
  },
  {
    key: 'kms:ViaService',
    action: 'kms:Decrypt',
    env: { 'secrets-manager': { TOKEN: 'app/token' } },
    right: `secretsmanager.${REGION}.amazonaws.com`,
    wrong: `secretsmanager.eu-west-1.amazonaws.com`,
  },
  {
    key: 'kms:EncryptionContext:SecretARN',
    action: 'kms:Decrypt',
    env: { 'secrets-manager': { TOKEN: 'app/token' } },
    operator: 'StringLike',
    right: `${own('secretsmanager', 'secret:app/token')}-??????`,
    wrong: `${own('secretsmanager', 'secret:app/tokens')}-??????`,
  },
  {
    key: 'kms:EncryptionContext:PARAMETER_ARN',
    action: 'kms:Decrypt',
    env: { 'parameter-store': { PASSWORD: '/app/password' } },
    right: own('ssm', 'parameter/app/password'),
    wrong: own('ssm', 'parameter/app/passwords'),
  },
  {
    key: 'kms:EncryptionContextKeys',
    action: 'kms:Decrypt',
    env: { 'secrets-manager': { TOKEN: 'app/token' } },
    operator: 'ForAnyValue:StringEquals',
    right: 'SecretVersionId',
    wrong: 'SecretVersion',
  },
  {
    key: 'kms:EncryptionContextKeys',
    action: 'kms:Decrypt',
    env: { 'secrets-manager': { TOKEN: 'app/token' } },
    operator: 'ForAllValues:StringLike',
    right: 'Secret*',
    wrong: 'SecretARN*',
  },
  {
    key: 'kms:EncryptionContextKeys',
    action: 'kms:Decrypt',
    env: { 'parameter-store': { PASSWORD: '/app/password' } },
    operator: 'ForAllValues:StringEquals',
    right: 'PARAMETER_ARN',
    wrong: 'SecretARN',
  },
  ...[
    { key: 'aws:ResourceTag/team', right: 'web', wrong: 'webs' },
    { key: 'ecr:ResourceTag/team', right: 'web', wrong: 'Web' },
    {
      key: 'codebuild:projectArn',
      right: own('codebuild', `project/${PROJECT}`),
      wrong: own('codebuild', 'project/x'),
    },
    { key: 'aws:SecureTransport', operator: 'Bool', right: 'true', wrong: 'false' },
    { key: 'aws:RequestedRegion', right: REGION, wrong: 'us-west-1' },
    { key: 'aws:PrincipalOrgID', operator: 'StringLike', right: 'o-*', wrong: 'o-other*' },
    { key: 'aws:PrincipalArn', operator: 'ArnEquals', right: role(PROJECT), wrong: role('x') },
  ].map((row): Row => ({ ...row, action: 'ecr:ListImages', run: [LIST] })),
  ...[
    { key: 'sts:ExternalId', right: 'e1', wrong: 'e2' },
    { key: 'aws:PrincipalArn', operator: 'ArnEquals', right: role(PROJECT), wrong: role('x') },
    { key: 'aws:PrincipalOrgID', operator: 'StringLike', right: 'o-*', wrong: 'o-other*' },
  ].map((row): Row => ({ ...row, action: 'sts:AssumeRole', run: [ASSUME], isTrust: true })),
];

const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
  Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT } },
});

interface Built {
  readonly name: string;
  readonly row: Row;
  readonly value: string;
}

const built = ROWS.flatMap((row, index) => [
  { name: `right-${index}`, row, value: row.right },
  { name: `wrong-${index}`, row, value: row.wrong },
]);

function rolesOf({ name, row, value }: Built): readonly object[] {
  const { key, action, operator = 'StringEquals', isTrust } = row;
  const condition = { [operator]: { [key]: value.replace(PROJECT, name) } };
  const tested = isTrust === true ? allow(action) : allow(action, '*', condition);
  const rest = { Effect: 'Allow', NotAction: action, Resource: '*' };
  const target = policy({ Effect: 'Allow', Principal: { AWS: '*' }, Action: action, Condition: condition });
  return [
    { name, trust: TRUST, inline: { base: policy(rest, tested) } },
    ...(isTrust === true ? [{ name: `target-${name}`, trust: target }] : []),
  ];
}

function projectOf({ name, row: { run = ['true'], unrun, env = {} } }: Built): object {
  // No build of the sandbox has an event of a webhook, and no reader of the commands knows that.
  const guarded = unrun === undefined ? [] : [`if [ "$CODEBUILD_WEBHOOK_EVENT" = PUSH ]; then ${unrun}; fi`];
  const commands = [...run, ...guarded].map((command) => command.replace(PROJECT, name));
  return {
    name,
    source: {
      type: 'NO_SOURCE',
      buildspec: JSON.stringify({ version: 0.2, env, phases: { build: { commands } } }),
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'KEY', value: 'key:app' }],
    },
    serviceRole: role(name),
  };
}

const WORLD = {
  region: REGION,
  organization: { management: '111122223333', members: [ACCOUNT] },
  accounts: [
    { id: '111122223333' },
    {
      id: ACCOUNT,
      keys: [{ name: 'app' }],
      roles: [...built.flatMap(rolesOf), { name: 'task', trust: TRUST }],
      buckets: [{ name: 'conditions-out' }],
      parameters: [{ name: '/app/password', value: 'p4ssword', type: 'SecureString', keyId: 'key:app' }],
      secrets: [{ name: 'app/token', value: 't0ken', keyId: 'key:app' }],
      repositories: [{ name: 'app', tags: { team: 'web' } }],
      projects: built.map(projectOf),
      builds: built.map(({ name }) => name),
    },
  ],
};

let sandbox: Sandbox;
let around: Surroundings;

beforeAll(async () => {
  const opened = await openWorld(worldSchema.parse(WORLD), { seed: 'conditions' });
  if (!opened.ok) throw new Error(opened.error);
  sandbox = opened.value;
  around = surroundings(sandbox.endpoint);
});
afterAll(async () => {
  around.close();
  await sandbox.close();
});

interface Told {
  readonly project: { readonly name: string };
  readonly verdict: string;
  readonly build: { readonly status: string };
  readonly needs: readonly {
    readonly action: string;
    readonly decision: string;
  }[];
  readonly findings: readonly { readonly cause: string }[];
}

/** What one command says of all the projects, by name. */
const told = new Map<string, Told>();

beforeAll(async () => {
  const { stdout, stderr } = await runCli(['diagnose', '--all', '--json'], around.env);
  if (stdout === '') throw new Error(stderr);
  for (const line of stdout.trim().split('\n')) {
    const one = JSON.parse(line) as Told;
    told.set(one.project.name, one);
  }
});

function toldOf(name: string): Told {
  const one = told.get(name);
  if (one === undefined) throw new Error(`nothing is said of ${name}`);
  return one;
}

const deniedIn = ({ needs }: Told): readonly string[] => [
  ...new Set(needs.filter(({ decision }) => decision !== 'allowed').map(({ action }) => action)),
];

describe.each(ROWS.map((row, index) => ({ ...row, index })))(
  'a policy that asks for $key of $action',
  ({ index, key, action }) => {
    it('correctly makes a green build healthy', () => {
      const right = toldOf(`right-${index}`);
      expect({ verdict: right.verdict, build: right.build.status, denied: deniedIn(right) }).toEqual({
        verdict: 'healthy',
        build: 'SUCCEEDED',
        denied: [],
      });
    });

    it('a little wrong is blocked by that key', () => {
      const wrong = toldOf(`wrong-${index}`);
      expect(wrong.verdict).toBe('blocked');
      expect(deniedIn(wrong)).toEqual([action]);
      expect(wrong.findings.map(({ cause }) => cause).join('\n')).toContain(key);
    });
  },
);

it.each([
  ['right', 0, 'healthy'],
  ['wrong', 2, 'blocked'],
])('one project whose policy is %s is exit %i', async (which, exit, verdict) => {
  const { code, stdout } = await runCli(['diagnose', `${which}-0`, '--json'], around.env);
  expect({ code, verdict: (JSON.parse(stdout) as Told).verdict }).toEqual({ code: exit, verdict });
});
