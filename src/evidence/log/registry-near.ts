/** Which registry a failure speaks of: the host printed nearest before it on its line, else nearest after it, up to the next line. */
import { REGISTRY_HOST } from '#catalog/registry-hosts.ts';

const REACH = 700;

export function registryNear(text: string, start: number, end: number): string | null {
  const from = Math.max(text.lastIndexOf('\n', start - 1) + 1, start - REACH);
  const feed = text.indexOf('\n', text.indexOf('\n', end) + 1);
  const to = Math.min(feed < end ? text.length : feed, end + REACH);
  const before = [...text.slice(from, end).matchAll(REGISTRY_HOST)].at(-1)?.[0];
  const after = [...text.slice(end, to).matchAll(REGISTRY_HOST)].at(0)?.[0];
  return (
    before ?? after ?? leadingHost(text, from) ?? HOST_BEHIND.exec(text.slice(end, end + 300))?.[1] ?? null
  );
}

/** `unauthorized: https://…`: a registry by an address of its own. */
const HOST_BEHIND = /^:? ?https?:\/\/((?:[a-z0-9-]+\.)+[a-z]{2,})[/:]/i;

/** What the line before ends in, as nuget and BuildKit name an address and print its answer below. */
function leadingHost(text: string, lineStart: number): string | null {
  const before = text
    .slice(Math.max(0, lineStart - REACH), lineStart)
    .split('\n')
    .slice(0, -1);
  const line = /^-{3,12} ?$/.test(before.at(-1) ?? '') ? before.at(-2) : before.at(-1);
  const lead = (line ?? '').trimEnd().split(' ').slice(-3).join(' ');
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
