/** A real browser with one page in it, and what the page asked the network for. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const CHROMIUM = '/usr/bin/chromium';

/** Where Debian's is installed, as `npm test` does. */
export const hasChromium: boolean = existsSync(CHROMIUM);

let launched: Promise<Browser> | null = null;

/** The one of this process, which ends with it: to start one takes longer than most tests of a page. */
export const launch = (): Promise<Browser> =>
  (launched ??= chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] }));

export interface Opened {
  readonly page: Page;
  /** Addresses that were asked for besides the file itself. */
  readonly requests: readonly string[];
  /** What the browser complained of, refusals of the page's own policy among them. */
  readonly complaints: readonly string[];
}

export interface Look {
  readonly width?: number;
}

/** Opens a file from the disk. */
export async function openFile(browser: Browser, file: string, { width = 1280 }: Look = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const page = await context.newPage();
  const [requests, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`file://${file}`);
  return { page, requests: requests.slice(1), complaints };
}

interface Shot {
  readonly name: string;
  readonly theme: 'light' | 'dark';
  /** What is in sight alone: the page behind is another picture. */
  readonly isDialog?: boolean;
}

/** Keeps a screenshot where `ROLEMEND_SCREENSHOTS` names a folder. */
export async function keepScreenshot(page: Page, { name, theme, isDialog = false }: Shot): Promise<void> {
  const folder = process.env['ROLEMEND_SCREENSHOTS'];
  if (folder === undefined) return;
  await page.emulateMedia({ colorScheme: theme });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}-${theme}.png`), await page.screenshot({ fullPage: !isDialog }));
}
