/** Messages in the middle of logs too long to be read whole, in whatever pieces they come. */
import { describe, expect, it } from 'vitest';
import type { Denial } from '#evidence/evidence.ts';
import type { FailureEntry } from '#evidence/log/distinct-failures.ts';
import { readMessages } from '#evidence/build-log.ts';
import { LogScanner } from '#evidence/log/log-scanner.ts';
import { composeMessages } from '../message-grammar.ts';

const FILLER = Array.from(
  { length: 420 },
  (_, index) => `#${index % 40} 1.${index} compiling module ${index * 7919} of 420`,
).join('\n');
/** Odd sizes, so that seams fall everywhere. */
const SIZES = [1, 7, 4093, 65_537, 262_143] as const;

function scanned(bytes: Buffer): readonly FailureEntry[] {
  const scanner = new LogScanner();
  let turn = 0;
  for (let at = 0; at < bytes.length; turn++) {
    const size = SIZES[turn % SIZES.length] ?? 1;
    scanner.push(bytes.subarray(at, at + size));
    at += size;
  }
  return scanner.finish().entries;
}

type Reading = Pick<Denial, 'action' | 'resource' | 'principal' | 'layer' | 'explicit'>;

const said = ({ action, resource, principal, layer, explicit }: Reading): string =>
  JSON.stringify([action, resource, principal, layer, explicit]);

const readingsOf = (entries: readonly FailureEntry[]): ReadonlySet<string> =>
  new Set(entries.flatMap(({ failure }) => (failure.kind === 'denial' ? [said(failure.denial)] : [])));

describe('reading composed messages in the middle of long logs', () => {
  const messages = composeMessages(1000);
  const logs = Array.from({ length: 10 }, (_, index) => messages.slice(index * 100, (index + 1) * 100));

  it('finds in each log of more than a megabyte what each message says by itself', () => {
    const missed = logs.flatMap((log) => {
      const text = log.map((one) => `${FILLER}\n${one.text}\n`).join('');
      expect(text.length).toBeGreaterThan(1_000_000);
      const found = readingsOf(scanned(Buffer.from(text)));
      return log
        .filter((one) => readingsOf(readMessages(one.text)).size === 1)
        .flatMap((one) => [...readingsOf(readMessages(one.text))].map((reading) => ({ one, reading })))
        .filter(({ reading }) => !found.has(reading))
        .map(({ one, reading }) => `${one.id} ${reading} in ${one.text}`);
    });
    expect(missed).toEqual([]);
  });
});
