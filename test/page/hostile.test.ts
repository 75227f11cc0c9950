/** Text of others on the page: whatever it holds, it is text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '#page/report.tsx';
import type { DiagnosisDocument } from '#render/documents.ts';
import { hasChromium, launch, openFile } from './browser.ts';
import { fullDiagnosis } from './every-document.ts';
import { changed, HOSTILE } from './hostile-text.ts';

let full: DiagnosisDocument;
beforeAll(async () => {
  full = await fullDiagnosis();
}, 180_000);

const documentWith = (hostile: (text: string) => string): DiagnosisDocument =>
  changed(full, hostile) as DiagnosisDocument;

it('puts every text of others into the page as text', () => {
  const html = reportHtml(documentWith((text) => `${text}${HOSTILE}`));
  expect(html).not.toContain('<script');
  expect(html).not.toContain('<img');
  expect(html).not.toMatch(/<a [^>]*javascript:/);
  expect(html).not.toMatch(/[\u0000\u001b\u202e\u2066]/);
  expect(html).toContain('\\u202eover');
});

it('bounds what has no end, and says so', () => {
  const html = reportHtml(documentWith((text) => (text.length > 40 ? 'x'.repeat(1_000_000) : text)));
  expect(html).toContain('980000 more characters are left out here');
  expect(html.length).toBeLessThan(20_000_000);
});

describe.skipIf(!hasChromium)('in a browser', () => {
  let [browser, folder]: [Browser | null, string] = [null, ''];
  beforeAll(async () => {
    browser = await launch();
    folder = mkdtempSync(join(tmpdir(), 'rolemend-hostile-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['markup', (text: string) => `${text}${HOSTILE}`],
    ['a long line', (text: string) => `${text}${'W'.repeat(30_000)}`],
  ])('%s runs nothing, asks for nothing and moves nothing out of sight', async (_, hostile) => {
    const file = join(folder, 'hostile.html');
    writeFileSync(file, reportHtml(documentWith(hostile)));
    if (browser === null) throw new Error('no browser');
    const { page, requests, complaints } = await openFile(browser, file, { width: 360 });
    expect(await page.evaluate('typeof hit')).toBe('undefined');
    expect(await page.evaluate(`document.querySelectorAll('script, img, iframe, object').length`)).toBe(0);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    expect([...requests, ...complaints]).toEqual([]);
    await page.context().close();
  });
});
