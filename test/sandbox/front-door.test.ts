/** What the sandbox lets in at all: by Host, by Origin, and by the size of a body. */
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSandbox, type Sandbox } from '#sandbox/server.ts';
import { newWorld } from '#sandbox/world.ts';
import { settings, start } from './arrange.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await start();
});
afterEach(() => sandbox.close());

interface Answer {
  readonly status: number;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers: OutgoingHttpHeaders;
  /** Chunks that are written until the answer comes. */
  readonly chunks?: { readonly size: number; readonly count: number };
}

/** A request by hand: fetch does not let a Host be written. */
function ask({ method = 'GET', path = '/_sandbox/calls', headers, chunks }: Asked): Promise<Answer> {
  const { port } = new URL(sandbox.endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, setHost: false });
    let answered = false;
    outgoing.on('error', (error) => (answered ? undefined : reject(error)));
    outgoing.on('response', (incoming: IncomingMessage) => {
      answered = true;
      let body = '';
      incoming.setEncoding('utf8').on('data', (text: string) => (body += text));
      incoming.on('close', () => resolve({ status: incoming.statusCode ?? 0, body }));
    });
    if (chunks === undefined) outgoing.end();
    else write(outgoing, Buffer.alloc(chunks.size, 0x20), chunks.count);
  });
}

function write(outgoing: ReturnType<typeof request>, chunk: Buffer, left: number): void {
  if (left === 0 || outgoing.destroyed) outgoing.end();
  else outgoing.write(chunk, () => write(outgoing, chunk, left - 1));
}

/** What is answered to a text. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(new URL(sandbox.endpoint).port), '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8').on('data', (data: string) => (answer += data));
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

const own = (name = '127.0.0.1'): string => `${name}:${new URL(sandbox.endpoint).port}`;

describe('Host', () => {
  test.each(['127.0.0.1', 'localhost', '[::1]', 'LocalHost', 'bucket.localhost', 'my.bucket.127.0.0.1'])(
    '%s with the own port is let in',
    async (name) => {
      expect((await ask({ headers: { host: own(name) } })).status).toBe(200);
    },
  );

  test.each([
    'attacker.example',
    '290008131176.dkr.ecr.us-west-2.amazonaws.com',
    '127.0.0.1.attacker.example',
    'localhost.attacker.example',
    'notlocalhost',
    'localhost.',
    '10.0.0.1',
    '0.0.0.0',
    'a b',
    'user@127.0.0.1',
    '',
  ])('%s is refused on every route, whatever its port', async (name) => {
    for (const path of ['/_sandbox/calls', '/v2/', '/', '/bucket/key']) {
      for (const host of [own(name), name]) {
        const { status, body } = await ask({ path, headers: { host } });
        expect(status).toBe(403);
        expect(JSON.parse(body)).toEqual({
          error: expect.stringContaining(`the sandbox answers only to its own address, ${own()}`) as string,
        });
      }
    }
  });

  test.each(['127.0.0.1', '127.0.0.1:1', 'localhost:', '127.0.0.1:4599x'])(
    'another port is refused: %s',
    async (host) => {
      expect((await ask({ headers: { host } })).status).toBe(403);
    },
  );

  test('a request without a Host, and one with two, is refused', async () => {
    expect((await ask({ headers: {} })).status).toBe(403);
    expect(await raw(`GET / HTTP/1.1\r\nHost: ${own()}\r\nHost: attacker.example\r\n\r\n`)).toContain(
      ' 403 ',
    );
    expect(await raw(`GET http://attacker.example/ HTTP/1.1\r\nHost: attacker.example\r\n\r\n`)).toContain(
      ' 403 ',
    );
  });

  test('what is refused leaves no trace', async () => {
    await ask({ method: 'DELETE', headers: { host: 'attacker.example' } });
    await ask({ method: 'PUT', path: '/_sandbox/settings', headers: { host: own(), origin: 'null' } });
    expect(sandbox.world.accounts.size).toBe(0);
    expect(sandbox.world.settings.consistencyDelayMs).toBe(0);
  });
});

describe('a request that is not well-formed', () => {
  const signed = (service: string): string =>
    `Authorization: AWS4-HMAC-SHA256 Credential=290008131176/20261129/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=x\r\n`;
  const sent = (line: string, headers: string, body = ''): Promise<string> =>
    raw(
      `${line} HTTP/1.1\r\nHost: ${own()}\r\nConnection: close\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  const target = 'X-Amz-Target: AmazonEC2ContainerRegistry_V20150921.DescribeRepositories\r\n';

  test.each([
    ['nested without end', '{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000)],
    ['a list nested without end', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['cut short', '{"a":'],
    ['a list', '[1]'],
  ])('is answered in the words of the service: JSON %s', async (_, body) => {
    const answer = await sent('POST /', signed('ecr') + target, body);
    expect(answer).toContain(' 400 ');
    expect(answer).toContain('SerializationException');
  });

  test.each(['/bucket/%zz', '/%', '/bucket/%E0%A4%A'])('a path with bad escapes: %s', async (path) => {
    const answer = await sent(`GET ${path}`, signed('s3'));
    expect(answer).toContain(' 400 ');
    expect(answer).toContain('<Code>InvalidURI</Code>');
  });

  test.each([
    ['nested without end', '<a>'.repeat(50_000)],
    ['no XML', 'region=us-west-2'],
  ])('XML that is %s', async (_, body) => {
    const answer = await sent('PUT /bucket', signed('s3'), body);
    expect(answer).toContain(' 400 ');
    expect(answer).toContain('<Code>MalformedXML</Code>');
  });

  test.each([
    ['a header without end', () => sent('GET /', `X-Big: ${'a'.repeat(100_000)}\r\n`), ' 431 '],
    ['headers without end', () => sent('GET /', 'X-A: 1\r\n'.repeat(30_000)), ' 431 '],
    ['two lengths', () => sent('POST /', 'Content-Length: 5\r\n', '{}'), ' 400 '],
    ['no method', () => sent('FOO /', ''), ' 400 '],
    ['no request', () => raw('GARBAGE\r\n\r\n'), ' 400 '],
    [
      'chunks that are none',
      () => raw(`POST / HTTP/1.1\r\nHost: ${own()}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`),
      ' 400 ',
    ],
  ])('is refused, and the sandbox goes on: %s', async (_, send, status) => {
    expect(await send()).toContain(status);
    expect((await ask({ headers: { host: own() } })).status).toBe(200);
  });
});

describe('Origin', () => {
  test.each(['https://attacker.example', 'null', 'http://127.0.0.1:4599', ''])(
    'a request with the Origin `%s` is refused',
    async (origin) => {
      const { status, body } = await ask({ headers: { host: own(), origin } });
      expect(status).toBe(403);
      expect(body).toContain('no page in a browser');
    },
  );

  test('a preflight is refused, so that no page may send what needs one', async () => {
    const headers = {
      host: own(),
      origin: 'https://attacker.example',
      'access-control-request-method': 'PUT',
    };
    expect((await ask({ method: 'OPTIONS', headers })).status).toBe(403);
  });
});

describe('a client that is too slow', () => {
  const timeouts = { headers: 40, request: 80, check: 10 };

  test.each([
    ['a request line without end', 'GET / HT'],
    ['headers that never end', 'GET / HTTP/1.1\r\nX-A: 1\r\n'],
    ['a body that never comes', 'POST / HTTP/1.1\r\nHost: OWN\r\nContent-Length: 10\r\n\r\n{'],
    ['chunks without end', 'POST / HTTP/1.1\r\nHost: OWN\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'],
  ])('is answered 408 and cut off, and its room is given back: %s', async (_, text) => {
    const small = await start({ timeouts, bodyBytes: 64 * 1024 });
    await sandbox.close();
    sandbox = small;
    expect(await raw(text.replace('OWN', own()))).toContain(' 408 ');
    const headers = { host: own(), authorization: signedFor('iam') };
    const { status } = await ask({ method: 'POST', path: '/', headers, chunks: { size: 1024, count: 1 } });
    expect(status).toBe(400);
  });
});

const MIB = 1024 * 1024;
const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=290008131176/20260101/us-west-2/${service}/aws4_request, SignedHeaders=host, Signature=0`;

describe('bodies', () => {
  test.each([
    { route: 'the control routes', method: 'PUT', path: '/_sandbox/faults', headers: {} },
    { route: 'an AWS call', method: 'POST', path: '/', headers: { authorization: signedFor('iam') } },
    { route: 'a call of nobody', method: 'POST', path: '/', headers: {} },
    { route: 'an object', method: 'PUT', path: '/bucket/key', headers: { authorization: signedFor('s3') } },
  ])('$route: a body that is announced as too large is refused unread', async ({ method, path, headers }) => {
    const asked = { method, path, headers: { ...headers, host: own(), 'content-length': String(2 ** 40) } };
    expect((await ask({ ...asked, chunks: { size: 1024, count: 1_000_000 } })).status).toBe(413);
  });

  test.each([
    { route: 'the control routes', method: 'PUT', path: '/_sandbox/faults', headers: {}, bound: 1 },
    {
      route: 'an AWS call',
      method: 'POST',
      path: '/',
      headers: { authorization: signedFor('iam') },
      bound: 4,
    },
    { route: 'a call of nobody', method: 'POST', path: '/', headers: {}, bound: 4 },
  ])('$route: a body without an end is refused at its bound', async ({ bound, ...asked }) => {
    const before = process.memoryUsage().arrayBuffers;
    const headers = { ...asked.headers, host: own(), 'transfer-encoding': 'chunked' };
    const { status, body } = await ask({ ...asked, headers, chunks: { size: MIB, count: 10_000 } });
    expect(status).toBe(413);
    expect(body).toContain(`${bound} MiB`);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100 * MIB);
  });

  test('many at once share one room: what has no place is asked to come again', async () => {
    await sandbox.close();
    sandbox = await start({ bodyBytes: 8 * MIB });
    const s3 = new S3Client({ ...settings(sandbox), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const headers = { authorization: signedFor('s3'), host: own(), 'transfer-encoding': 'chunked' };
    const each = { method: 'PUT', path: '/bucket/key', headers, chunks: { size: 64 * 1024, count: 60 } };
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(each)));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toContain(503);
    expect([...statuses].every((status) => status === 503 || status === 200)).toBe(true);
    // All room has been given back.
    const Body = Buffer.alloc(8 * MIB);
    await s3.send(new PutObjectCommand({ Bucket: 'bucket', Key: 'after', Body }));
  });

  test('what is kept is bounded as well, and room is given back for what is replaced', async () => {
    const small = await startSandbox({ world: newWorld({ storageBytes: 3 * MIB }) });
    const s3 = new S3Client({ ...settings(small), forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    const put = (Key: string) =>
      s3.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: Buffer.alloc(MIB) }));
    for (const key of ['a', 'b', 'a', 'b', 'a', 'c']) await put(key);
    await expect(put('d')).rejects.toThrow('keeps at most 3 MiB');
    await small.close();
  });
});
