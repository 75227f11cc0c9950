/** A world from a file: a project with every setting, and each permission its settings need taken away. */
import { CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { accountOf, regionOf } from '#sandbox/world.ts';
import { ACCOUNT, REGION, settings } from './arrange.ts';
import { ended, logOf, open } from './builds.ts';

const WORLD = new URL('worlds/every-setting.json', import.meta.url).pathname;
const ROLE = 'every-setting';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await open(WORLD);
});
afterAll(() => sandbox.close());

const rights = (): Map<string, string> => {
  const role = accountOf(sandbox.world, ACCOUNT).iam.roles.get(ROLE);
  if (role === undefined) throw new Error('no role');
  return role.inline;
};

/** A build while one of the role's policies is away. */
async function without(policy: string, overrides: object = {}) {
  const text = rights().get(policy) ?? '';
  rights().delete(policy);
  const client = new CodeBuildClient(settings(sandbox));
  const { build: started } = await client.send(new StartBuildCommand({ projectName: 'every', ...overrides }));
  const build = await ended(sandbox, started?.id);
  rights().set(policy, text);
  const failed = build.phases.find(({ phaseStatus }) => phaseStatus === 'FAILED');
  const user = `User: arn:aws:sts::${ACCOUNT}:assumed-role/${ROLE}/AWSCodeBuild-${build.uuid} is not authorized to perform:`;
  return { build, user, phase: failed?.phaseType, context: failed?.contexts[0], log: logOf(sandbox, build) };
}

test('is green with what its settings need, and no secret is in its log', async () => {
  const build = await ended(sandbox);
  const log = logOf(sandbox, build);
  expect(build.phases.flatMap(({ contexts }) => contexts.filter(({ message }) => message !== ''))).toEqual(
    [],
  );
  expect(build.status).toBe('SUCCEEDED');
  expect(build.log?.stream).toBe(`main/${build.uuid}`);
  expect(log).toContain('*** and *** and ***\n');
  expect(log).not.toMatch(/hunter2-secret|t0ken-secret/);
  const objects = [...(sandbox.world.buckets.get('every-setting-out')?.objects.keys() ?? [])];
  expect(objects.sort()).toEqual([`artifacts/${build.uuid}/out.zip`, `logs/${build.uuid}.gz`]);
  expect(sandbox.world.buckets.get('every-setting-cache')?.objects.size).toBe(1);
});

test('without a log stream there is no log, and the phase says so', async () => {
  const { build, user, phase, context, log } = await without('logs');
  expect([phase, context?.statusCode]).toEqual(['PROVISIONING', 'ACCESS_DENIED']);
  expect(context?.message).toContain(
    `Service role arn:aws:iam::${ACCOUNT}:role/${ROLE} does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams for build ${build.arn}. Error message: ${user} logs:CreateLogStream on resource: arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/builds/every:log-stream:main/${build.uuid} because`,
  );
  expect(log).toBe('');
});

test('without the right to pull it, the build image is not there', async () => {
  const { phase, context } = await without('image');
  expect([phase, context?.statusCode]).toEqual(['PROVISIONING', 'BUILD_CONTAINER_UNABLE_TO_PULL_IMAGE']);
  expect(context?.message).toContain("Unable to pull customer's container image. CannotPullContainerError: ");
  expect(context?.message.length).toBeLessThanOrEqual(255);
});

test('with credentials of CodeBuild, the repository must let CodeBuild in', async () => {
  const asService = { imagePullCredentialsTypeOverride: 'CODEBUILD' as const };
  const refused = await without('image', asService);
  expect(refused.context?.message).toContain('Error response from daemon: pull access denied for');
  const repository = regionOf(sandbox.world, ACCOUNT, REGION).ecr.repositories.get('build-image');
  if (repository === undefined) throw new Error('no repository');
  repository.policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'codebuild.amazonaws.com' },
        Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'],
        Condition: { ArnLike: { 'aws:SourceArn': `arn:aws:codebuild:${REGION}:${ACCOUNT}:project/every` } },
      },
    ],
  });
  expect((await without('image', asService)).build.status).toBe('SUCCEEDED');
  repository.policy = null;
});

test('without the source the phase names it', async () => {
  const { phase, context } = await without('source');
  expect([phase, context?.statusCode]).toEqual(['DOWNLOAD_SOURCE', 'CLIENT_ERROR']);
  expect(context?.message).toMatch(
    /^AccessDenied: .*status code: 403, request id: .* for primary source and source version /s,
  );
});

test('without the parameters, or a secret, the phase has the context of its own', async () => {
  const parameters = await without('parameters');
  expect([parameters.phase, parameters.context?.statusCode]).toEqual([
    'DOWNLOAD_SOURCE',
    'Decrypted Variables Error',
  ]);
  expect(parameters.context?.message).toContain(
    `AccessDeniedException: ${parameters.user} ssm:GetParameters on resource: arn:aws:ssm:${REGION}:${ACCOUNT}:parameter/every/`,
  );
  const secrets = await without('secrets');
  expect([secrets.phase, secrets.context?.statusCode]).toEqual(['DOWNLOAD_SOURCE', 'Secrets Manager Error']);
  expect(secrets.context?.message).toContain(
    `AccessDeniedException: ${secrets.user} secretsmanager:GetSecretValue on resource: `,
  );
  expect(secrets.log).toContain(
    `Phase context status code: Secrets Manager Error Message: AccessDeniedException: `,
  );
});

test('without the key, a parameter under it cannot be read', async () => {
  const { context, user } = await without('key');
  expect(context?.statusCode).toBe('Decrypted Variables Error');
  expect(context?.message).toContain(`${user} kms:Decrypt`);
});

test('without its outputs it fails at the end, and the cache is only a warning', async () => {
  const { phase, context, log } = await without('outputs');
  expect([phase, context?.statusCode]).toEqual(['UPLOAD_ARTIFACTS', 'CLIENT_ERROR']);
  expect(context?.message).toContain('Error in UPLOAD_ARTIFACTS phase: AccessDenied: ');
  expect(log).toContain('Unable to download cache: AccessDenied: ');
});
