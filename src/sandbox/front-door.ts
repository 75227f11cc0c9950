/**
 * Which requests are let in at all. Comes in: a request's Host and Origin. Goes out: null, or why it is refused.
 * A page in a browser can reach loopback: under a name of its own that it turns to 127.0.0.1, which its Host tells,
 * or from an origin of its own, which its Origin tells. No client of AWS or of a registry sends either.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

export const LOOPBACK = '127.0.0.1';
/** A bucket may stand before these: `BUCKET.localhost`. No page can have a name under them. */
const NAMES = [LOOPBACK, 'localhost'];

/** Null for a request that is let in. */
export function whyRefused({ headers, headersDistinct }: IncomingMessage, port: number): string | null {
  if (headers.origin !== undefined)
    return 'the sandbox answers no page in a browser: the request has an `Origin`';
  const [host, ...more] = headersDistinct['host'] ?? [];
  if (host !== undefined && more.length === 0 && isOwn(host.toLowerCase(), port)) return null;
  return `the sandbox answers only to its own address, ${LOOPBACK}:${port} (or localhost:${port}), not to the host of this request`;
}

function isOwn(host: string, port: number): boolean {
  const end = `:${port}`;
  // A client leaves the port out where it is HTTP's own.
  const name = host.endsWith(end) ? host.slice(0, -end.length) : port === 80 ? host : '';
  if (name === '[::1]') return true;
  return NAMES.some((own) => name === own || (name.endsWith(`.${own}`) && /^[a-z0-9.-]+$/.test(name)));
}

/** Answers in a form that no service has: this is no answer of AWS. */
export function refuse(outgoing: ServerResponse, why: string): void {
  outgoing.writeHead(403, { 'content-type': 'application/json', connection: 'close' });
  outgoing.end(JSON.stringify({ error: why }));
}
