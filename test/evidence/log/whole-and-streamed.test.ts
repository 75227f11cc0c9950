/** A long log read as it comes in, held against the same log read as one text. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Span } from '#basics/text-span.ts';
import { distinctFailures, type FailureEntry } from '#evidence/log/distinct-failures.ts';
import { readFailures } from '#evidence/log/failures.ts';
import { LogScanner } from '#evidence/log/log-scanner.ts';
import { readLogStream } from '#evidence/log/log-stream.ts';
import { some } from '../../every.ts';
import { composeMessages } from '../message-grammar.ts';

const ORDINARY: readonly string[] = [
  '[Container] 2026/01/15 10:35:17.480905 Running command npm ci --prefer-offline --no-audit',
  '#17 sha256:7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd2 31.46MB / 62.91MB 1.2s',
  '  ✓ rendert die Zeile mit ihren Zellen – 5 ms',
  '\u001b[32mPASS\u001b[0m src/components/table/row.test.tsx 🎉',
  'INFO authorised request 7 for /api/resource: 200, because no response arrived',
  'guests are not authorised to do anything, with an explicit list of exceptions',
  '测试通过:所有的检查都已完成',
  '',
];

/** Text of at least so many characters that says nothing of a failure, in lines that end as given. */
function ordinary(length: number, end: string, turn: number): string {
  const lines: string[] = [];
  for (let size = 0, index = turn; size < length; index += 1 + (index % 3)) {
    const line = `${ORDINARY[index % ORDINARY.length] ?? ''}${end}`;
    lines.push(line);
    size += line.length;
  }
  return lines.join('');
}

const whole = (bytes: Buffer): readonly FailureEntry[] =>
  distinctFailures(readFailures(bytes.toString('utf8')));

/** Reads bytes in chunks that end at these places; each chunk is spoiled once it has been read. */
function streamed(bytes: Buffer, borders: readonly number[]): readonly FailureEntry[] {
  const scanner = new LogScanner();
  let from = 0;
  for (const to of [...borders, bytes.length]) {
    const chunk = Buffer.from(bytes.subarray(from, to));
    scanner.push(chunk);
    chunk.fill('#');
    from = to;
  }
  return scanner.finish().entries;
}

function spanOf(entry: FailureEntry | undefined): Span {
  if (entry === undefined) return { start: 0, end: 0 };
  const { failure } = entry;
  return failure.kind === 'denial' ? failure.denial.span : failure.span;
}

/** Borders after every piece of these sizes in turn. */
function bordersOf(length: number, sizes: readonly number[]): readonly number[] {
  const borders: number[] = [];
  for (let at = sizes[0] ?? length, turn = 1; at < length; at += sizes[turn++ % sizes.length] ?? length)
    borders.push(at);
  return borders;
}

const MESSAGES = composeMessages(60).map(({ text }) => text);
const PER_LOG = 6;

const joined = (messages: readonly string[], end: string, turn: number): string =>
  ordinary(70_000, end, turn) +
  messages.map((text, index) => `${text}${end}${ordinary(16_000 + 37 * index, end, index)}`).join('');

/** A CloudWatch export: each line an event, all in one line of JSON. */
const exported = (text: string): string =>
  JSON.stringify({
    events: text.split('\n').map((line, timestamp) => ({ timestamp, message: `${line}\n` })),
  });

/** Bytes that are no UTF-8: Latin-1, and characters cut off in their middle. */
const withOtherBytes = (text: string): Buffer =>
  Buffer.concat(
    text
      .split('–')
      .flatMap((part, index) => [
        Buffer.from([[0xe9], [0xff, 0xc0, 0x80], [0xf0, 0x9f, 0x8e], [0xed, 0xa0, 0x80]][index % 4] ?? []),
        Buffer.from(part),
      ]),
  );

const FORMS: readonly (readonly [string, (messages: readonly string[], turn: number) => Buffer])[] = [
  ['lines', (messages, turn) => Buffer.from(joined(messages, '\n', turn))],
  ['lines of Windows', (messages, turn) => Buffer.from(joined(messages, '\r\n', turn))],
  ['one endless line', (messages, turn) => Buffer.from(joined(messages, ' ', turn).replaceAll('\n', ' '))],
  ['exported events', (messages, turn) => Buffer.from(exported(joined(messages, '\n', turn)))],
  ['lines with bytes that are no UTF-8', (messages, turn) => withOtherBytes(joined(messages, '\n', turn))],
];

describe.each(FORMS)('a long log of %s', (_name, logOf) => {
  it('says as it comes in, in whatever pieces, what it says as one text', () => {
    for (let turn = 0; turn * PER_LOG < MESSAGES.length; turn++) {
      const bytes = logOf(MESSAGES.slice(turn * PER_LOG, (turn + 1) * PER_LOG), turn);
      const borders = bordersOf(bytes.length, [65_537 + 101 * turn, 4093, 7, 31_001, 1]);
      expect(streamed(bytes, borders)).toEqual(whole(bytes));
    }
  });

  it('says the same wherever a piece ends in a message', () => {
    const [message = ''] = MESSAGES;
    const bytes = logOf([message], 3);
    const read = whole(bytes);
    const { start, end } = spanOf(read[0]);
    expect(end).toBeGreaterThan(start);
    const at = Buffer.byteLength(bytes.toString('utf8').slice(0, start));
    // Each log has two borders side by side, so that every second one leaves no place out.
    const borders = Array.from({ length: (end - start + 120) / 2 }, (_, index) => at - 60 + 2 * index);
    for (const border of some(borders, 5)) {
      expect(streamed(bytes, [border, border + 1])).toEqual(read);
    }
  });

  it('says the same packed by gzip', async () => {
    const bytes = logOf(MESSAGES.slice(0, PER_LOG), 1);
    async function* packed() {
      yield gzipSync(bytes);
    }
    expect((await readLogStream(packed())).entries).toEqual(whole(bytes));
  });
});

describe('a long log of one message after another', () => {
  it('says as it comes in what it says as one text', () => {
    const bytes = Buffer.from(
      MESSAGES.map((text, index) => `${text}\n${ordinary(3_000, '\n', index)}`).join(''),
    );
    expect(bytes.length).toBeGreaterThan(150_000);
    expect(streamed(bytes, bordersOf(bytes.length, [10_007, 3]))).toEqual(whole(bytes));
  });
});
