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
  const lead = LEAD.exec(text.slice(Math.max(0, lineStart - REACH), lineStart))?.[1] ?? '';
  return [...lead.matchAll(REGISTRY_HOST)].at(-1)?.[0] ?? null;
}

const LEAD = /((?:[^\s]{1,60} ){0,2}[^\s]{1,400}) ?\n(?:-{3,12} ?\n)?$/;
