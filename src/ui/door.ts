/**
 * Which requests are let in at all. Comes in: the head of a request. Goes out: null, or why it is refused. A page of somebody else's
 * reaches loopback under a name that it turns to 127.0.0.1 (its Host tells), or from its own origin (Origin and Sec-Fetch-Site tell).
 * Never: looks at a token; whoever has none is told so further in.
 */
import type { IncomingMessage } from 'node:http';

/** Where the server listens, as a browser may name it. */
export interface Place {
  readonly hosts: readonly string[];
  readonly port: number;
}

export interface Refused {
  readonly status: number;
  readonly why: string;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export function whyRefused(
  { method = '', headers, headersDistinct }: Pick<IncomingMessage, 'method' | 'headers' | 'headersDistinct'>,
  place: Place,
): Refused | null {
  const own = ownHosts(place);
  const [host = '', ...more] = headersDistinct['host'] ?? [];
  if (more.length > 0 || !own.includes(host.toLowerCase()))
    return refused(421, 'this address is not the one that `rolemend ui` printed');
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${host.toLowerCase()}`)
    return refused(403, 'the request comes from another origin');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !isOwnSite(site, headers['sec-fetch-mode']))
    return refused(403, 'the request comes from another site');
  if (READING.has(method)) return null;
  if (method !== 'POST') return refused(405, 'no such method');
  if (origin === undefined) return refused(403, 'a request that asks for work has to name its origin');
  return /^application\/json(?:;|$)/i.test(headers['content-type'] ?? '')
    ? null
    : refused(415, 'expected JSON');
}

const refused = (status: number, why: string): Refused => ({ status, why });

/** `none`: the person typed or pasted the address. */
const isOwnSite = (site: unknown, mode: unknown): boolean =>
  site === 'same-origin' || (site === 'none' && mode === 'navigate');

/** A browser leaves the port out where it is HTTP's own. */
const ownHosts = ({ hosts, port }: Place): readonly string[] =>
  hosts.flatMap((host) => [`${host}:${port}`, ...(port === 80 ? [host] : [])]);
