/** CloudTrail's files given to `explain`: events are read one by one and never as text. */
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLogStream } from '#evidence/log/log-stream.ts';

const SESSION = 'arn:aws:sts::111122223333:assumed-role/app/AWSCodeBuild-1';
const SENTENCE = `User: ${SESSION} is not authorized to perform: iam:CreateUser on resource: * because no identity-based policy allows the iam:CreateUser action`;
const DENIED = {
  eventVersion: '1.10',
  userIdentity: { arn: SESSION },
  eventSource: 'ecr.amazonaws.com',
  eventName: 'PutImage',
  errorCode: 'AccessDenied',
  resources: [{ ARN: 'arn:aws:ecr:us-west-2:111122223333:repository/app' }],
};
const QUIET = { ...DENIED, errorCode: undefined, requestParameters: { imageTag: SENTENCE } };

async function read(text: string | Buffer, size = 977) {
  const bytes = Buffer.from(text);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const { entries, problem } = await readLogStream(pieces());
  const denials = entries.flatMap(({ failure }) => (failure.kind === 'denial' ? [failure.denial] : []));
  return { denials, others: entries.length - denials.length, problem };
}

describe('reading a file of CloudTrail events', () => {
  it('takes no text of a request for a denial', async () => {
    for (const text of [
      QUIET,
      { Records: [QUIET] },
      { Events: [{ CloudTrailEvent: JSON.stringify(QUIET) }] },
    ]) {
      expect(await read(JSON.stringify(text))).toEqual({ denials: [], others: 0, problem: null });
    }
  });

  it('names the call of a denied event that has no sentence, with the event as its place', async () => {
    const text = JSON.stringify({ Records: [QUIET, DENIED] }, null, 2);
    const { denials } = await read(gzipSync(text), 61);
    expect(denials).toHaveLength(1);
    const [denial] = denials;
    expect(denial).toMatchObject({
      action: 'ecr:PutImage',
      operation: 'PutImage',
      principal: SESSION,
      resource: 'arn:aws:ecr:us-west-2:111122223333:repository/app',
      layer: null,
      explicit: null,
    });
    expect(JSON.parse(text.slice(denial?.span.start, denial?.span.end))).toEqual(DENIED);
    expect(text.split('\n')[(denial?.line ?? 0) - 1]).toBe('    {');
  });

  it('leaves the action open where the call has none in the catalog', async () => {
    const unknown = { ...DENIED, eventName: 'FrobnicateImage', resources: undefined };
    expect((await read(JSON.stringify(unknown))).denials).toMatchObject([
      { action: null, resource: null, operation: 'FrobnicateImage' },
    ]);
  });

  it('reads the sentence of an error message, and not the one of a parameter beside it', async () => {
    const errorMessage = `User: ${SESSION} is not authorized to perform: ecr:PutImage on resource: arn:aws:ecr:us-west-2:111122223333:repository/app because no session policy allows the ecr:PutImage action`;
    const { denials } = await read(JSON.stringify({ ...QUIET, errorCode: 'AccessDenied', errorMessage }));
    expect(denials).toMatchObject([{ action: 'ecr:PutImage', layer: 'session', explicit: false }]);
  });

  it('says where a file is cut off or holds what is no event, and reads the rest', async () => {
    const whole = JSON.stringify({ Records: [DENIED, QUIET] });
    const cut = await read(whole.slice(0, -20));
    expect(cut.denials).toHaveLength(1);
    expect(cut.problem).toContain('ends inside');
    const odd = await read(JSON.stringify({ Records: [{ eventVersion: '1' }, DENIED] }));
    expect(odd.denials).toHaveLength(1);
    expect(odd.problem).toContain('line 1 could not be read');
    const long = await read(
      JSON.stringify({ Records: [{ ...QUIET, padding: 'x'.repeat(3 << 20) }, DENIED] }),
      1 << 18,
    );
    expect(long.denials).toHaveLength(1);
    expect(long.problem).toContain('too long');
  });
});
