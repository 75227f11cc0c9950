/** `rolemend diff OLD NEW` through the real binary: its exit code is what a pipeline stops on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ran, runCli } from './run-cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolemend-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

const env = { PATH: process.env['PATH'] ?? '', HOME: folder, ROLEMEND_STATE_DIR: folder, NO_COLOR: '1' };

type Statement = Readonly<Record<string, unknown>>;

const policy = (...statements: readonly Statement[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((one) => ({ Effect: 'Allow', Resource: '*', ...one })),
  });

function diff(old: string, now: string, ...flags: readonly string[]): Promise<Ran> {
  writeFileSync(join(folder, 'old.json'), old);
  writeFileSync(join(folder, 'new.json'), now);
  return runCli(['diff', join(folder, 'old.json'), join(folder, 'new.json'), ...flags], env);
}

/** Patterns that overlap in so many ways that all that is said to be newly allowed may be nothing. */
const tangled = (count: number): readonly Statement[] =>
  Array.from({ length: count }, (_, n) => ({
    Effect: n % 3 === 0 ? 'Deny' : 'Allow',
    Action: [`ecr:*a${'?'.repeat(n)}`, `ecr:*a${'?'.repeat(n + 20)}`],
    Resource: [`arn:aws:s3:::*a${'?'.repeat(n)}`],
  }));

describe('the exit code of a difference', () => {
  test('is 0 where nothing is newly allowed, whatever is taken away', async () => {
    const wide = policy({ Action: 'ecr:*' });
    expect(await diff(wide, wide)).toMatchObject({ code: 0, stderr: '' });
    const ran = await diff(wide, policy({ Action: 'ecr:PutImage' }));
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('Taken away:') });
  });

  test('is 2 where something is newly allowed', async () => {
    const ran = await diff(policy({ Action: 'ecr:PutImage' }), policy({ Action: 'ecr:*' }));
    expect(ran).toMatchObject({ code: 2, stdout: expect.stringContaining('Newly allowed:') });
  });

  test.each([
    ['is no JSON', '{"Statement": ['],
    ['is no policy', '{"Statement": [{"Effect": "allow", "Action": "*", "Resource": "*"}]}'],
    ['says a thing twice', '{"Version":"2012-10-17","Version":"2008-10-17","Statement":[]}'],
  ])('is 3 where a document %s', async (_, document) => {
    const good = policy({ Action: 's3:*' });
    for (const ran of [await diff(document, good), await diff(good, document)]) {
      expect(ran).toMatchObject({
        code: 3,
        stdout: '',
        stderr: expect.stringMatching(/^error .*\.json:1:/),
      });
    }
  });

  test('is 3 where there is no such file', async () => {
    const ran = await runCli(['diff', join(folder, 'none.json'), join(folder, 'none.json')], env);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
  });

  test('is 4 where all that may be newly allowed may as well be nothing', async () => {
    const statements = tangled(14);
    const ran = await diff(policy(...statements.slice(0, 9)), policy(...statements.slice(3)), '--json');
    const { newlyAllowed } = JSON.parse(ran.stdout) as { newlyAllowed: { exact: boolean } };
    expect(newlyAllowed.exact).toBe(false);
    expect(ran.code).toBe(4);
  });
});
