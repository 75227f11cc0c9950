/** Five states of the runbook's world, which views are looked at in: each a sandbox of its own. */
import {
  CreatePolicyCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { clientSettings } from './account-state.ts';
import { surroundings } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';

const ROLE = 'codebuild-TrackerAPI-service-role';
const REPOSITORY = 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api';

const policy = (...Statement: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, Resource = '*') => ({ Effect: 'Allow', Action, Resource });

type Arrange = (world: TrackerApi) => Promise<unknown>;

const write =
  (name: string, document: string): Arrange =>
  ({ sandbox }) =>
    new IAMClient(clientSettings(sandbox)).send(
      new PutRolePolicyCommand({ RoleName: ROLE, PolicyName: name, PolicyDocument: document }),
    );

/** Another policy of the team's allows all; a boundary, which is nobody's to change here, lets logs alone pass. */
const boundary: Arrange = async (world) => {
  await write('team-ecr-push', policy(allow('ecr:*')))(world);
  const iam = new IAMClient(clientSettings(world.sandbox));
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'TeamBoundary', PolicyDocument: policy(allow('logs:*')) }),
  );
  await iam.send(
    new PutRolePermissionsBoundaryCommand({ RoleName: ROLE, PermissionsBoundary: Policy?.Arn ?? '' }),
  );
};

const deny: Arrange = async (world) => {
  await write('team-ecr-push', policy(allow('ecr:*')))(world);
  await write(
    'guardrail',
    policy({ Sid: 'NoEcr', Effect: 'Deny', Action: 'ecr:*', Resource: REPOSITORY }),
  )(world);
};

/** All that the build needs is there; what it failed of is mended. */
const healthy: Arrange = write('team-ecr-push', policy(allow('ecr:*')));

const ARRANGED: Readonly<Record<string, Arrange>> = {
  runbook: () => Promise.resolve(),
  boundary,
  deny,
  healthy,
};

export const FIVE_WORLDS: readonly string[] = [...Object.keys(ARRANGED), 'source'];

/** A world, the project in it, and how a command is told of its source. */
export interface Arranged extends TrackerApi {
  readonly args: readonly string[];
}

export async function openArranged(name: string): Promise<Arranged> {
  if (name === 'source') return openSourceWorld();
  const world = await openTrackerApi(name);
  await ARRANGED[name]?.(world);
  return { ...world, args: ['TrackerAPI'] };
}

const registry = '290008131176.dkr.ecr.us-west-2.amazonaws.com';
const BUILDSPEC = `version: 0.2
phases:
  build:
    commands:
      - docker push $REPOSITORY_URI
      - docker push ${registry}/payments
`;

/** One repository stands in the project's settings, the other in a file of the source alone. */
async function openSourceWorld(): Promise<Arranged> {
  const statement = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...more }] });
  const trust = statement({ Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' });
  const account = {
    id: '290008131176',
    roles: [{ name: 'builder', trust, inline: { logs: statement({ Action: 'logs:*', Resource: '*' }) } }],
    repositories: [{ name: 'tracker_api' }, { name: 'payments' }],
    projects: [
      {
        name: 'App',
        source: { type: 'GITHUB', location: 'https://github.com/acme/app.git' },
        sourceFiles: { 'buildspec.yml': BUILDSPEC },
        artifacts: { type: 'NO_ARTIFACTS' },
        environment: {
          type: 'LINUX_CONTAINER',
          image: 'aws/codebuild/standard:7.0',
          computeType: 'BUILD_GENERAL1_SMALL',
          privilegedMode: true,
          environmentVariables: [
            { name: 'REPOSITORY_URI', value: `${registry}/tracker_api`, type: 'PLAINTEXT' },
          ],
        },
        serviceRole: 'arn:aws:iam::290008131176:role/builder',
      },
    ],
    builds: ['App'],
  };
  const opened = await openWorld(worldSchema.parse({ region: 'us-west-2', accounts: [account] }), {
    seed: 'source',
  });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint);
  const source = join(around.stateFolder, 'source');
  mkdirSync(source);
  writeFileSync(join(source, 'buildspec.yml'), BUILDSPEC);
  const end = async (): Promise<void> => {
    around.close();
    await opened.value.close();
  };
  return { ...around, sandbox: opened.value, end, args: ['App', '--source', source] };
}
