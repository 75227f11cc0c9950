/** Whatever comes in, a reading goes out: no throw, no hang, places inside the text. */
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainStream, explainText, type StreamExplanation } from '#tasks/explain.ts';
import { composeMessages } from '../message-grammar.ts';
import { spansOutside } from '../message-case.ts';

const MESSAGES = composeMessages(200).map(({ text }) => text);
const WORDS = [
  'User: ',
  'arn:aws:sts::1:',
  ' is not authorized to perform: ',
  ' on resource: ',
  'because no ',
  'explicit deny',
  '{"Records":[{"eventVersion":"1"',
  '"CloudTrailEvent":"',
  '{"events":[{"message":"',
  '\\u00',
  '\\n',
  '&quot;',
  '%20',
  '\u001b[',
  '│ ',
  '\u{1f600}',
  '403 Forbidden',
  '\n',
];
const logText = fc
  .array(
    fc.oneof(
      fc.constantFrom(...MESSAGES),
      fc.constantFrom(...WORDS),
      fc.string({ unit: 'binary', maxLength: 40 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

function explainBytes(bytes: Uint8Array, size: number): Promise<StreamExplanation> {
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  return explainStream(pieces());
}

const size = fc.integer({ min: 1, max: 5000 });

describe('reading any text', () => {
  it('gives places inside it, the same in whatever pieces it comes', async () => {
    await fc.assert(
      fc.asyncProperty(logText, size, fc.boolean(), async (text, length, isLong) => {
        const whole = isLong
          ? `${'ordinary line\n'.repeat(6000)}${text}\n${'ordinary line\n'.repeat(1500)}`
          : text;
        const bytes = Buffer.from(whole);
        const read = await explainBytes(bytes, isLong ? length * 17 : length);
        expect(spansOutside(bytes.toString('utf8'), read)).toEqual([]);
        expect(await explainBytes(bytes, bytes.length + 1)).toEqual(read);
      }),
      { numRuns: 120 },
    );
  });

  it('reads any bytes at all', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), size, async (bytes, length) => {
        const read = await explainBytes(bytes, length);
        expect(spansOutside(Buffer.from(bytes).toString('utf8'), read)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('reading JSON', () => {
  const field = fc.oneof(fc.constantFrom(...MESSAGES), fc.jsonValue());
  const event = fc.record(
    {
      eventVersion: fc.constant('1.10'),
      eventSource: field,
      eventName: field,
      errorCode: fc.constantFrom('AccessDenied', 'X'),
      errorMessage: field,
      requestParameters: field,
      userIdentity: field,
      resources: field,
    },
    { requiredKeys: ['eventVersion'] },
  );

  it('reads any CloudTrail event and CloudWatch answer, whole or cut off', async () => {
    const document = fc.oneof(
      event,
      fc.array(event).map((Records) => ({ Records })),
      fc.array(event).map((events) => ({
        Events: events.map((one) => ({ EventId: '1', CloudTrailEvent: JSON.stringify(one) })),
      })),
      fc.array(field).map((messages) => ({ events: messages.map((message) => ({ timestamp: 1, message })) })),
    );
    await fc.assert(
      fc.asyncProperty(document, fc.nat({ max: 99 }), size, async (value, percent, length) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, Math.ceil((text.length * (percent + 1)) / 100));
        const read = await explainBytes(Buffer.from(cut), length);
        expect(spansOutside(Buffer.from(cut).toString(), read)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});

describe('reading gzip', () => {
  it('names the problem of bytes cut off or changed, or reads them', async () => {
    await fc.assert(
      fc.asyncProperty(
        logText,
        fc.nat(),
        fc.nat({ max: 255 }),
        fc.boolean(),
        async (text, at, byte, isCut) => {
          const packed = gzipSync(text);
          const place = 2 + (at % (packed.length - 2));
          const bad = isCut ? packed.subarray(0, place) : Buffer.from(packed);
          if (!isCut) bad[place] = byte;
          const { problem, denials } = await explainBytes(bad, 100);
          const unpacked = await explainBytes(Buffer.from(text), 100);
          if (problem !== null && problem !== unpacked.problem)
            expect(problem).toContain('could not be read to its end');
          else if (isCut) expect(denials).toEqual(explainText('').denials);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('reads a bomb of 256 MB through without unpacking it as a whole', async () => {
    const bomb = gzipSync(Buffer.alloc(1 << 26, 'x'));
    const bytes = Buffer.concat([bomb, bomb, bomb, bomb, gzipSync(MESSAGES[0] ?? '')]);
    const { permission, problem } = await explainBytes(bytes, 1 << 16);
    expect({ permission, problem }).toEqual({ permission: true, problem: null });
  });
});
