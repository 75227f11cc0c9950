/** Builds whose first failure hides the next: what a script in the source does, which nobody has at hand, shows in the log alone. */
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { PlanOptions } from '#plan/plan.ts';
import { regionOf } from '#sandbox/world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { clientSettings } from '../cli/account-state.ts';
import { ACCOUNT, REGION } from './on-sandbox.ts';
import {
  type AccountInput,
  ENOUGH,
  fixture,
  LOGS,
  policy,
  type ProjectWorld,
  projectWorld,
  PUSH,
  repository,
  ROLE,
} from './project-world.ts';

const REGISTRY = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const parameter = (name: string): string => `arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/app/${name}`;
const DEPLOYER = `arn:aws:iam::${ACCOUNT}:role/deployer`;

const readParameter = (name: string, more = ''): string => `aws ssm get-parameter --name /app/${name}${more}`;
const READ_SECRET = `ARN=$(${readParameter('secret', ' --query Parameter.Value --output text')})\naws secretsmanager get-secret-value --secret-id $ARN`;
const PUSH_MIRROR = `docker tag tracker_api:latest ${REGISTRY}/mirror:latest\ndocker push ${REGISTRY}/mirror:latest`;
const ASSUME = `aws sts assume-role --role-arn ${DEPLOYER} --role-session-name ci`;
const COPY = 'echo built > app.json\naws s3 cp app.json s3://app-config/app.json';

const GET = 'ssm:GetParameter';
const getParameter = (name: string): string => `${GET} ${parameter(name)}`;
const OBJECT = 's3:PutObject arn:aws:s3:::app-config/app.json';
const ASSUMED = `sts:AssumeRole ${DEPLOYER}`;
const MIRRORED = PUSH.map((action) => `${action} ${repository('mirror')}`);
const decrypt = (sandbox: Sandbox): string => `kms:Decrypt ${keyOf(sandbox)}`;
const getSecret = (sandbox: Sandbox): string => `secretsmanager:GetSecretValue ${secretOf(sandbox)}`;

export interface RoundsWorld {
  readonly name: string;
  readonly world: WorldInput;
  readonly arrange?: (sandbox: Sandbox) => Promise<unknown>;
  readonly planning?: Partial<PlanOptions>;
  /** Rounds that change something. */
  readonly rounds: number;
  /** What shows in the log alone, and is confirmed beforehand: `ACTION RESOURCE`. */
  readonly hidden: (sandbox: Sandbox) => readonly string[];
  /** What is granted beside: `ACTION RESOURCE`. */
  readonly shown: readonly string[];
}

export const PUSHED: readonly string[] = [
  'ecr:GetAuthorizationToken *',
  ...PUSH.map((action) => `${action} ${repository()}`),
];
const LOGGED: readonly string[] = [
  `logs:CreateLogGroup arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/app`,
  `logs:CreateLogStream arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/app:*`,
  `logs:PutLogEvents arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/codebuild/app:*`,
];

const regionIn = ({ world }: Sandbox) => regionOf(world, ACCOUNT, REGION);

const keyOf = (sandbox: Sandbox): string => [...regionIn(sandbox).kms.keys.values()][0]?.arn ?? '';

const secretOf = (sandbox: Sandbox): string => [...regionIn(sandbox).secrets.values()][0]?.arn ?? '';

/** The sample's build, and then a script that nobody but the build sees. */
export function scriptWorld(script: string, { account = {}, ...more }: ProjectWorld = {}): WorldInput {
  const buildspec = `${fixture('docker-sample').trimEnd()}\n      - sh deploy.sh\n`;
  return projectWorld({
    rights: [LOGS],
    buildspec,
    project: {
      source: { type: 'GITHUB', location: 'https://github.com/acme/app.git', buildspec },
      sourceFiles: { 'deploy.sh': `set -e\n${script}\n`, Dockerfile: 'FROM scratch\n' },
    },
    repositories: [{ name: 'tracker_api' }, { name: 'mirror' }],
    account: {
      keys: [{ name: 'own' }],
      secrets: [{ name: 'app/db', value: 'x' }],
      parameters: [
        { name: '/app/first', value: '1' },
        { name: '/app/second', value: '2' },
        { name: '/app/sealed', value: '3', type: 'SecureString', keyId: 'key:own' },
        { name: '/app/secret', value: 'told later' },
      ],
      buckets: [{ name: 'app-config', objects: { 'app.json': '{}' } }],
      ...account,
    },
    ...more,
  });
}

const trustingAccount = policy({
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'sts:AssumeRole',
});
const ofCodeBuild = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
});
const withDeployer: Partial<AccountInput> = {
  roles: [
    { name: ROLE, trust: ofCodeBuild, inline: { base: policy(LOGS) } },
    { name: 'deployer', trust: trustingAccount },
  ],
};

/** The secret's ARN, whose last letters AWS makes up, as the script finds it. */
const tellSecret = (sandbox: Sandbox): Promise<unknown> =>
  new SSMClient(clientSettings(sandbox)).send(
    new PutParameterCommand({ Name: '/app/secret', Value: secretOf(sandbox), Overwrite: true }),
  );

/** What the last build failed of was mended by hand since. */
const mendByHand = (sandbox: Sandbox): Promise<unknown> =>
  new IAMClient(clientSettings(sandbox)).send(
    new PutRolePolicyCommand({
      RoleName: ROLE,
      PolicyName: 'by-hand',
      PolicyDocument: JSON.stringify(policy(...ENOUGH)),
    }),
  );

const always =
  (...pairs: readonly string[]) =>
  (): readonly string[] =>
    pairs;

export const ROUNDS_WORLDS: readonly RoundsWorld[] = [
  {
    name: 'a parameter after the image',
    world: scriptWorld(readParameter('first')),
    rounds: 2,
    hidden: always(getParameter('first')),
    shown: PUSHED,
  },
  {
    name: 'a parameter, then another',
    world: scriptWorld(`${readParameter('first')}\n${readParameter('second')}`),
    rounds: 3,
    hidden: always(getParameter('first'), getParameter('second')),
    shown: PUSHED,
  },
  {
    name: 'a second repository seen only at run time',
    world: scriptWorld(PUSH_MIRROR),
    rounds: 3,
    hidden: always(...MIRRORED),
    shown: PUSHED,
  },
  {
    name: 'a parameter, then the key that it is sealed with',
    world: scriptWorld(readParameter('sealed', ' --with-decryption')),
    rounds: 3,
    hidden: (sandbox) => [getParameter('sealed'), decrypt(sandbox)],
    shown: PUSHED,
  },
  {
    name: 'a parameter, then the secret that it names',
    world: scriptWorld(READ_SECRET),
    arrange: tellSecret,
    rounds: 3,
    hidden: (sandbox) => [getParameter('secret'), getSecret(sandbox)],
    shown: PUSHED,
  },
  {
    name: 'a role that is assumed, then an object',
    world: scriptWorld(`${ASSUME}\n${COPY}`, { account: withDeployer }),
    rounds: 3,
    hidden: always(ASSUMED, OBJECT),
    shown: PUSHED,
  },
  {
    name: 'no log at all and the image, then a parameter',
    world: scriptWorld(readParameter('first'), { rights: [] }),
    rounds: 2,
    hidden: always(getParameter('first')),
    shown: [...LOGGED, ...PUSHED],
  },
  {
    name: 'a failure that was mended by hand, then a parameter',
    world: scriptWorld(readParameter('first')),
    arrange: mendByHand,
    rounds: 1,
    hidden: always(getParameter('first')),
    shown: [],
  },
  {
    name: 'two parameters, in versions of a managed policy',
    world: scriptWorld(`${readParameter('first')}\n${readParameter('second')}`),
    planning: { strategy: 'managed' },
    rounds: 3,
    hidden: always(getParameter('first'), getParameter('second')),
    shown: PUSHED,
  },
  {
    name: 'a parameter, for a role of its own that the first round makes',
    world: scriptWorld(readParameter('first')),
    planning: { strategy: 'create-role' },
    rounds: 2,
    hidden: always(getParameter('first')),
    shown: [...LOGGED, ...PUSHED],
  },
];
