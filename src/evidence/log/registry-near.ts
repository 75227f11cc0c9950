/** Which registry a failure speaks of: the host printed nearest before it on its line, else nearest after it, up to the next line. */
import { rememberLast } from '#basics/remember.ts';
import { REGISTRY_HOST } from '#catalog/registry-hosts.ts';
import { firstFrom } from './neighbours.ts';

const REACH = 700;

export function registryNear(text: string, start: number, end: number): string | null {
  const reach = Math.max(0, start - REACH);
  const from = reach + text.slice(reach, start).lastIndexOf('\n') + 1;
  const [line = '', next = ''] = text.slice(end, end + REACH).split('\n', 2);
  const to = end + line.length + 1 + next.length;
  const hosts = hostsIn({ text });
  const behind = firstFrom(hosts, end);
  const before = hosts[behind - 1];
  const after = hosts[behind];
  if (before !== undefined && before.start >= from) return before.host;
  if (after !== undefined && after.start < to) return after.host;
  return leadingHost(text, from) ?? HOST_BEHIND.exec(text.slice(end, end + 300))?.[1] ?? null;
}

/** All of a text, in order: of a text with thousands of failures no part is read twice. */
const hostsIn = rememberLast(({ text }: { readonly text: string }) =>
  Array.from(text.matchAll(REGISTRY_HOST), ({ index, 0: host }) => ({ start: index, host })),
);

/** `unauthorized: https://…`: a registry by an address of its own. */
const HOST_BEHIND = /^:? ?https?:\/\/((?:[a-z0-9-]+\.)+[a-z]{2,})[/:]/i;

/** What the line before ends in, as nuget and BuildKit name an address and print its answer below. */
function leadingHost(text: string, lineStart: number): string | null {
  const before = text.slice(Math.max(0, lineStart - REACH), Math.max(0, lineStart - 1));
  const last = before.slice(before.lastIndexOf('\n') + 1);
  const isRule = /^-{3,12} ?$/.test(last);
  const above = before.slice(0, -last.length - 1);
  const line = isRule ? above.slice(above.lastIndexOf('\n') + 1) : last;
  const lead = line.trimEnd().split(' ').slice(-3).join(' ');
  return [...lead.matchAll(REGISTRY_HOST)].at(-1)?.[0] ?? null;
}

/** Whether a host is none of AWS's; one that is redacted may be. */
export function isOutsideAws(host: string): boolean {
  // Link-local addresses are AWS's own: of the credentials and the metadata of a machine.
  if (/^(?:\d{1,3}\.){3}\d{1,3}$/.test(host)) return !/^169\.254\.|^127\./.test(host);
  return (
    /^(?:[a-z0-9-]+\.)+[a-z]{2,}$/i.test(host) &&
    !/(?:^|\.)(?:amazonaws\.com(?:\.cn)?|aws|aws\.amazon\.com)$/i.test(host)
  );
}
