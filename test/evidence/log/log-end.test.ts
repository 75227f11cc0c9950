import { expect, it } from 'vitest';
import { LogEnd } from '#evidence/log/log-end.ts';
import { suspiciousLines } from '#evidence/log/suspicious-lines.ts';

const FAILURES = ['step one: something is broken', 'schritt zwei: größe is invalid', 'the third one failed'];

/** Each failure stands in a log of so many lines at its own place. */
function logOf(lines: number, places: readonly number[]): string {
  const all = Array.from({ length: lines }, (_, at) => `ordinary – line ${at}`);
  for (const [index, place] of places.entries()) all[place] = FAILURES[index] ?? '';
  return `${all.join('\n')}\n`;
}

it.each([1, 1_000, 65_536, 65_537, 200_000, 1 << 20])(
  'lines that look like a failure are found wherever they stand, in pieces of %i bytes',
  (size) => {
    const log = logOf(9_000, [3, 4_000, 8_900]);
    const bytes = Buffer.from(log);
    const end = new LogEnd();
    const reused = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size) {
      const length = bytes.copy(reused, 0, at, at + size);
      end.push(reused.subarray(0, length));
    }
    const whole = { offset: log.length, line: 9_001, startsLine: true };
    expect(end.suspicious(whole)).toEqual(suspiciousLines(log, { offset: 0, line: 1, startsLine: true }));
    expect(end.suspicious(whole).map(({ text }) => text)).toEqual(FAILURES);
  },
);

it('of a huge log only what stands before its bound and its end are looked into', () => {
  const end = new LogEnd();
  const block = Buffer.from('ordinary line\n'.repeat(5_000));
  const say = (text: string) => end.push(Buffer.from(`${text}\n`));
  const fill = (bytes: number) => {
    for (let at = 0; at < bytes; at += block.length) end.push(block);
  };
  say('the first is broken');
  fill(1 << 25);
  say('the second is broken');
  fill(1 << 20);
  say('the third is broken');
  const texts = end.suspicious({ offset: 1 << 26, line: 1 << 22, startsLine: true }).map(({ text }) => text);
  expect(texts).toEqual(['the first is broken', 'the third is broken']);
});

it.each([
  'malformed manifest',
  'unexpected EOF',
  'unresolved import',
  'unmet peer dependency react@17',
  'undefined: os.ReadAll',
  'unrecognised argument',
  'the container is unhealthy',
  'host unreachable',
  'unknown option --provenance',
  'Segmentation fault (core dumped)',
  'returned non-zero',
  'docker is not available',
  'the target deploy is not defined',
  'ERR_PNPM_OUTDATED_LOCKFILE',
  'DatabaseInitialization required',
  'no such directory',
  'too many open files',
  'the request was timed out',
  'bad interpreter',
  'this violates a rule',
  'the pull was interrupted',
  'jest requires jsdom to run',
  'ended with exit status: 3',
  'not\u001b[0m found',
])('a line that looks like a failure is kept of what comes before the end: %s', (line) => {
  const log = `${line}\n${'step by step\n'.repeat(20_000)}`;
  const end = new LogEnd();
  end.push(Buffer.from(log));
  const found = end.suspicious({ offset: log.length, line: 20_002, startsLine: true });
  expect(found).toEqual(suspiciousLines(`${line}\n`, { offset: 0, line: 1, startsLine: true }));
  expect(found).toHaveLength(1);
});
