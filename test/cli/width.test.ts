/** Commands whose results are text for people, at a terminal of 60 columns. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sitAt } from './pseudo-terminal.ts';

const COLUMNS = 60;
const policy = (action: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [action, 'ecr:PutImages'],
        Resource: 'arn:aws:ecr:us-west-2:290008131176:repository/tracker_api',
      },
    ],
  });

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rolemend-width-'));
  await writeFile(join(folder, 'old.json'), policy('ecr:PutImage'));
  await writeFile(join(folder, 'new.json'), policy('ecr:GetAuthorizationToken'));
});
afterAll(() => rm(folder, { recursive: true }));

const DENIAL =
  'User: arn:aws:sts::290008131176:assumed-role/codebuild-TrackerAPI-service-role/AWSCodeBuild-8c2f is not authorized to perform: ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action';

test.each([
  ['lint', () => ['lint', join(folder, 'new.json')]],
  ['diff', () => ['diff', join(folder, 'old.json'), join(folder, 'new.json')]],
  ['explain', () => ['explain', DENIAL]],
  ["a code's page", () => ['explain', 'identity-allow-missing']],
])('%s keeps to the width of the terminal', async (_, args) => {
  const { screen } = await sitAt(args(), {}, { columns: COLUMNS }).ended;
  const lines = screen.replaceAll(/\u001b\[[0-9;]*m/g, '').split('\r\n');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines.filter((line) => line.length > COLUMNS)).toEqual([]);
});
