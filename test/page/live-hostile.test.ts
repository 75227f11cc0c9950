/** Text of others on the live page: in whatever document the server hands on, and wherever it is shown, it is text. */
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { err, ok, type Result } from '#basics/result.ts';
import type { ProblemDocument } from '#page/messages.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { hasChromium, launch } from './browser.ts';
import { changed, HOSTILE } from './hostile-text.ts';
import { everyChange, everyDocument, fullDiagnosis } from './every-document.ts';
import { type Desks, served } from './served-desks.ts';

/** What would be here were any text taken for markup, or shown as the control that it is. */
const FOUND = `({
  ran: typeof hit,
  markup: [...document.querySelectorAll('body script:not([type=module]), img, iframe, object, embed, svg script, [onmouseover], [onerror], a[href*="javascript:" i], a[href^="//"]')].map((one) => one.outerHTML),
  controls: /[\\u0000\\u001b\\u202e\\u2066]/.test(document.title + document.body.textContent),
  cut: Math.max(0, document.documentElement.scrollWidth - innerWidth),
})`;
const NOTHING = { ran: 'undefined', markup: [], controls: false, cut: 0 };
const UNFOLD = `document.querySelectorAll('details').forEach((one) => { one.open = true; })`;

const LONG = 'W'.repeat(1_000_000);
/** A megabyte where a line of a log, a policy or an error is; not in each of the hundreds of short texts. */
function longAtFirst(): (text: string) => string {
  let left = 12;
  return (text) => (text.length > 30 && left-- > 0 ? `${text}${LONG}` : text);
}

describe.skipIf(!hasChromium)('text of others on the live page', () => {
  let [browser, document]: [Browser, DiagnosisDocument] = [] as never;
  beforeAll(async () => {
    [browser, document] = await Promise.all([launch(), fullDiagnosis()]);
  }, 180_000);

  interface Shown {
    readonly page: Page;
    /** Unfolds all there is, and looks for what is no text. */
    readonly look: (view: string) => Promise<void>;
  }

  const shown = async (desks: Desks, use: (shown: Shown) => Promise<void>, complains = /^$/): Promise<void> =>
    served({ browser, desks, width: 360 }, async ({ page, complaints, strangers }) => {
      const look = async (view: string): Promise<void> => {
        await page.evaluate(UNFOLD);
        expect(await page.evaluate(FOUND), view).toEqual(NOTHING);
      };
      const { origin } = new URL(page.url());
      await use({ page, look });
      expect(new URL(page.url()).origin).toBe(origin);
      expect([strangers, complaints.filter((one) => !complains.test(one))]).toEqual([[], []]);
    });

  /** Every document with something hostile in each text of others. */
  function hostileDesks(hostile: (text: string) => string) {
    const given = <T>(document: T): Promise<Result<T, ProblemDocument>> =>
      Promise.resolve(ok(changed(document, hostile) as T));
    return { desk: everyDocument(given, document), changing: everyChange(given, document) };
  }

  it.each([
    ['markup, addresses that run, controls', () => (text: string) => `${text}${HOSTILE}`],
    ['a line of a megabyte', longAtFirst],
  ])('%s: stays text on every view, and moves nothing out of sight', async (_, hostile) => {
    await shown(hostileDesks(hostile()), async ({ page, look }) => {
      await page.waitForSelector('.projects .row .cause');
      await look('projects');
      await page.click('.projects .name a');
      await page.waitForSelector('#now-plan');
      await page.evaluate(UNFOLD);
      const tabs = page.locator('[role=tab]');
      await tabs.first().waitFor();
      for (const tab of await tabs.all()) {
        await tab.click();
        await look(`form ${await tab.innerText()}`);
      }
      await page.click('text=Apply this plan …');
      await page.waitForSelector('dialog[open]');
      await look('question');
      await page.click('text=Yes, apply it');
      await page.waitForSelector('#outcome');
      await look('outcome');
      await page.click('text=Take it back …');
      await page.waitForSelector('dialog[open]');
      await look('question of undo');
      await page.keyboard.press('Escape');
      await page.click('nav >> text=History');
      await page.waitForSelector('.changes summary');
      await page.evaluate(UNFOLD);
      await page.waitForSelector('.changes table.difference');
      await look('history');
      await page.click('text=Verify every need now');
      await page.waitForSelector('.changes table.matrix');
      await look('verified');
      expect(await page.title()).toContain('History');
    });
  });

  it('errors of AWS and plans that are others by now stay text', async () => {
    const problem = { message: `AWS says ${HOSTILE}`, help: `ask ${HOSTILE}` };
    const refused = {
      schema: 'rolemend.fix/1' as const,
      outcome: 'refused' as const,
      difference: `-${HOSTILE}\n+${HOSTILE}`,
      message: HOSTILE,
    };
    const { desk, changing } = hostileDesks((text) => text);
    const desks = {
      desk: {
        ...desk,
        diagnoses: async function* () {
          yield { row: { name: 'One', build: null, diagnosis: null, problem }, stops: true };
        },
        changes: async () => ok({ changes: [], problems: [HOSTILE] }),
      },
      changing: {
        ...changing,
        apply: async () => ok(refused),
        askUndo: async () => err(problem),
      },
    };
    await shown(
      desks,
      async ({ page, look }) => {
        await page.waitForSelector('[role=alert]');
        await look('projects');
        await page.click('.projects .name a');
        await page.click('text=Apply this plan …');
        await page.click('text=Yes, apply it');
        await page.waitForSelector('#difference');
        await look('refused');
        await page.click('nav >> text=History');
        await page.waitForSelector('.card.bad');
        await look('history');
        expect(await page.title()).toContain('History');
      },
      /status of 409/,
    );
  });
});
