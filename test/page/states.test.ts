/** The live page by the built command where there is little to show, nothing to be done, or something is wrong: each is said in words. */
import { once } from 'node:events';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '#basics/result.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { regionOf } from '#sandbox/world.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { TRACKER_API } from '#sandbox/worlds/tracker-api.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import type { ChangingDesk } from '#ui/desk.ts';
import { ACCOUNT, control, REGION } from '../aws/arrange.ts';
import { type Surroundings, surroundings } from '../cli/run-cli.ts';
import { hasChromium, launch } from './browser.ts';
import { type LivePage, startUi, type Ui } from './live-page.ts';
import { everyChange, everyDocument, fullDiagnosis } from './every-document.ts';
import { look } from './look.ts';
import { served } from './served-desks.ts';

const NEVER_BUILT = 'NeverBuilt';
const LOG_GONE = 'LogGone';

const TOLD = [
  '→ 1/1 add the inline policy `CodeBuild-ECR-Permissions` to the role `codebuild-TrackerAPI-service-role`',
  '✓ 1/1 done',
  '→ waiting for IAM to show the change',
];
const PHASES = [
  ['SUBMITTED', 'SUCCEEDED'],
  ['DOWNLOAD_SOURCE', 'SUCCEEDED'],
  ['PRE_BUILD', 'FAILED'],
  ['BUILD', 'IN_PROGRESS'],
] as const;

interface Account extends Surroundings {
  readonly sandbox: Sandbox;
  readonly end: () => Promise<void>;
}

async function openAccountWith(more: Partial<WorldInput['accounts'][number]>): Promise<Account> {
  const accounts = TRACKER_API.accounts.map((account) => ({ ...account, ...more }));
  const opened = await openWorld(worldSchema.parse({ ...TRACKER_API, accounts }), { seed: 'states' });
  if (!opened.ok) throw new Error(opened.error);
  const around = surroundings(opened.value.endpoint);
  const end = async (): Promise<void> => {
    around.close();
    await opened.value.close();
  };
  return { ...around, sandbox: opened.value, end };
}

const LOGS = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }],
};

/** The runbook's project, one like it that was never built, and one whose log was deleted. */
async function openStates(): Promise<Account> {
  const [tracker] = TRACKER_API.accounts.flatMap(({ projects = [] }) => projects);
  if (tracker === undefined) throw new Error('the runbook has a project');
  const projects = [tracker, { ...tracker, name: NEVER_BUILT }, { ...tracker, name: LOG_GONE }];
  // Each may write its log.
  const roles = TRACKER_API.accounts
    .flatMap((one) => one.roles ?? [])
    .map((one) => ({ ...one, inline: { logs: LOGS } }));
  const account = await openAccountWith({ projects, roles, builds: [tracker.name, LOG_GONE] });
  regionOf(account.sandbox.world, ACCOUNT, REGION).logs.groups.delete(`/aws/codebuild/${LOG_GONE}`);
  return account;
}

describe.skipIf(!hasChromium)('the live page', () => {
  let [browser, states, ui]: [Browser, Account, Ui] = [] as never;
  beforeAll(async () => {
    [browser, states] = await Promise.all([launch(), openStates()]);
    ui = await startUi(states.env, ['--read-only']);
  }, 120_000);
  afterAll(async () => {
    await ui.end();
    await states.end();
  });

  /** In a tab of its own; nothing is complained of but what is expected. */
  async function opened(use: (live: LivePage) => Promise<void>, complains: RegExp = /^$/): Promise<void> {
    const live = await ui.open(browser);
    await use(live);
    expect(live.strangers).toEqual([]);
    expect(live.complaints.filter((one) => !complains.test(one))).toEqual([]);
    await live.page.context().close();
  }

  it('can be looked at and not changed with --read-only, says which project was never built, and whose log is gone', async () => {
    await opened(async ({ page }) => {
      await page.waitForSelector('text=3 of 3 read');
      expect(await page.innerText(`.row:has-text("${NEVER_BUILT}")`)).toContain('no finished build');
      expect(await page.innerText('.frame')).toContain('nothing can be changed from here');
      await look(page, 'states-projects');
      await page.click(`text=${NEVER_BUILT}`);
      await page.waitForSelector('#now-plan');
      expect(await page.innerText('.head')).toContain(
        'no finished build; what follows comes from the project',
      );
      expect(await page.innerText('#now-plan')).toContain('Nothing can be changed from here');
      expect(await page.isVisible('text=Apply this plan …')).toBe(false);
      await look(page, 'states-never-built');
      await page.goBack();
      await page.click(`text=${LOG_GONE}`);
      await page.waitForSelector('#now-plan');
      expect(await page.innerText('#now-findings')).toContain('the log of the build is not there any more');
      await look(page, 'states-log-gone');
      await page.click('nav >> text=History');
      await page.waitForSelector('text=No changes were made from here yet.');
      await look(page, 'states-no-history');
    });
  });

  it('says of a project that there is none, and which are like it', async () => {
    await opened(async ({ page }) => {
      await page.evaluate(
        `history.pushState(null, '', '/project/TrackerAPY'); dispatchEvent(new PopStateEvent('popstate'))`,
      );
      await page.waitForSelector('[role=alert]');
      expect(await page.innerText('[role=alert]')).toContain('TrackerAPI');
      await look(page, 'states-no-such-project');
    }, /status of 502 /);
  });

  it('opens one tab by an address, and says to the next which address to take', async () => {
    await opened(async ({ page }) => {
      await page.reload();
      await page.waitForSelector('.projects .row');
      const other = await (await browser.newContext()).newPage();
      await other.goto(ui.origin);
      await other.waitForSelector('text=this tab was not opened by the address');
      await look(other, 'states-no-key');
      await other.goto(`${ui.origin}/#key=${'A'.repeat(43)}`);
      await other.waitForSelector('text=this address was used already');
      expect(other.url()).toBe(`${ui.origin}/`);
      await other.context().close();
    });
  });

  it('says that credentials have expired, and goes on once they are anew', async () => {
    await opened(async ({ page }) => {
      await page.waitForSelector('text=3 of 3 read');
      const expired = { status: 400, code: 'ExpiredTokenException', message: 'it has expired', times: 100 };
      await control(states.sandbox.endpoint, 'faults', [{ ...expired, service: 'codebuild' }]);
      await page.click('text=Read all again');
      await page.waitForSelector('[role=alert] >> text=the AWS credentials do not work');
      await look(page, 'states-expired');
      await control(states.sandbox.endpoint, 'faults', []);
      await page.click('text=Read all again');
      await page.waitForSelector('[role=alert]', { state: 'detached' });
      await page.waitForSelector('text=3 of 3 read');
      expect(await page.innerText('.projects .row')).toContain('blocked');
    }, /status of 502 /);
  });

  it('says that it is not heard while its server is gone, and that the tab is not known after it came back', async () => {
    await opened(async ({ page }) => {
      await page.waitForSelector('text=3 of 3 read');
      await page.click('text=TrackerAPI');
      await page.waitForSelector('#now-plan');
      await page.clock.install();
      await ui.end();
      await page.waitForSelector('text=is not heard');
      expect(await page.innerText('.head h1')).toContain('TrackerAPI');
      await page.click('text=Read it again');
      await page.waitForSelector('[role=alert] >> text=does not answer');
      await look(page, 'states-not-heard');
      ui = await startUi(states.env, ['--read-only', '--port', new URL(ui.origin).port]);
      // It tries again after eight seconds at the latest.
      await page.clock.fastForward(8_000);
      await page.waitForSelector('text=this tab is not known');
      await look(page, 'states-not-known');
      await page.goto(ui.address());
      await page.waitForSelector('text=3 of 3 read');
    }, /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|status of 401 /);
  });

  it('shows a change under way, with the phases of the build and the lines of the terminal, until it is stopped', async () => {
    const given = <T>(document: T) => Promise.resolve(ok(document));
    const document = await fullDiagnosis();
    const apply: ChangingDesk['apply'] = async (_, { begun, line, phase, signal }) => {
      begun();
      for (const one of TOLD) line(one);
      for (const [name, status] of PHASES) phase({ build: 'One:2', phase: name, status, elapsed: 21_000 });
      await once(signal, 'abort');
      return ok({ schema: 'rolemend.fix/1', outcome: 'stopped', message: 'it was stopped' });
    };
    // A change of the role that builds run under.
    const askUndo: ChangingDesk['askUndo'] = () =>
      given({
        change: '20261125-one',
        project: 'TrackerAPI',
        text: 'take it back?',
        word: 'TrackerAPI',
        as: 'arn:aws:iam::290008131176:user/one',
      });
    const desks = {
      desk: everyDocument(given, document),
      changing: { ...everyChange(given, document), apply, askUndo },
    };
    await served({ browser, desks }, async ({ page, complaints }) => {
      await page.click('.projects .name a');
      await page.click('text=Apply this plan …');
      await page.waitForSelector('dialog[open]');
      await look(page, 'states-offers', { isDialog: true });
      await page.click('text=Yes, apply it');
      await page.waitForSelector('#work');
      await page.waitForSelector('text=FAILED after 21 s');
      expect(await page.innerText('.told')).toContain('waiting for IAM');
      await look(page, 'states-under-way');
      await page.click('text=Stop after the step under way');
      await page.waitForSelector('text=The change stopped half-way');
      await look(page, 'states-stopped');
      await page.click('nav >> text=History');
      await page.click('text=Take it back …');
      await page.waitForSelector('dialog[open]');
      expect(await page.isDisabled('text=Yes, take it back')).toBe(true);
      await page.fill('dialog input', 'TrackerAPY');
      expect(await page.isDisabled('text=Yes, take it back')).toBe(true);
      await page.fill('dialog input', 'TrackerAPI');
      expect(await page.isDisabled('text=Yes, take it back')).toBe(false);
      await look(page, 'states-typed-name', { isDialog: true });
      expect(complaints).toEqual([]);
    });
  });

  it('says of an account without projects that it has none, in which region', async () => {
    const empty = await openAccountWith({ projects: [], builds: [] });
    const own = await startUi(empty.env);
    const { page, complaints } = await own.open(browser);
    await page.waitForSelector(`text=There is no CodeBuild project in account ${ACCOUNT}, region ${REGION}`);
    await page.waitForSelector('text=all read');
    await look(page, 'states-empty-account');
    expect(complaints).toEqual([]);
    await page.context().close();
    await own.end();
    await empty.end();
  });
});
