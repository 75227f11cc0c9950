/** A green build whose role may do what its clients did, and no more of the set that other clients ask for: at the built command. */
import { expect, it } from 'vitest';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { worldSchema } from '#sandbox/worlds/world-file.ts';
import { allow, LOGS, projectWorld, PUSH, repository, TOKEN } from '../tasks/project-world.ts';
import { runCli, surroundings } from './run-cli.ts';

const REGISTRY = '$AWS_ACCOUNT_ID.dkr.ecr.us-west-2.amazonaws.com';
const build = (command: string) =>
  JSON.stringify({
    version: '0.2',
    phases: {
      build: {
        commands: [
          `aws ecr get-login-password | docker login --username AWS --password-stdin ${REGISTRY}`,
          command,
        ],
      },
    },
  });
const pushed = `docker build -t ${REGISTRY}/tracker_api:1 . && docker push ${REGISTRY}/tracker_api:1`;
const pulled = `docker pull ${REGISTRY}/tracker_api:1`;

/** Source: Amazon ECR User Guide, image-push-iam. */
const OF_A_PUSH = PUSH.filter((action) => action !== 'ecr:GetDownloadUrlForLayer');
/** Source: AWS's managed policy AmazonEC2ContainerRegistryPullOnly. */
const OF_A_PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PULL = [...OF_A_PULL, 'ecr:BatchCheckLayerAvailability'];

it.each([
  ["AWS's own policy for a push makes a green push healthy", pushed, OF_A_PUSH, 'SUCCEEDED', []],
  ["AWS's own policy for a pull makes a green pull healthy", pulled, OF_A_PULL, 'SUCCEEDED', []],
  ['a red pull lacks the whole set', pulled, [], 'FAILED', PULL],
])('%s', async (_name, command, may, status, lacks) => {
  const world = projectWorld({
    rights: [LOGS, TOKEN, ...(may.length === 0 ? [] : [allow(may, repository())])],
    buildspec: build(command),
    repositories: [{ name: 'tracker_api', images: ['1'] }],
  });
  const opened = await openWorld(worldSchema.parse(world), { seed: 'less' });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint);
  try {
    const { code, stdout } = await runCli(['diagnose', 'app', '--json'], around.env);
    const told = JSON.parse(stdout) as {
      readonly verdict: string;
      readonly build: { readonly status: string };
      readonly needs: readonly { readonly action: string; readonly decision: string }[];
    };
    const denied = told.needs.filter(({ decision }) => decision !== 'allowed').map(({ action }) => action);
    expect({
      code,
      verdict: told.verdict,
      status: told.build.status,
      denied: denied.toSorted((one, other) => one.localeCompare(other)),
    }).toEqual({
      code: lacks.length === 0 ? 0 : 2,
      verdict: lacks.length === 0 ? 'healthy' : 'blocked',
      status,
      denied: lacks.toSorted((one, other) => one.localeCompare(other)),
    });
  } finally {
    around.close();
    await opened.value.close();
  }
});
