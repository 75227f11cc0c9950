/** `explain` of a message itself and of a finding's code, at the built command; and that every page's example is what it says it is. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDING_CODES, type FindingCode } from '#diagnosis/codes.ts';
import { explainText } from '#tasks/explain.ts';
import { exampleIn, findingPage } from '../../src/cli/finding-page.ts';
import { runCli } from './run-cli.ts';

const CODES = Object.keys(FINDING_CODES) as FindingCode[];
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: mkdtempSync(join(tmpdir(), 'rolemend-home-')),
  NO_COLOR: '1',
};

describe('the page of a finding', () => {
  it.each(CODES)('%s gives an example, or says why a message cannot tell it', (code) => {
    const page = findingPage(code) ?? '';
    expect(page).toContain('**Example.**');
    const example = exampleIn(page);
    const codes = example === null ? [] : explainText(example).findings.map((finding) => finding.code);
    if (example === null) expect(page).toContain('`rolemend diagnose PROJECT`');
    else expect(codes).toContain(code);
  });
});

describe('`explain`', () => {
  it('shows the page of a code, and what its example is told as', async () => {
    const { code, stdout } = await runCli(['explain', 'identity-allow-missing'], env);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# identity-allow-missing\n/);
    expect(stdout).toContain('✗ the role lacks an Allow [identity-allow-missing]');
    const asJson = await runCli(['explain', 'identity-allow-missing', '--json'], env);
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      schema: 'rolemend.finding/1',
      code: 'identity-allow-missing',
      explanation: { findings: [{ code: 'identity-allow-missing' }] },
    });
  });

  it('takes the message itself', async () => {
    const message = 'denied: Your authorization token has expired. Reauthenticate and try again.';
    const { stdout } = await runCli(['explain', message, '--json'], env);
    expect(JSON.parse(stdout)).toMatchObject({ findings: [{ code: 'token-expired' }] });
  });

  it('says which code a slip may have meant', async () => {
    const { code, stderr } = await runCli(['explain', 'identity-alow-missing'], env);
    expect(code).toBe(3);
    expect(stderr).toContain('did you mean the code `identity-allow-missing`?');
  });
});
