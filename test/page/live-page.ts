/** The page of `rolemend ui`, as the built command serves it, in a browser. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Running, startCli } from '../cli/run-cli.ts';

export interface LivePage {
  readonly page: Page;
  /** What the browser complained of, refusals of the page's own policy among them. */
  readonly complaints: readonly string[];
  /** Requests to anybody but the page's own server. */
  readonly strangers: readonly string[];
}

export interface Ui {
  readonly running: Running;
  /** The newest address that was printed. */
  readonly address: () => string;
  readonly origin: string;
  /** Opens the newest address in a tab of its own. */
  readonly open: (
    browser: Browser,
    look?: { readonly width?: number; readonly watch?: string },
  ) => Promise<LivePage>;
  readonly end: () => Promise<void>;
}

const RULES = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  colours: ['color-contrast', 'link-in-text-block'],
} as const;

/** What axe finds: all its rules, or those that another theme can break. */
const axeRun = (rules: keyof typeof RULES): string => `axe
  .run({ runOnly: { type: '${rules === 'all' ? 'tag' : 'rule'}', values: ${JSON.stringify(RULES[rules])} } })
  .then(({ violations }) => violations.map(({ id, nodes }) =>
    [id, ...nodes.slice(0, 3).flatMap(({ html, failureSummary }) => [html, failureSummary])]))`;

/** All rules in the light, and those of colours in the dark, of what is shown. */
export async function axeFinds(page: Page): Promise<unknown> {
  await page.emulateMedia({ colorScheme: 'light' });
  const light = await page.evaluate<readonly unknown[]>(axeRun('all'));
  await page.emulateMedia({ colorScheme: 'dark' });
  return [...light, ...(await page.evaluate<readonly unknown[]>(axeRun('colours')))];
}

export async function startUi(
  env: Readonly<Record<string, string>>,
  args: readonly string[] = [],
): Promise<Ui> {
  const running = startCli(['ui', '--json', ...args], env);
  const addresses: string[] = [];
  let rest = '';
  running.child.stdout?.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) addresses.push((JSON.parse(line) as { address: string }).address);
  });
  await running.said('"address"');
  const address = (): string => addresses.at(-1) ?? '';
  const origin = new URL(address()).origin;
  return {
    running,
    address,
    origin,
    open: async (browser, { width = 1280, watch = '' } = {}) => {
      const context = await browser.newContext({ viewport: { width, height: 900 } });
      await context.addInitScript(watch);
      return openIn(context, address(), origin);
    },
    end: async () => {
      running.child.kill('SIGINT');
      await running.ended;
    },
  };
}

/** As a test’s own: a busy machine is slow, and a test that hangs still ends. */
const PATIENCE = 150_000;

/** Opens an address of the page in a context of its own, once. */
export async function openIn(context: BrowserContext, address: string, origin: string): Promise<LivePage> {
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const [complaints, strangers]: [string[], string[]] = [[], []];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`)) strangers.push(request.url());
  });
  await page.goto(address);
  // By then the key was used, and the address of the next tab is printed.
  await page.waitForSelector('.whose');
  return { page, complaints, strangers };
}

/** How the control reads that has the focus; nothing where none has it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate<string>(
    `(document.activeElement.matches('body, [tabindex="-1"]') ? '' : document.activeElement.textContent).trim()`,
  );

/** Presses Tab until what has the focus reads so, as a person does who sees where it is. */
export async function tabTo(page: Page, text: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 300; presses++) {
    const now = await focused(page);
    if (typeof text === 'string' ? now === text : text.test(now)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`nothing that takes the focus reads \`${String(text)}\``);
}
