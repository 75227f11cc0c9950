import type { AddressDocument } from '#render/documents.ts';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { safeLine } from '#render/terminal-text.ts';
import { type LiveServer, startLive } from '#ui/server.ts';
import type { AccountFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { liveAccount } from '../live/account.ts';
import { changingDesk } from '../live/changing-desk.ts';
import { liveDesk } from '../live/desk.ts';
import { onInterrupt } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

/** The options of `rolemend ui`. */
export interface UiFlags extends AccountFlags {
  readonly port: number;
  readonly host: string;
  readonly readOnly?: boolean;
}

/** `rolemend ui`: serves until it is interrupted. */
export async function uiCommand(flags: UiFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const account = liveAccount(flags, terminal);
  const desk = liveDesk(account, flags);
  // Whoever has to type a code is asked now, at the terminal.
  const about = await desk.about();
  if (!about.ok) return report({ ...about.error, exit: EXIT.couldNotRun }, terminal, json);
  const stop = onInterrupt(() =>
    terminal.say('stopping after the step under way; Ctrl-C again stops at once'),
  );
  try {
    const server = await startLive({
      desk,
      changing: flags.readOnly === true ? null : changingDesk(account, flags),
      script: readFileSync(join(import.meta.dirname, 'page.js'), 'utf8'),
      host: flags.host,
      names: namesOf(flags.host),
      port: flags.port,
      onAddress: tellAddress(about.value, flags, terminal),
      now: () => performance.now(),
    });
    await aborted(stop.signal);
    return await ended(server);
  } catch (error) {
    const taken = whyTaken(error, flags);
    if (taken === null) throw error;
    return report(taken, terminal, json);
  } finally {
    stop.release();
  }
}

async function ended(server: LiveServer): Promise<number> {
  await server.close();
  return EXIT.done;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

interface Whose {
  readonly account: string;
  readonly region: string;
  readonly as: string;
}

/** The first address with what it leads to; those after it in one line, since each opens one tab. */
function tellAddress(
  { account, region, as }: Whose,
  { json, readOnly, host }: UiFlags,
  terminal: Terminal,
): (address: string) => void {
  let isFirst = true;
  return (address) => {
    if (json === true)
      terminal.print(
        safeJson({
          address,
          account,
          region,
          as,
          readOnly: readOnly === true,
        } satisfies AddressDocument),
      );
    else if (isFirst) {
      if (!isLoopback(host)) terminal.say(exposed(host, terminal));
      terminal.show(
        `account ${account}, ${region}, as ${safeLine(as)}${readOnly === true ? '; nothing can be changed' : ''}`,
      );
      terminal.show(`open ${address}`);
      terminal.say(terminal.notePaint.dim('the address opens one tab, once; Ctrl-C ends the page'));
    } else terminal.say(`${terminal.notePaint.dim('another tab')} ${address}`);
    isFirst = false;
  };
}

const LOOPBACK: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

const isLoopback = (host: string): boolean => LOOPBACK.includes(host);

const exposed = (host: string, { notePaint }: Terminal): string =>
  `${notePaint.warn('!')} listening on ${safeLine(host)}: whoever can read the network can read this page, and act as you; use an SSH tunnel to the same port instead`;

/** Names are turned to other addresses by whoever owns them; so besides loopback's only numbers are answered to. */
function namesOf(host: string): readonly string[] {
  if (isLoopback(host)) return [host, ...LOOPBACK.filter((one) => one !== host)];
  if (host !== '0.0.0.0' && host !== '::') return [host];
  return Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.map(({ address }) => address),
  );
}

function whyTaken(error: unknown, { host, port }: UiFlags) {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!/^E(?:ADDRINUSE|ADDRNOTAVAIL|ACCES|NOTFOUND)$/.test(code)) return null;
  return {
    message: `cannot listen on ${safeLine(host)}, port ${port}: ${code}`,
    help: 'choose another `--port`, or leave it out; `--host` is an address of this machine',
    exit: EXIT.invalidInput,
  };
}
