/** What AWS answers an error with may hold a secret: it comes out nowhere, whichever call was answered so. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { control } from '../aws/arrange.ts';
import { runCli } from './run-cli.ts';
import { openTrackerApi, type TrackerApi } from './tracker-api.ts';
import { some } from '../every.ts';

/** Those that the calls are made with, by a profile, which no environment holds. */
const KEY = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYs33dKEY1';
const TOKEN = 'IQoJb3JpZ2luX2VjEJr//////////wEaCXVzs33dTOKEN2==';
/** Others, which only what stands before them tells. */
const OTHER = 's33d-0ther-9';
const MESSAGE = [
  `the request was signed with ${KEY} and ${TOKEN}`,
  `"SecretAccessKey": "${OTHER}a"`,
  `SessionToken: ${OTHER}b`,
  `password=${OTHER}c`,
  `<SecretAccessKey>${OTHER}d</SecretAccessKey>`,
  `https://user:${OTHER}e@example.org/?X-Amz-Security-Token=${OTHER}f`,
].join(', ');

let world: TrackerApi;
let env: Record<string, string>;
beforeAll(async () => {
  world = await openTrackerApi('error-secrets');
  mkdirSync(join(world.stateFolder, '.aws'));
  const lines = [
    '[default]',
    'aws_access_key_id = 290008131176',
    `aws_secret_access_key = ${KEY}`,
    `aws_session_token = ${TOKEN}`,
  ];
  writeFileSync(join(world.stateFolder, '.aws', 'credentials'), lines.join('\n'));
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...rest } = world.env;
  env = rest;
});
afterAll(() => world.end());

type Failing = readonly [service: string, operation: string, code: string];
const READS: readonly Failing[] = [
  ['sts', 'GetCallerIdentity', 'InvalidClientTokenId'],
  ['codebuild', 'BatchGetProjects', 'InvalidInputException'],
  ['codebuild', 'ListBuildsForProject', 'AccessDeniedException'],
  ['iam', 'GetRole', 'AccessDenied'],
  ['iam', 'GetRolePolicy', 'ServiceFailure'],
  ['ecr', 'DescribeRepositories', 'ServerException'],
  ['logs', 'GetLogEvents', 'ResourceNotFoundException'],
  ['cloudtrail', 'LookupEvents', 'InvalidTimeRangeException'],
  ['iam', 'SimulatePrincipalPolicy', 'InvalidInput'],
];
const WRITES: readonly Failing[] = [
  ['iam', 'PutRolePolicy', 'MalformedPolicyDocument'],
  ['codebuild', 'RetryBuild', 'InvalidInputException'],
  ['codebuild', 'StartBuild', 'InvalidInputException'],
];

async function ran(args: readonly string[], failing: Failing): Promise<string> {
  const [service, operation, code] = failing;
  await control(world.sandbox.endpoint, 'faults', [
    { service, operation, code, times: 100, message: MESSAGE },
  ]);
  const { stdout, stderr } = await runCli(args, env);
  await control(world.sandbox.endpoint, 'faults', []);
  return stdout + stderr;
}

function expectNone(text: string): void {
  const leaks = [KEY, TOKEN, OTHER, KEY.slice(0, 12), TOKEN.slice(0, 12)].filter((one) => text.includes(one));
  expect(leaks, text).toEqual([]);
}

describe('a secret in the message of', () => {
  it.each(READS)('%s %s (%s) is in no output of what reads', async (...failing) => {
    for (const args of some(
      [
        ['diagnose', 'TrackerAPI', '--trace', '--verbose', '--details'],
        ['verify', 'TrackerAPI', '--trace'],
        ['diagnose', 'TrackerAPI', '--json'],
      ],
      2,
    )) {
      const text = await ran(args, failing);
      expectNone(text);
    }
  });

  it.each(WRITES)('%s %s (%s) is in no output of what writes, nor in the journal', async (...failing) => {
    for (const args of [
      ['fix', 'TrackerAPI', '--yes', '--trace'],
      ['undo', '--yes', '--json'],
    ])
      expectNone(await ran(args, failing));
    const kept = readdirSync(world.stateFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'credentials')
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expectNone(kept.join('\n'));
  });

  it('an error is told all the same', async () => {
    const text = await ran(
      ['diagnose', 'TrackerAPI'],
      ['codebuild', 'BatchGetProjects', 'InvalidInputException'],
    );
    expect(text).toContain('the request was signed with *** and ***');
    expect(text).toContain('password=***');
  });
});
