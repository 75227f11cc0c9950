/** Names with a variable in them: no ARN holds one as it is written, and what would be meant is told where every value is known. */
import { expect, it } from 'vitest';
import { askedBy } from '../../needs/asked.ts';
import { project } from '../project.ts';

const read = (env: object, reports: object = {}) =>
  askedBy({
    project: project(),
    build: null,
    text: JSON.stringify({ version: '0.2', env, reports, phases: { build: { commands: ['true'] } } }),
  });

it.each<readonly [string, object, object, RegExp]>([
  [
    'a secret',
    { variables: { STAGE: 'prod' }, 'secrets-manager': { KEY: '${STAGE}/app:key' } },
    {},
    /into `\$\{STAGE\}\/app`; where it does, that is `prod\/app`/,
  ],
  [
    'a parameter, by the settings of the project',
    { 'parameter-store': { KEY: '/$IMAGE_REPO_NAME/$IMAGE_TAG/key' } },
    {},
    /where it does, that is `\/tracker_api\/v1\/key`/,
  ],
  [
    'a report group',
    { variables: { SUITE: 'unit' } },
    { '${SUITE}-tests': { files: ['*'] } },
    /that is `unit-tests`/,
  ],
  [
    'one whose value is not known',
    { 'secrets-manager': { KEY: '$NOBODY/app' } },
    {},
    /into `\$NOBODY\/app` KEY/,
  ],
  [
    'one whose value is a secret itself',
    { 'parameter-store': { STAGE: '/stage' }, 'secrets-manager': { KEY: '$STAGE/app' } },
    {},
    /into `\$STAGE\/app` KEY/,
  ],
  [
    'one whose value makes no name',
    { variables: { STAGE: '*' }, 'secrets-manager': { KEY: '$STAGE/app' } },
    {},
    /into `\$STAGE\/app` KEY/,
  ],
])('the name of %s', (_, env, reports, said) => {
  const answer = read(env, reports);
  expect(answer.asked.filter((one) => !one.startsWith('ssm:GetParameters') || one.includes('$'))).toEqual([]);
  expect(answer.said).toEqual([expect.stringMatching(said)]);
});
