/**
 * The server of the live page. Comes in: requests of a browser on this machine. Goes out: one page, and documents of the command line.
 * Never: answers a request that comes by another name, origin or site, or a document to one without a token; serves a file from the
 * disk; holds a credential.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { ChangingDesk, Desk } from './desk.ts';
import { type Refused, whyRefused } from './door.ts';
import { newKeys } from './keys.ts';
import { routesOf } from './routes.ts';
import { newScanning } from './scan.ts';
import { shellOf } from './shell.ts';
import { newStreams } from './streams.ts';
import { newWorks } from './works.ts';

export interface LiveOptions {
  readonly desk: Desk;
  readonly changing: ChangingDesk | null;
  /** The bundle of the page. */
  readonly script: string;
  /** The address to listen on. */
  readonly host: string;
  /** Names that a browser may reach it by, besides that address. */
  readonly names: readonly string[];
  /** 0 picks a free one. */
  readonly port: number;
  /** An address that opens one tab; told again once it was used. */
  readonly onAddress: (address: string) => void;
  /** Milliseconds. */
  readonly now: () => number;
}

export interface LiveServer {
  readonly port: number;
  /** Cancels what only reads, and lets a change end its step. */
  readonly close: () => Promise<void>;
}

/** Bytes of a request; the largest names a hundred pairs. */
const MOST_BYTES = 256 * 1024;

/** Rejects with the system's error when the address is taken. */
export async function startLive(options: LiveOptions): Promise<LiveServer> {
  const { desk, changing, script, host, names, onAddress, now } = options;
  const streams = newStreams();
  const scanning = newScanning(desk, streams.publish);
  const works = newWorks(streams.publish, now);
  const keys = newKeys();
  let port = 0;
  const onTab = (): void => onAddress(`http://${urlHost(names[0] ?? host)}:${port}/#key=${keys.next()}`);
  const app = routesOf({ desk, changing, shell: shellOf(script), keys, streams, scanning, works, onTab });
  const listener = getRequestListener(app.fetch);
  const hosts = [...names, host].map(urlHost);
  const server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
    const refused = whyRefused(incoming, { hosts, port }) ?? whyTooLarge(incoming);
    if (refused === null) void listener(incoming, outgoing);
    else refuse(outgoing, refused);
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  ({ port } = server.address() as AddressInfo);
  // Whoever starts it looks at the list a moment later.
  scanning.list();
  onTab();
  return {
    port,
    close: async () => {
      scanning.cancel();
      works.stop();
      await works.idle();
      streams.close();
      await close(server);
    },
  };
}

const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** A body that does not say its length is no request of the page. */
function whyTooLarge({ method, headers }: IncomingMessage): Refused | null {
  if (method !== 'POST') return null;
  const length = Number(headers['content-length'] ?? Number.NaN);
  return length <= MOST_BYTES ? null : { status: 413, why: 'the request is too large' };
}

function refuse(outgoing: ServerResponse, { status, why }: Refused): void {
  outgoing.writeHead(status, {
    'content-type': 'application/json',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  const help = 'open the address that `rolemend ui` printed, in a tab of its own';
  outgoing.end(JSON.stringify({ error: { message: why, help } }));
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
