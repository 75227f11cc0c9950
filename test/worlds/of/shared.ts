/** Worlds in which others have what is changed: a role of several projects, and who may take it on. */
import { PROJECT, ROLE_ARN, type World } from '../world.ts';
import { trust } from '../words.ts';
import type { Sdk } from '../sdk.ts';

/** Another project of the account whose builds run under the same role. */
async function another(sdk: Sdk, name: string): Promise<void> {
  const { projects = [] } = await sdk.codebuild().batchGetProjects({ names: [PROJECT] });
  const serviceRole = projects[0]?.serviceRole ?? '';
  await sdk.codebuild().createProject({
    name,
    serviceRole,
    source: {
      type: 'NO_SOURCE',
      buildspec: 'version: 0.2\nphases:\n  build:\n    commands:\n      - true\n',
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
  });
}

export const SHARED: readonly World[] = [
  {
    name: 'shared-only-project',
    cause: 'the role of two projects lacks the push of one, which binds what it can to itself',
    kind: 'sharedRole',
    owner: 'own',
    flags: ['--only-project'],
    arrange: (sdk) => another(sdk, 'Nightly'),
    expect: { codes: ['identity-allow-missing'], layer: 'identity', outcome: 'green' },
  },
  {
    name: 'shared-trust-condition',
    cause: 'the role of two projects lacks the push of one, and CodeBuild may take it on for anybody',
    kind: 'trustCondition',
    owner: 'own',
    flags: ['--change', `trust-condition=${ROLE_ARN}`],
    arrange: async (sdk) => {
      await another(sdk, 'Nightly');
      await sdk.trust(trust());
    },
    expect: { codes: ['identity-allow-missing'], layer: 'identity', outcome: 'green' },
  },
];
