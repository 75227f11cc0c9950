/** Each action a push needs, taken away: the build fails where AWS fails it, in the client's words. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import type { Sandbox } from '#sandbox/server.ts';
import { accountOf, regionOf } from '#sandbox/world.ts';
import { ACCOUNT, allow, REGION, settings, statements } from './arrange.ts';
import { ended, logOf, open, phasesOf, PROJECT, ROLE } from './builds.ts';

const HOST = `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com`;
const ARN = `arn:aws:ecr:${REGION}:${ACCOUNT}:repository/`;
const REPOSITORY_ACTIONS = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:UploadLayerPart',
  'ecr:CompleteLayerUpload',
  'ecr:PutImage',
] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await open('tracker-api');
});
afterAll(() => sandbox.close());

/** Every test's pushes go to an empty repository. */
beforeEach(() => {
  const { repositories } = regionOf(sandbox.world, ACCOUNT, REGION).ecr;
  for (const repository of repositories.values()) {
    repository.images.clear();
    repository.blobs.clear();
  }
});

const fixture = (name: string): string =>
  readFileSync(new URL(`../evidence/fixtures/${name}.yml`, import.meta.url), 'utf8');

function grant(without: string | null, names: readonly string[] = ['tracker_api']): void {
  const actions = REPOSITORY_ACTIONS.filter((action) => action !== without);
  const token = without === 'ecr:GetAuthorizationToken' ? [] : [allow('ecr:GetAuthorizationToken')];
  const role = accountOf(sandbox.world, ACCOUNT).iam.roles.get(ROLE.toLowerCase());
  role?.inline.set(
    'ecr',
    statements(
      ...token,
      allow(
        actions,
        names.map((name) => ARN + name),
      ),
    ),
  );
}

async function build(buildspec?: string, overrides: object = {}) {
  const client = new CodeBuildClient(settings(sandbox));
  const { build: started } = await client.send(
    new StartBuildCommand({ projectName: PROJECT, buildspecOverride: buildspec, ...overrides }),
  );
  const over = await ended(sandbox, started?.id);
  const session = `arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-${over.uuid}`;
  const denied = (action: string, name = 'tracker_api'): string =>
    `User: ${session} is not authorized to perform: ${action} on resource: ${ARN}${name} because no identity-based policy allows the ${action} action`;
  return { over, log: logOf(sandbox, over), denied };
}

const failedPhase = (phases: readonly string[]): string | undefined =>
  phases.find((phase) => phase.endsWith(' FAILED'));

describe('a docker push without one of its actions', () => {
  test.each(['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'])(
    'fails in POST_BUILD for want of %s',
    async (action) => {
      grant(action);
      const { over, log, denied } = await build();
      expect(failedPhase(phasesOf(over))).toBe('POST_BUILD FAILED');
      expect(log).toContain(`\ndenied: ${denied(action)}\n`);
      expect(over.status).toBe('FAILED');
    },
  );

  test('fails for want of BatchCheckLayerAvailability with an answer that has no body', async () => {
    grant('ecr:BatchCheckLayerAvailability');
    const { over, log } = await build();
    expect(failedPhase(phasesOf(over))).toBe('POST_BUILD FAILED');
    expect(log).toContain('\nerror parsing HTTP 403 response body: unexpected end of JSON input: ""\n');
  });

  test('fails in PRE_BUILD for want of GetAuthorizationToken', async () => {
    grant('ecr:GetAuthorizationToken');
    const { over, log } = await build();
    expect(failedPhase(phasesOf(over))).toBe('PRE_BUILD FAILED');
    expect(log).toContain(
      'on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action\n',
    );
  });

  test.each(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'])('does without %s', async (action) => {
    grant(action);
    const { over } = await build();
    expect(over.status).toBe('SUCCEEDED');
  });
});

const PULL = `version: 0.2
phases:
  pre_build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}
      - docker pull ${HOST}/tracker_api:latest
`;

describe('a docker pull', () => {
  test('needs BatchGetImage', async () => {
    grant(null);
    await build();
    grant('ecr:BatchGetImage');
    const { log, denied } = await build(PULL);
    expect(log).toContain(
      `Error response from daemon: pull access denied for ${HOST}/tracker_api, repository does not exist or may require 'docker login': denied: ${denied('ecr:BatchGetImage')}\n`,
    );
  });

  test('needs GetDownloadUrlForLayer', async () => {
    grant(null);
    await build();
    grant('ecr:GetDownloadUrlForLayer');
    const { log, denied } = await build(PULL);
    expect(log).toContain(
      `download failed after attempts=1: denied: ${denied('ecr:GetDownloadUrlForLayer')}\n`,
    );
  });

  test('needs a login', async () => {
    const { log } = await build(PULL.replace(/.*docker login.*\n/, ''));
    expect(log).toContain(
      `Error response from daemon: Get "https://${HOST}/v2/tracker_api/manifests/latest": no basic auth credentials\n`,
    );
  });

  test('passes with both', async () => {
    grant(null);
    await build();
    const { over, log } = await build(PULL);
    expect(over.status).toBe('SUCCEEDED');
    expect(log).toContain(`Status: Downloaded newer image for ${HOST}/tracker_api:latest\n`);
  });
});

describe('a base image in ECR', () => {
  const BUILD = `version: 0.2
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}
      - printf 'ARG BASE=latest\\nFROM ${HOST}/tracker_api:$BASE AS base\\nFROM base\\n' > Dockerfile
      - docker build -t app .
`;
  test('needs BatchGetImage, which BuildKit asks for with a HEAD', async () => {
    grant(null);
    await build();
    grant('ecr:BatchGetImage');
    const { log } = await build(BUILD);
    expect(log).toContain(
      `failed to resolve source metadata for ${HOST}/tracker_api:latest: unexpected status from HEAD request to https://${HOST}/v2/tracker_api/manifests/latest: 403 Forbidden\n`,
    );
    grant(null);
    expect((await build(BUILD)).over.status).toBe('SUCCEEDED');
  });
});

describe('docker buildx for two platforms with a cache in the registry', () => {
  const buildspec = fixture('buildx-multi-platform');
  const both = ['tracker_api', 'tracker_api-cache'];
  beforeAll(async () => {
    const { repositories } = regionOf(sandbox.world, ACCOUNT, REGION).ecr;
    const api = repositories.get('tracker_api');
    if (api !== undefined) {
      repositories.set('tracker_api-cache', {
        ...api,
        name: 'tracker_api-cache',
        arn: `${ARN}tracker_api-cache`,
        blobs: new Map(),
        images: new Map(),
        uploads: new Map(),
      });
    }
  });

  test('is green with all it needs on both repositories', async () => {
    grant(null, both);
    const { over, log } = await build(buildspec);
    expect(log).not.toContain('403 Forbidden');
    expect(over.status).toBe('SUCCEEDED');
    const { repositories } = regionOf(sandbox.world, ACCOUNT, REGION).ecr;
    expect(repositories.get('tracker_api-cache')?.images.size).toBe(1);
    // An index and its two images.
    expect(repositories.get('tracker_api')?.images.size).toBe(3);
  });

  test('is red where only the cache is refused', async () => {
    grant(null, ['tracker_api']);
    const { over, log } = await build(buildspec);
    expect(over.status).toBe('FAILED');
    expect(log).toMatch(
      /ERROR: failed to solve: error writing layer blob: unexpected status from HEAD request to https:\/\/\S+\/v2\/tracker_api-cache\/blobs\/sha256:[0-9a-f]{64}: 403 Forbidden\n/,
    );
  });

  test('is red without BatchGetImage, which docker push does without', async () => {
    grant('ecr:BatchGetImage', both);
    const { log } = await build(buildspec);
    expect(log).toMatch(
      /failed to push \S+: unexpected status from HEAD request to https:\/\/\S+\/v2\/tracker_api\/manifests\/sha256:[0-9a-f]{64}: 403 Forbidden\n/,
    );
  });
});

describe('kaniko', () => {
  const buildspec = fixture('kaniko');
  beforeAll(() => {
    const { repositories } = regionOf(sandbox.world, ACCOUNT, REGION).ecr;
    const api = repositories.get('tracker_api');
    if (api === undefined) return;
    const name = 'tracker_api/cache';
    repositories.set(name, {
      ...api,
      name,
      arn: ARN + name,
      blobs: new Map(),
      images: new Map(),
      uploads: new Map(),
    });
  });

  test('is green with all it needs, privileged or not', async () => {
    grant(null, ['tracker_api', 'tracker_api/cache']);
    const { over, log } = await build(buildspec, { privilegedModeOverride: false });
    expect(log).toContain(`Pushed ${HOST}/tracker_api:latest\n`);
    expect(over.status).toBe('SUCCEEDED');
  });

  test('checks before it builds whether it may push', async () => {
    grant('ecr:InitiateLayerUpload');
    const { log, denied } = await build(buildspec);
    expect(log).toContain(
      `error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: checking push permission for "${HOST}/tracker_api:latest": POST https://${HOST}/v2/tracker_api/blobs/uploads/: DENIED: ${denied('ecr:InitiateLayerUpload')}\n`,
    );
  });

  test('goes without a login where the token is refused', async () => {
    grant('ecr:GetAuthorizationToken');
    const { over, log } = await build(buildspec);
    expect(over.status).toBe('FAILED');
    expect(log).toMatch(/POST https:\/\/\S+\/blobs\/uploads\/: UNAUTHORIZED: /);
  });
});

describe('other clients say it in their own words', () => {
  const pushing = (command: string): string => `version: 0.2
phases:
  build:
    commands:
      - aws ecr get-login-password | docker login --username AWS --password-stdin ${HOST}
      - ${command}
`;
  test('crane', async () => {
    grant('ecr:PutImage');
    const { log, denied } = await build(pushing(`crane copy alpine:3 ${HOST}/tracker_api:3`));
    expect(log).toContain(
      `PUT https://${HOST}/v2/tracker_api/manifests/3: DENIED: ${denied('ecr:PutImage')}\n`,
    );
  });

  test('skopeo', async () => {
    grant('ecr:InitiateLayerUpload');
    const { log, denied } = await build(
      pushing(`skopeo copy docker://alpine:3 docker://${HOST}/tracker_api:3`),
    );
    expect(log).toContain(
      `level=fatal msg="writing blob: initiating layer upload to /v2/tracker_api/blobs/uploads/ in ${HOST}: denied: ${denied('ecr:InitiateLayerUpload')}"\n`,
    );
  });

  test('podman', async () => {
    grant('ecr:UploadLayerPart');
    const { log, denied } = await build(
      pushing(`podman build -t ${HOST}/tracker_api:p . && podman push ${HOST}/tracker_api:p`),
    );
    expect(log).toContain(
      `Error: writing blob: uploading layer chunked: denied: ${denied('ecr:UploadLayerPart')}\n`,
    );
  });
});

describe('buildspecs as they are found', () => {
  test.each(['docker-latest-and-commit', 'ecs-deploy', 'lambda-container'])(
    '%s is green with every right on its repository, and red with none',
    async (name) => {
      const role = accountOf(sandbox.world, ACCOUNT).iam.roles.get(ROLE.toLowerCase());
      role?.inline.set('ecr', statements(allow('ecr:*')));
      const green = await build(fixture(name));
      expect(
        green.over.phases.flatMap(({ contexts }) => contexts.filter(({ message }) => message !== '')),
      ).toEqual([]);
      expect(green.over.status).toBe('SUCCEEDED');
      role?.inline.delete('ecr');
      expect((await build(fixture(name))).over.status).toBe('FAILED');
    },
  );
});
