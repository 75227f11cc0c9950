/** The live page over desks that a test makes up: the server and the page as they are, and no account. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ChangingDesk, Desk } from '#ui/desk.ts';
import { startLive } from '#ui/server.ts';
import { type LivePage, openIn } from './live-page.ts';

export interface Desks {
  readonly desk: Desk;
  readonly changing: ChangingDesk;
}

interface Setting {
  readonly browser: Browser;
  readonly desks: Desks;
  readonly width?: number;
}

/** Served while it is used. */
export async function served(
  { browser, desks, width = 1280 }: Setting,
  use: (live: LivePage) => Promise<void>,
): Promise<void> {
  let address = '';
  const server = await startLive({
    ...desks,
    script: readFileSync(join(process.cwd(), 'dist/program/page.js'), 'utf8'),
    host: '127.0.0.1',
    names: ['127.0.0.1'],
    port: 0,
    onAddress: (told) => {
      address ||= told;
    },
    now: () => 0,
  });
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  await use(await openIn(context, address, new URL(address).origin));
  await context.close();
  await server.close();
}
