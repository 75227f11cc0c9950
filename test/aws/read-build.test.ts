/** What a build ran with, read from the sandbox: every override of its start, and the project's webhook. */
import {
  CodeBuildClient,
  CreateWebhookCommand,
  StartBuildCommand,
  type StartBuildCommandInput,
  UpdateProjectCommand,
  UpdateWebhookCommand,
} from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Project } from '#account/project.ts';
import type { Build, Snapshot } from '#account/snapshot.ts';
import { asTheBuildRan } from '#evidence/as-the-build-ran.ts';
import { provenanceOf } from '#evidence/provenance.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { access, ACCOUNT, query, REGION, trackerApi } from './arrange.ts';

let sandbox: Sandbox;
let codebuild: CodeBuildClient;

beforeAll(async () => {
  sandbox = await trackerApi();
  const credentials = { accessKeyId: ACCOUNT, secretAccessKey: 'any' };
  codebuild = new CodeBuildClient({ endpoint: sandbox.endpoint, region: REGION, credentials });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await sandbox.close();
});

async function snapshot(build: string | null = null, trailPages = 0): Promise<Snapshot> {
  const { reader } = await access(sandbox.endpoint);
  const taken = await reader.snapshot(query({ build, trailPages }));
  if (!taken.ok) throw new Error(JSON.stringify(taken.error));
  return taken.value;
}

interface Ran {
  readonly build: Build;
  readonly project: Project;
  readonly ran: Project;
}

async function started(overrides: Partial<StartBuildCommandInput>): Promise<Ran> {
  const { build } = await codebuild.send(new StartBuildCommand({ projectName: 'TrackerAPI', ...overrides }));
  const taken = await snapshot(build?.id ?? '');
  if (taken.build.kind !== 'known') throw new Error('no build');
  const { project } = taken;
  return { build: taken.build.value, project, ran: asTheBuildRan(project, taken.build.value) };
}

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/k-1`;
const SECRET = `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:registry-GhIjKl`;

/** Each override alone, and what of the project it changes. */
const OVERRIDES: readonly (readonly [Partial<StartBuildCommandInput>, (project: Project) => object])[] = [
  [{ sourceVersion: 'pr/7' }, () => ({ sourceVersion: 'pr/7' })],
  [
    {
      sourceTypeOverride: 'GITHUB',
      sourceLocationOverride: 'https://github.com/evil/app',
      sourceAuthOverride: { type: 'SECRETS_MANAGER', resource: SECRET },
      buildspecOverride: 'version: 0.2',
    },
    ({ source }) => ({
      source: {
        ...source,
        type: 'GITHUB',
        location: 'https://github.com/evil/app',
        auth: { type: 'SECRETS_MANAGER', resource: SECRET },
        buildspec: 'version: 0.2',
      },
    }),
  ],
  [
    {
      secondarySourcesOverride: [{ type: 'S3', location: 'b/k.zip', sourceIdentifier: 'two' }],
      secondarySourcesVersionOverride: [{ sourceIdentifier: 'two', sourceVersion: 'v2' }],
    },
    () => ({
      secondarySources: [{ type: 'S3', location: 'b/k.zip', buildspec: null, auth: null, identifier: 'two' }],
      secondarySourceVersions: [{ identifier: 'two', version: 'v2' }],
    }),
  ],
  [
    {
      environmentTypeOverride: 'ARM_CONTAINER',
      imageOverride: 'evil/image:1',
      computeTypeOverride: 'BUILD_GENERAL1_LARGE',
      privilegedModeOverride: false,
      imagePullCredentialsTypeOverride: 'SERVICE_ROLE',
      registryCredentialOverride: { credential: SECRET, credentialProvider: 'SECRETS_MANAGER' },
      certificateOverride: 'arn:aws:s3:::certificates/ca.pem',
      fleetOverride: { fleetArn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:fleet/f:1` },
    },
    ({ environment }) => ({
      environment: {
        ...environment,
        type: 'ARM_CONTAINER',
        image: 'evil/image:1',
        computeType: 'BUILD_GENERAL1_LARGE',
        privilegedMode: false,
        imagePullCredentialsType: 'SERVICE_ROLE',
        registryCredential: SECRET,
        certificate: 'arn:aws:s3:::certificates/ca.pem',
        fleetArn: `arn:aws:codebuild:${REGION}:${ACCOUNT}:fleet/f:1`,
      },
    }),
  ],
  [
    { environmentVariablesOverride: [{ name: 'IMAGE_TAG', value: 'prod/master', type: 'SECRETS_MANAGER' }] },
    ({ environment }) => ({
      environment: {
        ...environment,
        variables: [
          ...environment.variables.filter(({ name }) => name !== 'IMAGE_TAG'),
          { name: 'IMAGE_TAG', value: 'prod/master', type: 'SECRETS_MANAGER' },
        ],
      },
    }),
  ],
  [
    {
      artifactsOverride: {
        type: 'S3',
        location: 'loot',
        path: 'a/b',
        name: 'out',
        bucketOwnerAccess: 'FULL',
      },
    },
    () => ({
      artifacts: {
        type: 'S3',
        location: 'loot',
        path: 'a/b',
        bucketOwnerAccess: 'FULL',
        encryptionDisabled: false,
        identifier: null,
      },
    }),
  ],
  [
    {
      secondaryArtifactsOverride: [{ type: 'S3', location: 'loot', name: 'out', artifactIdentifier: 'two' }],
    },
    () => ({
      secondaryArtifacts: [
        {
          type: 'S3',
          location: 'loot',
          path: null,
          bucketOwnerAccess: null,
          encryptionDisabled: false,
          identifier: 'two',
        },
      ],
    }),
  ],
  [
    { cacheOverride: { type: 'S3', location: 'loot/cache' } },
    () => ({ cache: { type: 'S3', location: 'loot/cache' } }),
  ],
  [{ encryptionKeyOverride: KEY }, () => ({ encryptionKey: KEY })],
  [
    {
      logsConfigOverride: {
        cloudWatchLogs: { status: 'ENABLED', groupName: '/elsewhere' },
        s3Logs: { status: 'ENABLED', location: 'loot/logs' },
      },
    },
    () => ({
      logs: {
        cloudWatch: { enabled: true, groupName: '/elsewhere' },
        s3: { enabled: true, location: 'loot/logs' },
      },
    }),
  ],
];

describe('A build', () => {
  it('without overrides ran with the settings of its project', async () => {
    const { project, ran } = await started({});
    expect(ran).toEqual(project);
  });

  it.each(OVERRIDES)('started with %o ran with that', async (overrides, changed) => {
    const { project, ran } = await started(overrides);
    expect(ran).toEqual({ ...project, ...changed(project) });
  });

  it('tells the role, the version and the debug session it was started with', async () => {
    const { build, ran } = await started({ sourceVersion: 'main', debugSessionEnabled: true });
    expect(build).toMatchObject({ sourceVersion: 'main', debugSession: true, batchArn: null });
    expect(ran.serviceRole).toBe(build.serviceRole);
  });

  it('keeps what it ran with when the project is changed afterwards', async () => {
    const { build, project } = await started({});
    const environment = {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:6.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    } as const;
    await codebuild.send(new UpdateProjectCommand({ name: 'TrackerAPI', environment }));
    const after = (await snapshot()).project;
    expect(after.environment.variables).toEqual([]);
    expect(asTheBuildRan(after, build).environment).toEqual(project.environment);
    expect(after.lastModified).not.toBe(project.lastModified);
    expect(after.created).toBe(project.created);
  });
});

it('The last change of a project is read, with who made it', async () => {
  expect(provenanceOf(await snapshot(null, 1)).lastChange).toMatchObject({
    by: `arn:aws:iam::${ACCOUNT}:user/administrator`,
    sets: ['environment'],
  });
});

describe('The webhook of a project', () => {
  it('is read with its filters and its policy for pull requests', async () => {
    expect((await snapshot()).project.webhook).toBeNull();
    const filterGroups = [[{ type: 'EVENT', pattern: 'PUSH, PULL_REQUEST_CREATED' }]] as const;
    const source = { type: 'GITHUB', location: 'https://github.com/example/app' } as const;
    await codebuild.send(new UpdateProjectCommand({ name: 'TrackerAPI', source }));
    await codebuild.send(
      new CreateWebhookCommand({
        projectName: 'TrackerAPI',
        filterGroups: filterGroups.map((group) => group.map((filter) => ({ ...filter }))),
      }),
    );
    const policy = {
      requiresCommentApproval: 'FORK_PULL_REQUESTS',
      approverRoles: ['GITHUB_WRITE'],
    } as const;
    const [filter] = filterGroups[0];
    expect((await snapshot()).project.webhook).toEqual({
      filterGroups: [[{ ...filter, excludeMatchedPattern: false }]],
      branchFilter: null,
      buildType: 'BUILD',
      pullRequestBuildPolicy: null,
    });
    await codebuild.send(
      new UpdateWebhookCommand({
        projectName: 'TrackerAPI',
        pullRequestBuildPolicy: { ...policy, approverRoles: [...policy.approverRoles] },
      }),
    );
    expect((await snapshot()).project.webhook?.pullRequestBuildPolicy).toEqual(policy);
  });
});
