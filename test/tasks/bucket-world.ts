/** A project that writes its artifacts to the bucket `releases`, which its role may not. */
import { vi } from 'vitest';
import type { Sandbox } from '#sandbox/server.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { type Diagnosed, diagnoseProject } from '#tasks/diagnose.ts';
import { access, ACCOUNT } from '../aws/arrange.ts';

export { ACCOUNT };

const opened: Sandbox[] = [];

export async function closeAll(): Promise<void> {
  vi.unstubAllEnvs();
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()));
}

/** `owner`: the account that has the bucket; null: there is none. */
export async function open(owner: string | null): Promise<Sandbox> {
  const trust = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'codebuild.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const logs = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
  };
  const world = worldSchema.parse({
    accounts: [
      {
        id: ACCOUNT,
        roles: [{ name: 'builder', trust, inline: { logs } }],
        buckets: owner === ACCOUNT ? [{ name: 'releases' }] : [],
        projects: [
          {
            name: 'app',
            source: { type: 'NO_SOURCE', buildspec: BUILDSPEC },
            artifacts: { type: 'S3', location: 'releases' },
            environment: {
              type: 'LINUX_CONTAINER',
              image: 'aws/codebuild/standard:7.0',
              computeType: 'BUILD_GENERAL1_SMALL',
            },
            serviceRole: `arn:aws:iam::${ACCOUNT}:role/builder`,
          },
        ],
        builds: ['app'],
      },
      ...(owner === null || owner === ACCOUNT ? [] : [{ id: owner, buckets: [SHARED] }]),
    ],
  });
  const sandbox = await openWorld(world);
  if (!sandbox.ok) throw new Error(sandbox.error);
  opened.push(sandbox.value);
  return sandbox.value;
}

const SHARED = {
  name: 'releases',
  policy: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: ACCOUNT },
        Action: 's3:*',
        Resource: ['arn:aws:s3:::releases', 'arn:aws:s3:::releases/*'],
      },
    ],
  },
};

const BUILDSPEC = `version: 0.2
phases: {build: {commands: [echo hi > out.txt]}}
artifacts: {files: [out.txt]}
`;

export async function diagnosed({ endpoint }: Sandbox): Promise<Diagnosed> {
  const { reader } = await access(endpoint);
  const found = await diagnoseProject(
    {
      project: 'app',
      build: null,
      source: null,
      planning: {
        strategy: 'inline',
        policyName: 'CodeBuild-ECR-Permissions',
        least: false,
        roleName: null,
        scanOnPush: false,
        tagMutability: 'MUTABLE',
        confirmed: [],
        trustSource: false,
        vouchedCommit: null,
      },
      trailPages: 0,
    },
    reader,
  );
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}
