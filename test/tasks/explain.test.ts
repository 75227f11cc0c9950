import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { explainCorpusLine, explainStream, explainText } from '#tasks/explain.ts';

const MESSAGE =
  'User: arn:aws:sts::111122223333:assumed-role/app/AWSCodeBuild-1 is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:us-west-2:111122223333:repository/app because no identity-based policy allows the ecr:PutImage action';
const SAID = {
  action: 'ecr:PutImage',
  resource: 'arn:aws:ecr:us-west-2:111122223333:repository/app',
  principal: 'arn:aws:sts::111122223333:assumed-role/app/AWSCodeBuild-1',
  layer: 'identity',
  explicit: false,
};
const EVENT = {
  timestamp: 1_700_000_000_000,
  message: `denied: ${MESSAGE}\n`,
  ingestionTime: 1_700_000_000_001,
};
const FILTERED = { logStreamName: 's', ...EVENT, eventId: '1' };
const TRAIL = {
  eventVersion: '1.10',
  eventSource: 'ecr.amazonaws.com',
  eventName: 'PutImage',
  errorCode: 'AccessDenied',
  errorMessage: MESSAGE,
};

const streamOf = (...chunks: readonly Uint8Array[]): Readable => Readable.from(chunks);

describe('explaining a stream', () => {
  it.each([
    ['plain text', `[Container] 2026/01/15 10:35:17.480905 denied: ${MESSAGE}\n`],
    ['a single message', MESSAGE],
    [
      'get-log-events output',
      JSON.stringify({ events: [{ ...EVENT, message: 'hello' }, EVENT], nextForwardToken: 'f/1' }),
    ],
    [
      'filter-log-events output, indented',
      JSON.stringify({ events: [FILTERED, { ...FILTERED, message: 'bye' }] }, null, 4),
    ],
    [
      'lines of log events',
      [EVENT, { ...EVENT, message: 'bye' }].map((one) => JSON.stringify(one)).join('\n'),
    ],
    ['a CloudTrail event', JSON.stringify(TRAIL)],
    ['a file of CloudTrail records', JSON.stringify({ Records: [TRAIL] })],
    [
      'LookupEvents output',
      JSON.stringify(
        { Events: [{ EventId: '1', EventName: 'PutImage', CloudTrailEvent: JSON.stringify(TRAIL) }] },
        null,
        4,
      ),
    ],
  ])('reads %s, packed or not', async (_name, text) => {
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      const { denials, permission, problem } = await explainStream(streamOf(bytes));
      expect(denials).toHaveLength(1);
      expect(denials[0]).toMatchObject(SAID);
      expect({ permission, problem }).toEqual({ permission: true, problem: null });
    }
  });

  it('reads a sentence that log events cut into pieces', async () => {
    const [first, second] = [MESSAGE.slice(0, 90), MESSAGE.slice(90)];
    const text = JSON.stringify({
      events: [
        { ...EVENT, message: first },
        { ...EVENT, message: second },
      ],
    });
    const { denials } = await explainStream(streamOf(Buffer.from(text)));
    expect(denials[0]).toMatchObject(SAID);
  });

  it('finds the same however the bytes are cut', async () => {
    const bytes = Buffer.from(`${'line of a build log\n'.repeat(9000)}${MESSAGE}\n${'ok\n'.repeat(9000)}`);
    const whole = await explainStream(streamOf(bytes));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 997) }, (_, index) =>
      bytes.subarray(index * 997, (index + 1) * 997),
    );
    expect(await explainStream(streamOf(...chunks))).toEqual(whole);
    expect(whole.denials[0]).toMatchObject({ ...SAID, line: 9001 });
  });

  it('says what it read of a packed log that is cut off, and that it is', async () => {
    const packed = gzipSync(
      `${MESSAGE}\n${Array.from({ length: 9000 }, (_, index) => `line ${index * 7919}`).join('\n')}`,
    );
    const { denials, problem } = await explainStream(streamOf(packed.subarray(0, packed.length - 2000)));
    expect(denials[0]).toMatchObject(SAID);
    expect(problem).toContain('could not be read to its end');
  });

  it('finds nothing in an empty log', async () => {
    expect(await explainStream(streamOf())).toEqual({
      denials: [],
      findings: [],
      permission: false,
      omitted: 0,
      problem: null,
      suspicious: [],
    });
  });
});

describe('explaining what is not recognised', () => {
  const failureOf = async (text: string) => (await explainStream(streamOf(Buffer.from(text)))).findings;

  it('says that something failed, and quotes the line at its place, however long the log', async () => {
    const line = 'widget: fatal: the frobnicator is out of tune';
    for (const before of ['', 'compiling é\n'.repeat(20_000)]) {
      const text = `${before}${line}\nbye\n`;
      const [finding, ...others] = await failureOf(text);
      expect(others).toEqual([]);
      expect(finding).toMatchObject({ code: 'command-failed', evidence: [{ text: line }] });
      const [quote] = finding?.evidence ?? [];
      expect(text.slice(quote?.span.start, quote?.span.end)).toBe(line);
      expect(quote?.line).toBe(text.slice(0, text.indexOf(line)).split('\n').length);
    }
  });

  it('says the same of a text of a corpus', () => {
    const { findings } = explainText('widget: fatal: the frobnicator is out of tune');
    expect(findings.map(({ code }) => code)).toEqual(['command-failed']);
  });

  it('does not say of a refusal that nobody refused', async () => {
    expect(await failureOf('starting\nwidget: fatal: the frobnicator says forbidden\n')).toMatchObject([
      { code: 'unexplained', evidence: [{ line: 2 }] },
    ]);
  });

  it.each([
    ['widget: fatal: out of tune', 'command-failed', false],
    ['aws widget: fatal: out of tune', 'command-failed', false],
    ['widget: fatal: slack says forbidden', 'command-failed', false],
    ['✘ the IAM identity used does not allow widgets on this stack', 'unexplained', true],
    ['widget: fatal: aws says the access key is wrong', 'unexplained', false],
    ['widget: fatal: the frobnicator says forbidden', 'unexplained', false],
    [
      'Check: CKV_AWS_111: "Ensure IAM policies does not allow write access"\n  FAILED',
      'command-failed',
      false,
    ],
  ])('says of %j by its words that it is %s, and whether a right is missing', (text, code, permission) => {
    const { findings, permission: said, denials } = explainText(text);
    expect([findings.map((one) => one.code), said, denials]).toEqual([[code], permission, []]);
  });

  it('takes no mark for a failure where there is nothing to do', async () => {
    expect(await failureOf('✘ deploy service: change set for stack app has no changes\n')).toEqual([]);
  });

  it('takes no part of a path or of a name for a failure', async () => {
    for (const line of [
      'inflating: lib/error.html',
      'default: ok',
      'Compiling failure v0.1.8',
      'a1: Layer already exists',
    ])
      expect(await failureOf(`${line}\n`)).toEqual([]);
  });
});

describe('explaining what a tool went on after', () => {
  const DENIED = `denied: ${MESSAGE}`;
  const TESTS =
    'Tests:       2 failed, 117 passed, 119 total\nnpm ERR! Test failed.  See above for more details.\n';
  const ENDED =
    '[Container] 2025/03/03 10:00:51.111111 Command did not exit successfully npm test exit status 1\n';
  const codesOf = async (text: string) => {
    const { findings, permission, denials } = await explainStream(streamOf(Buffer.from(text)));
    expect(explainText(text).findings.map(({ code }) => code)).toEqual(findings.map(({ code }) => code));
    return { codes: findings.map(({ code }) => code), permission, denied: denials.length };
  };

  it.each([
    ['a label', `WARNING: cache export skipped: ${DENIED}\n`],
    ['the label of a logger', `time="2025-03-03T10:00:11Z" level=warning msg="${DENIED}"\n`],
    ['a label in brackets', `[WARN] ${DENIED}\n`],
    ['words behind', `${DENIED}, continuing without it\n`],
  ])('says by %s what ended the build first, and the denial behind it', async (_name, warning) => {
    expect(await codesOf(`${warning}${TESTS}${ENDED}`)).toEqual({
      codes: ['command-failed', 'identity-allow-missing'],
      permission: true,
      denied: 1,
    });
  });

  it('lets a cache that could not be read take nothing from a step of the build that failed near by', async () => {
    const text = [
      '#7 ERROR: failed to configure registry cache importer: unexpected status from HEAD request to https://111122223333.dkr.ecr.eu-west-1.amazonaws.com/v2/app/manifests/cache: 403 Forbidden',
      "#12 41.20 src/App.tsx(14,3): error TS2741: Property 'id' is missing in type '{}' but required in type 'Props'.",
      '#12 ERROR: process "/bin/sh -c npm run build" did not complete successfully: exit code: 2',
      '',
    ].join('\n');
    expect((await codesOf(text)).codes).toEqual(['command-failed', 'unexplained']);
    const full = `${text}write /layer.tar: no space left on device\n`;
    expect((await codesOf(full)).codes).toEqual(['command-failed', 'unexplained']);
  });

  it('takes a warning for what ended the build where nothing else is told, and a denial that is told without one too', async () => {
    expect((await codesOf(`WARNING: ${DENIED}\n${ENDED}`)).codes).toEqual(['identity-allow-missing']);
    expect((await codesOf(`WARNING: ${DENIED}\nERROR: ${DENIED}\n${TESTS}${ENDED}`)).codes).toEqual([
      'identity-allow-missing',
    ]);
  });

  it('takes an event of Kubernetes of the type Warning for no warning', async () => {
    const text = `Warning  Failed  3m  kubelet  Failed to pull image: ${DENIED}\n${TESTS}`;
    expect((await codesOf(text)).codes).toEqual(['identity-allow-missing']);
  });
});

describe('explaining a corpus', () => {
  it('gives each text its explanation by its id', () => {
    const read = explainCorpusLine(JSON.stringify({ id: 'm1', text: MESSAGE, other: 1 }));
    expect(read).toEqual({ ok: true, value: { id: 'm1', explanation: explainText(MESSAGE) } });
  });

  it.each(['', '{', '[]', '{"id":"a"}', '{"text":"a"}', '{"id":{},"text":"a"}'])(
    'names the problem of %j',
    (line) => {
      expect(explainCorpusLine(line)).toMatchObject({ ok: false });
    },
  );
});

interface OutsideLog {
  readonly id: string;
  readonly text: string;
  /** What a person has to see of it. */
  readonly shown: string;
}

const OUTSIDE: readonly OutsideLog[] = readFileSync(
  new URL('../cases/messages/unrecognised.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as OutsideLog);

describe('logs of builds that failed for reasons that are none of IAM', () => {
  it.each(OUTSIDE.map((one) => [one.id, one] as const))(
    '%s: no cause is made up, and the telling line is shown',
    async (_id, { text, shown }) => {
      const { findings, permission, suspicious } = await explainStream(streamOf(Buffer.from(text)));
      expect(permission).toBe(false);
      expect(findings.filter(({ code }) => code !== 'command-failed')).toEqual([]);
      const quoted = findings.flatMap(({ evidence }) => evidence.map(({ text: line }) => line));
      expect([...suspicious, ...quoted].join('\n')).toContain(shown);
    },
  );
});
