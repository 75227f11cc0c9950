/** The page that `--html` writes, by the built command, in a real browser. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IAMClient, PutRolePermissionsBoundaryCommand, CreatePolicyCommand } from '@aws-sdk/client-iam';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LAYER_FACTS } from '#catalog/layers.ts';
import type { DiagnosisDocument } from '#render/documents.ts';
import { clientSettings } from '../cli/account-state.ts';
import { runCli } from '../cli/run-cli.ts';
import { openTrackerApi, type TrackerApi } from '../cli/tracker-api.ts';
import { hasChromium, keepScreenshot, launch, type Look, openFile } from './browser.ts';
import { factsOf, plain } from './facts.ts';
import { axeFinds } from './live-page.ts';

/** What each world leaves to be shown: the page and the document that it was made from. */
const STORIES = ['blocked', 'boundary', 'fixed', 'verified', 'healthy'] as const;
type Story = (typeof STORIES)[number];

/** Between them they have every view. */
const SHAPES = ['boundary', 'fixed', 'verified', 'healthy'] as const satisfies readonly Story[];
const THEMES = ['light', 'dark'] as const;

const UNFOLD = `document.querySelectorAll('details').forEach((one) => { one.open = true; })`;
/** Elements that reach out of the window. */
const CUT_OFF = `[...document.querySelectorAll('main *')]
  .filter((one) => one.closest('.unseen, thead, svg') === null && one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 200))`;
/** Strings of a policy that stand where a line begins, though they are set in. */
const SET_BACK = `[...document.querySelectorAll('.difference pre, .difference code')].flatMap((one) => {
  const text = document.createTreeWalker(one, NodeFilter.SHOW_TEXT).nextNode();
  return [...(text?.data ?? '').matchAll(/^ {4,}"[^"]*"/gm)].flatMap(([line], at, { [at]: { index } }) => {
    const range = document.createRange();
    range.setStart(text, index + line.indexOf('"'));
    range.setEnd(text, index + line.indexOf('"') + 1);
    return range.getBoundingClientRect().left - one.getBoundingClientRect().left < 24 ? [line.trim()] : [];
  });
})`;
/** Sides of a difference that are too narrow for their lines. */
const SQUEEZED = `[...document.querySelectorAll('table.difference td')]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().width < 200)
  .map((one) => one.textContent)`;
const FOLDED_AWAY = `[...document.querySelectorAll('details > :last-child')]
  .filter((one) => one.getBoundingClientRect().height === 0)
  .map((one) => one.outerHTML.slice(0, 200))`;

let folder: string;
const documents = new Map<Story, unknown>();
const fileOf = (story: Story): string => join(folder, `${story}.html`);

async function tell(world: TrackerApi, story: Story, args: readonly string[]): Promise<void> {
  const ran = await runCli([...args, '--json', '--html', fileOf(story)], world.env);
  documents.set(story, JSON.parse(ran.stdout));
}

async function setBoundary(world: TrackerApi): Promise<void> {
  const iam = new IAMClient(clientSettings(world.sandbox));
  const document = { Effect: 'Allow', Action: ['logs:*', 's3:Get*'], Resource: '*', Sid: 'LogsOnly' };
  const { Policy } = await iam.send(
    new CreatePolicyCommand({
      PolicyName: 'TeamBoundary',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [document] }),
    }),
  );
  await iam.send(
    new PutRolePermissionsBoundaryCommand({
      RoleName: 'codebuild-TrackerAPI-service-role',
      PermissionsBoundary: Policy?.Arn,
    }),
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rolemend-page-'));
  const mended = await openTrackerApi('page');
  await tell(mended, 'blocked', ['diagnose', 'TrackerAPI']);
  await tell(mended, 'fixed', ['fix', 'TrackerAPI', '--yes']);
  await tell(mended, 'verified', ['verify', 'TrackerAPI']);
  await tell(mended, 'healthy', ['diagnose', 'TrackerAPI']);
  await mended.end();
  const bounded = await openTrackerApi('page-boundary');
  await setBoundary(bounded);
  await tell(bounded, 'boundary', ['diagnose', 'TrackerAPI']);
  await bounded.end();
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!hasChromium)('the page in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });

  async function opened<T>(story: Story, look: Look, use: (page: Page) => Promise<T>): Promise<T> {
    const { page, requests, complaints } = await openFile(browser, fileOf(story), look);
    const result = await use(page);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
    await page.context().close();
    return result;
  }

  it.each(STORIES)(
    'shows every fact of the document of %s, and asks the network for nothing',
    async (story) => {
      const shown = plain(await opened(story, {}, (page) => page.evaluate('document.body.textContent')));
      const missing = factsOf(documents.get(story)).filter(({ text }) => !shown.includes(plain(text)));
      expect(missing).toEqual([]);
    },
  );

  it.each(['blocked', 'boundary'] as const)('has in the matrix of %s what each layer says', async (story) => {
    const { needs } = documents.get(story) as DiagnosisDocument;
    const cells = await opened(story, {}, (page) =>
      page.evaluate<readonly (readonly [string, string])[]>(
        `[...document.querySelectorAll('.matrix a.cell')].map((a) => [a.hash, a.textContent])`,
      ),
    );
    const inMatrix = new Map(cells);
    for (const [index, { layers, deniedBy }] of needs.entries()) {
      for (const layer of deniedBy)
        expect(inMatrix.get(`#now-need-${index}-${layer}`), LAYER_FACTS[layer].heading).toContain('denied');
      for (const [layer] of Object.entries(layers).filter(([, verdict]) => verdict === 'allowed'))
        expect(inMatrix.get(`#now-need-${index}-${layer}`), layer).toContain('allowed');
    }
    expect(cells.length).toBeGreaterThanOrEqual(needs.length);
  });

  it.each(SHAPES)('axe finds nothing against %s in either theme', async (story) => {
    await opened(story, {}, async (page) => {
      await page.evaluate(UNFOLD);
      await page.evaluate(axe.source);
      expect(await axeFinds(page)).toEqual([]);
    });
  });

  it.each(SHAPES)('%s is read without scrolling sideways from 360 to 1920 px', async (story) => {
    await opened(story, {}, async (page) => {
      for (const width of [360, 1280, 1920]) {
        await page.setViewportSize({ width, height: 800 });
        for (const theme of THEMES) await keepScreenshot(page, { name: `${story}-${width}`, theme });
      }
      await page.evaluate(UNFOLD);
      for (const width of [1920, 1280, 360]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
        expect(await page.evaluate(CUT_OFF)).toEqual([]);
        expect(await page.evaluate(SET_BACK)).toEqual([]);
        expect(await page.evaluate(SQUEEZED)).toEqual([]);
      }
    });
  });

  it('leads by keyboard alone from a denied cell to the statement that decided it', async () => {
    await opened('boundary', {}, async (page) => {
      await page.focus('.cell-denied a');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toMatch(/^statement \d+ .*of /);
      await page.keyboard.press('Enter');
      expect(await page.evaluate(`document.querySelector(':target').className`)).toBe('decides');
      expect(await page.isVisible(':target')).toBe(true);
    });
  });

  it('prints on paper, what is folded as well', async () => {
    await opened('blocked', {}, async (page) => {
      const paper = await page.pdf({ format: 'A4' });
      const pages = paper.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
      expect(pages).toBeGreaterThan(1);
      expect(pages).toBeLessThan(25);
      await page.emulateMedia({ media: 'print' });
      expect(await page.evaluate(FOLDED_AWAY)).toEqual([]);
    });
  });
});

it('says of the diagnosis beneath a change that it is of before', () => {
  expect(readFileSync(fileOf('fixed'), 'utf8')).toContain('What was found before that change:');
  expect(readFileSync(fileOf('blocked'), 'utf8')).not.toContain('before that change');
});

it('has no script in it, and a policy that would let none run', () => {
  for (const story of STORIES) {
    const html = readFileSync(fileOf(story), 'utf8');
    expect(html).not.toMatch(/<script|javascript:|\son\w+=|\sstyle=/i);
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src 'none'; style-src 'sha256-[\w+/=]{44}'/,
    );
  }
});
