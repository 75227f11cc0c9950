/** Text of others on the page: whatever it holds, it is text. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportHtml } from '#page/report.tsx';
import { diagnosisJson } from '#render/diagnosis-json.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { diagnoseSnapshot } from '#tasks/diagnose.ts';
import { planOf } from '../plan/plan-of.ts';
import { snapshotWith } from '../diagnosis/build-snapshot.ts';
import { hasChromium, launch, openFile } from './browser.ts';

const HOSTILE = `"><script>hit=1</script><img src=//x.example onerror=hit=1>' onmouseover='hit=1 </style></code><a href="javascript:hit=1">\u202eover\u2066\u0000\u001b[31m&lt;b&gt;`;

/** Members that hold a word of ours: nobody else writes them. */
const OURS =
  /^(?:schema|kind|verdict|decision|layers|deniedBy|layer|unread|grade|scope|subject|effect|takenAt|code)$/;

/** Every text of others, with something hostile at its end; or another text in its place. */
function changed(value: unknown, hostile: (text: string) => string, key = ''): unknown {
  if (OURS.test(key)) return value;
  if (typeof value === 'string') return hostile(value);
  if (Array.isArray(value)) return value.map((one) => changed(one, hostile));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, changed(one, hostile, name)]));
}

function documentWith(hostile: (text: string) => string): DiagnosisDocument {
  const diagnosis = diagnoseSnapshot(snapshotWith({}));
  return changed(diagnosisJson(diagnosis, planOf(diagnosis)), hostile) as DiagnosisDocument;
}

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
    await browser?.close();
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
