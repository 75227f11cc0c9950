/** The live page by the built command in a real browser: the runbook's story, what goes wrong on the way, and who may look. */
import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountState, clientSettings } from '../cli/account-state.ts';
import { openArranged } from '../cli/five-worlds.ts';
import { openTrackerApi, type TrackerApi } from '../cli/tracker-api.ts';
import { hasChromium, launch } from './browser.ts';
import { control, servedCalls } from '../aws/arrange.ts';
import { focused, type LivePage, startUi, tabTo, type Ui } from './live-page.ts';
import { look } from './look.ts';

/** Nobody is to see it; sandboxes take any. */
const SECRET = 'wJalrXUtnFEMI-SECRET-OF-A-TEST';
const RED = '.projects .row .mark.bad';
/** Nothing is being read. */
const READ = '.reading button[aria-disabled=false]';

describe.skipIf(!hasChromium)('the live page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });

  interface Setting {
    readonly world: TrackerApi;
    readonly ui: Ui;
    readonly live: LivePage;
    readonly page: Page;
  }

  /** A world of its own, served and opened; nothing may be complained of but what is expected. */
  async function served(
    use: (setting: Setting) => Promise<void>,
    {
      args = [],
      complains = [],
      open = () => openTrackerApi('live', { AWS_SECRET_ACCESS_KEY: SECRET }),
    }: {
      readonly args?: readonly string[];
      readonly complains?: readonly RegExp[];
      readonly open?: () => Promise<TrackerApi>;
    } = {},
  ): Promise<void> {
    const world = await open();
    const ui = await startUi(world.env, args);
    const live = await ui.open(browser);
    try {
      await use({ world, ui, live, page: live.page });
      expect(live.strangers).toEqual([]);
      expect(live.complaints.filter((one) => !complains.some((known) => known.test(one)))).toEqual([]);
    } finally {
      await live.page.context().close();
      await ui.end();
      await world.end();
    }
  }

  const refusedAs = (status: number): RegExp => new RegExp(`status of ${status} `);

  async function openProject(page: Page): Promise<void> {
    await page.waitForSelector(RED);
    await page.click('.projects .name a');
    await page.waitForSelector('#now-plan');
  }

  async function ended(page: Page): Promise<string> {
    await page.waitForSelector('#outcome');
    await page.waitForSelector('.head h1');
    await page.waitForSelector(READ);
    return page.innerText('.head h1');
  }

  it('tells the story by mouse: red, the layer, the evidence, the difference, applied, green, taken back; every view and dialog is right', async () => {
    await served(async ({ world, page, ui }) => {
      const before = await accountState(world.sandbox);
      const answers: string[] = [];
      page.on('response', (answer) => {
        void answer.text().then(
          (text) => answers.push(text),
          () => undefined,
        );
      });
      await page.waitForSelector(RED);
      await look(page, 'live-projects');
      await openProject(page);
      expect(page.url()).toBe(`${ui.origin}/project/TrackerAPI`);
      expect(await page.evaluate('[document.cookie, location.hash].join()')).toBe(',');
      expect(await page.innerText('.head h1')).toContain('blocked');
      await page.click('.cell-denied a');
      expect(await page.evaluate(`location.hash`)).toMatch(/^#now-need-\d+-identity$/);
      expect(await page.isVisible(':target')).toBe(true);
      expect(await page.innerText('#now-evidence .here')).toContain('aws ecr get-login-password');
      expect(await page.innerText('#now-plan figure.difference')).toContain('ecr:PutImage');
      await page.click('text=The plan in other forms');
      await page.click('role=tab[name="terraform"]');
      expect(await page.innerText('[role=tabpanel]')).toContain('resource "aws_iam_role_policy"');
      await look(page, 'live-project');
      await page.click('text=Apply this plan …');
      const question = await page.innerText('dialog .question');
      expect(question).toContain('arn:aws:iam::290008131176:user/administrator');
      expect(question).toContain(
        'codebuild-TrackerAPI-service-role gets 8 permissions on * and ecr:repository/tracker_api',
      );
      await look(page, 'live-question', { isDialog: true });
      await page.click('text=Yes, apply it');
      await page.waitForSelector('#work [aria-label="Phases of the build"]');
      expect(await ended(page)).toContain('healthy');
      expect(await page.innerText('#fix-retry')).toContain('SUCCEEDED');
      expect(await accountState(world.sandbox)).not.toBe(before);
      await look(page, 'live-outcome');
      await page.click('nav >> text=History');
      await page.click('.changes summary');
      await page.waitForSelector('.changes figure.difference');
      await page.click('text=Verify every need now');
      await page.waitForSelector('.changes table.matrix');
      await look(page, 'live-history');
      await page.click('text=Take it back …');
      expect(await page.innerText('dialog .question')).toContain('loses 8 permissions');
      await look(page, 'live-question-undo', { isDialog: true });
      await page.click('text=Yes, take it back');
      await page.waitForSelector('text=The change was taken back');
      await page.waitForSelector(READ);
      expect(await accountState(world.sandbox)).toBe(before);
      await page.click('nav >> text=History');
      expect(await page.innerText('.changes h2')).toContain('undone');
      expect(answers.join('')).not.toContain(SECRET);
      expect(answers.length).toBeGreaterThan(5);
    });
  });

  it('tells the same story by keyboard alone', async () => {
    await served(async ({ page }) => {
      const { keyboard } = page;
      await page.waitForSelector(RED);
      await tabTo(page, 'TrackerAPI');
      await keyboard.press('Enter');
      await page.waitForSelector('#now-plan');
      await tabTo(page, /denied/);
      await keyboard.press('Enter');
      expect(await page.evaluate(`document.querySelector(':target').id`)).toMatch(/^now-need-\d+-identity$/);
      await page.evaluate('document.activeElement.blur()');
      await tabTo(page, 'Apply this plan …');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      // What answers the question is not where the focus is.
      await keyboard.press('Enter');
      expect(await page.isVisible('dialog[open]')).toBe(true);
      await keyboard.press('Escape');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      // Whoever said no is where they were.
      expect(await focused(page)).toBe('Apply this plan …');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      await tabTo(page, 'No, change nothing');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      expect(await focused(page)).toBe('Apply this plan …');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      await tabTo(page, 'Yes, apply it');
      await keyboard.press('Enter');
      expect(await ended(page)).toContain('healthy');
      // Whoever began it is at its end.
      expect(await page.evaluate('document.activeElement.className')).toBe('work');
      await tabTo(page, 'Take it back …');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      await keyboard.press('Escape');
      await page.waitForSelector('dialog[open]', { state: 'detached' });
      expect(await focused(page)).toBe('Take it back …');
      await keyboard.press('Enter');
      await page.waitForSelector('dialog[open]');
      await tabTo(page, 'Yes, take it back');
      await keyboard.press('Enter');
      await page.waitForSelector('text=The change was taken back');
    });
  });

  it('answers a second tab, whose plan is another by now, with the difference; and applies once where two say yes to the same', async () => {
    await served(
      async ({ world, ui, page }) => {
        const other = (await ui.open(browser)).page;
        const tabs = [page, other];
        for (const tab of tabs) {
          await openProject(tab);
          await tab.click('text=Apply this plan …');
          await tab.waitForSelector('dialog[open]');
        }
        const iam = new IAMClient(clientSettings(world.sandbox));
        await iam.send(
          new PutRolePolicyCommand({
            RoleName: 'codebuild-TrackerAPI-service-role',
            PolicyName: 'Theirs',
            PolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
            }),
          }),
        );
        const before = await accountState(world.sandbox);
        const arranged = (await servedCalls(world.sandbox.endpoint)).length;
        await other.click('text=Yes, apply it');
        await other.waitForSelector('#difference table.difference');
        expect(await other.innerText('[role=alert]')).toContain('the plan is not what would be planned now');
        expect(await other.innerText('#difference table .gone')).toContain('ecr:GetAuthorizationToken');
        await other.click('text=All that differs');
        expect(await other.innerText('.patch')).toMatch(/^-.*"ecr:GetAuthorizationToken"/m);
        await look(other, 'live-refused');
        expect(await accountState(world.sandbox)).toBe(before);
        await page.click('text=No, change nothing');
        for (const tab of tabs) {
          await tab.click('text=Apply this plan …');
          await tab.waitForSelector('dialog[open]');
        }
        await Promise.all(tabs.map((tab) => tab.click('text=Yes, apply it')));
        for (const tab of tabs) expect(await ended(tab)).toContain('healthy');
        const calls = (await servedCalls(world.sandbox.endpoint)).slice(arranged);
        expect(calls.filter(({ operation }) => operation === 'PutRolePolicy')).toHaveLength(1);
        await other.context().close();
      },
      { complains: [refusedAs(409)] },
    );
  });

  it('plans another strategy where a person chooses it, and applies that one once, however often yes is pressed', async () => {
    await served(async ({ world, page }) => {
      const arranged = (await servedCalls(world.sandbox.endpoint)).length;
      await openProject(page);
      expect(await page.innerText('.ways > li:first-child')).toMatch(/inline.*the plan above[^]*fewer steps/);
      await page.click('text=Show the plan of managed');
      await page.waitForSelector('#now-plan > p >> text=, strategy managed,');
      expect(await page.evaluate('document.activeElement.tagName')).toBe('SELECT');
      expect(await page.inputValue('#now-plan select')).toBe('managed');
      await page.selectOption('#now-plan select', 'inline');
      await page.waitForSelector('#now-plan > p >> text=, strategy inline,');
      await page.selectOption('#now-plan select', 'managed');
      await page.waitForSelector('#now-plan > p >> text=, strategy managed,');
      expect(await page.innerText('.head .command')).toContain('--strategy managed');
      await page.focus('text=Apply this plan …');
      // A key that is held is pressed again and again, also after the question came.
      for (let times = 0; times < 10; times++) await page.keyboard.down('Enter');
      await page.waitForSelector('dialog[open]');
      for (let times = 0; times < 10; times++) await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
      expect(await page.innerText('dialog')).toContain('managed policy');
      await page.dblclick('text=Yes, apply it');
      expect(await ended(page)).toContain('healthy');
      const calls = (await servedCalls(world.sandbox.endpoint))
        .slice(arranged)
        .map(({ operation }) => operation);
      const writing = ['CreatePolicy', 'AttachRolePolicy', 'PutRolePolicy'];
      expect(calls.filter((one) => writing.includes(one))).toEqual(['CreatePolicy', 'AttachRolePolicy']);
    });
  });

  it('shows what is for others to change, copies the plan in every form there is, and changes it where a person says so', async () => {
    await served(
      async ({ world, page }) => {
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await page.waitForSelector(RED);
        await page.click('.projects .name a');
        expect(await page.innerText('#now-handoffs')).toContain('policy/TeamBoundary');
        await page.click('text=The plan in other forms');
        let copied = 0;
        await page.locator('[role=tab]').first().waitFor();
        for (const tab of await page.locator('[role=tab]').all()) {
          await tab.click();
          if (!(await page.isVisible('text=Copy'))) continue;
          await page.click('text=Copy');
          await page.waitForSelector('[role=tabpanel] >> text=copied');
          const shown = await page.textContent('[role=tabpanel] pre');
          expect(await page.evaluate('navigator.clipboard.readText()')).toBe(shown);
          copied += 1;
        }
        expect(copied).toBeGreaterThan(1);
        await look(page, 'live-hand-off');
        const before = await accountState(world.sandbox);
        await page.click('text=Make that change yourself …');
        await page.waitForSelector('dialog >> text=Change what stops the build?');
        // As the terminal asks: where, what that opens, and nothing that takes all.
        expect(await page.innerText('dialog .card .question')).toMatch(
          /policy\/TeamBoundary: the permissions boundary[^]*opens [^]*by `?--change boundary=arn:[^]*change it as well/,
        );
        expect(await page.isVisible('text=Yes, apply it')).toBe(false);
        await look(page, 'live-question-of-others', { isDialog: true });
        await page.click('text=Yes, change this as well');
        await page.waitForSelector('dialog >> text=Apply this plan?');
        expect(await focused(page)).toBe('');
        const question = await page.innerText('dialog .question');
        expect(question).toContain('write a new default version of arn:aws:iam::290008131176:policy/TeamB');
        expect(question).not.toContain('no permission');
        await look(page, 'live-question-changed', { isDialog: true });
        expect(await accountState(world.sandbox)).toBe(before);
        await page.click('text=Yes, apply it');
        expect(await ended(page)).toContain('healthy');
        await page.click('text=Take it back …');
        expect(await page.innerText('dialog .question')).toMatch(
          /: arn:aws:iam::290008131176:policy\/TeamBoundary says again what it said before$/,
        );
        await page.click('text=Yes, take it back');
        await page.waitForSelector('text=The change was taken back');
        expect(await accountState(world.sandbox)).toBe(before);
      },
      { open: () => openArranged('boundary') },
    );
  });

  it('adds nothing that the terminal would not offer, whatever a browser sends', async () => {
    await served(
      async ({ page }) => {
        for (const more of [
          { added: [], changed: ['privileged-mode'] },
          { added: [{ action: 'iam:*', resource: '*' }], changed: [] },
        ]) {
          const answered = await page.evaluate(`fetch('/api/projects/TrackerAPI/question', {
            method: 'POST',
            headers: { authorization: 'Bearer ' + sessionStorage.rolemend, 'content-type': 'application/json' },
            body: '${JSON.stringify({ ...more, strategy: null })}',
          }).then(async (answer) => [answer.status, (await answer.json()).error.message])`);
          const said = 'what was to be added is not offered for this plan: nothing was changed';
          expect(answered, JSON.stringify(more)).toEqual([502, said]);
        }
      },
      { complains: [refusedAs(502)] },
    );
  });

  it('says which step failed and takes back the others, goes on where AWS asks to slow down and where an answer is lost, and changes nothing twice', async () => {
    await served(async ({ world, page }) => {
      const before = await accountState(world.sandbox);
      await openProject(page);
      const slower = { status: 400, code: 'ThrottlingException', message: 'Rate exceeded', times: 2 };
      await control(world.sandbox.endpoint, 'faults', [
        { ...slower, service: 'iam', operation: 'CreatePolicy' },
        { service: 'iam', operation: 'AttachRolePolicy', status: 403, code: 'AccessDenied', times: 9 },
      ]);
      await page.click('text=Show the plan of managed');
      await page.waitForSelector('#now-plan > p >> text=, strategy managed,');
      await page.click('text=Apply this plan …');
      await page.click('text=Yes, apply it');
      await page.waitForSelector('text=The change stopped half-way');
      await page.waitForSelector(READ);
      expect(await page.innerText('#outcome')).toMatch(/AccessDenied[^]*done[^]*planned/);
      await look(page, 'live-half-way');
      await page.click('text=Take it back …');
      await page.click('text=Yes, take it back');
      await page.waitForSelector('text=The change was taken back');
      expect(await accountState(world.sandbox)).toBe(before);
      await page.click('nav >> text=Projects');
      await page.waitForSelector(RED);
      await control(world.sandbox.endpoint, 'faults', [
        { ...slower, service: 'codebuild', operation: 'BatchGetProjects' },
        { ...slower, service: 'iam', operation: 'GetRolePolicy' },
        { service: 'logs', operation: 'GetLogEvents', drop: true },
        { service: 'iam', operation: 'PutRolePolicy', after: true, drop: true },
      ]);
      await page.click('.projects .name a');
      await page.waitForSelector('#now-plan');
      expect(await page.isVisible('[role=alert]')).toBe(false);
      await page.click('text=Apply this plan …');
      await page.click('text=Yes, apply it');
      // What was taken back is told until then.
      await page.waitForSelector('text=The change was applied');
      expect(await ended(page)).toContain('healthy');
      await page.click('nav >> text=History');
      await page.waitForSelector('.changes li.card');
      expect(await page.locator('.changes > li').count()).toBe(2);
    });
  });
});
