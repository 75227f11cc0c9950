/**
 * The server of the live page: who is answered, with what, and what is not there at all. Each point of the checklist for servers on
 * loopback, with the test that holds it:
 *
 * | point                                                          | test                                                         |
 * | -------------------------------------------------------------- | ------------------------------------------------------------ |
 * | a token on every request, event streams too; 256 random bits   | `the token` is had once, is asked for by every document      |
 * | Host from a closed list (DNS rebinding)                        | `other sites`; `door.test.ts`, refuses                       |
 * | Origin and Sec-Fetch-Site, event streams too                   | `other sites` are refused whatever token they have           |
 * | no CORS, JSON only, no GET that changes anything               | `other sites` are told of no access; `door.test.ts`; `changes` are not to be had by GET |
 * | no data as a script; nosniff, CORP, COOP                       | `what is served` is never taken for a script                 |
 * | the token leaks into no address, cookie, error or referrer     | `the token` counts in no address, is in no answer; leads to no other address; `../page/live.test.ts` (the address bar) |
 * | text of others is text; a policy of hashes, Trusted Types      | runs one script and one style; `../page/live-hostile.test.ts` |
 * | a closed list of files from memory                             | `what is served` is one file from memory                     |
 * | loopback alone, else a flag and a warning                      | listens on the address it was given; `../cli/ui-address.test.ts` |
 * | read-only: the routes are absent                               | `changes` have no routes where nothing may be changed        |
 * | two steps bound to the hash, as many as a person makes, 409    | `changes`; `../page/live.test.ts` (two tabs)                 |
 */
import { createHash } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { err, ok } from '#basics/result.ts';
import { type LiveOptions, type LiveServer, startLive } from '#ui/server.ts';
import { byPage, send } from './client.ts';
import { aChangingDesk, aDesk } from './fake-desk.ts';

const SCRIPT = 'const a = "</script><!--";';
const servers: LiveServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Started {
  readonly port: number;
  /** The newest that was told. */
  readonly address: () => string;
  readonly key: () => string;
  readonly token: () => Promise<string>;
}

async function start(more: Partial<LiveOptions> = {}): Promise<Started> {
  let address = '';
  const server = await startLive({
    desk: aDesk(),
    changing: aChangingDesk(),
    script: SCRIPT,
    host: '127.0.0.1',
    names: ['127.0.0.1', 'localhost', '::1'],
    port: 0,
    onAddress: (told) => {
      address = told;
    },
    now: () => 0,
    ...more,
  });
  servers.push(server);
  const { port } = server;
  const key = (): string => address.slice(address.indexOf('#key=') + 5);
  const token = async (): Promise<string> => {
    const opened = await send(port, '/api/session', {
      method: 'POST',
      headers: byPage(port, key()),
      body: '{}',
    });
    return (JSON.parse(opened.body) as { token: string }).token;
  };
  return { port, address: () => address, key, token };
}

/** Every document and every kind of work. */
const READING = [
  '/api/about',
  '/api/events',
  '/api/projects/One',
  '/api/projects/One/forms',
  '/api/projects/One/verification',
  '/api/changes',
  '/api/changes/x',
] as const;
const WORK = ['/api/scan', '/api/scan/cancel'] as const;
const CHANGING = [
  '/api/projects/One/question',
  '/api/projects/One/apply',
  '/api/changes/x/question',
  '/api/changes/x/undo',
  '/api/stop',
] as const;

describe('the token', () => {
  it('is had once for the key of an address, and the next address has another key', async () => {
    const { port, key, address } = await start();
    const first = key();
    expect(first).toMatch(/^[\w-]{43}$/);
    const opening = { method: 'POST', headers: byPage(port, first), body: '{}' };
    const opened = await send(port, '/api/session', opening);
    expect(JSON.parse(opened.body)).toEqual({ token: expect.stringMatching(/^[\w-]{43}$/) as string });
    expect(address()).not.toContain(first);
    expect((await send(port, '/api/session', opening)).status).toBe(401);
  });

  it('is asked for by every document, every event stream and all work', async () => {
    const { port, key } = await start();
    for (const path of READING)
      for (const authorization of [
        '',
        'Bearer ',
        `Bearer ${key()}`,
        `Bearer ${'A'.repeat(43)}`,
        'Basic eDp5',
      ])
        expect(
          (await send(port, path, { headers: { authorization } })).status,
          `${path} ${authorization}`,
        ).toBe(401);
    for (const path of [...WORK, ...CHANGING]) {
      const headers = byPage(port, 'A'.repeat(43));
      expect((await send(port, path, { method: 'POST', headers, body: '{}' })).status, path).toBe(401);
    }
  });

  it('counts in no address and no cookie, and is never set as one', async () => {
    const { port, token } = await start();
    const own = await token();
    expect((await send(port, `/api/about?token=${own}`)).status).toBe(401);
    expect((await send(port, '/api/about', { headers: { cookie: `rolemend=${own}` } })).status).toBe(401);
    const answered = await send(port, '/api/about', { headers: { authorization: `Bearer ${own}` } });
    expect(answered.status).toBe(200);
    expect(answered.headers['set-cookie']).toBeUndefined();
  });

  it('is that of one server: another does not know it', async () => {
    const [one, other] = [await start(), await start()];
    const headers = { authorization: `Bearer ${await one.token()}` };
    expect((await send(other.port, '/api/about', { headers })).status).toBe(401);
  });

  it('is in no answer but the one that gives it, not even of an error', async () => {
    const failing = aDesk({
      changes: () => {
        throw new Error('broken');
      },
    });
    const { port, token } = await start({ desk: failing });
    const own = await token();
    const answers = await Promise.all(
      ['/', '/nothing', '/api/about', '/api/changes', `/api/projects/${own}`].map((path) =>
        send(port, path, { headers: { authorization: `Bearer ${own}` } }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 500, 200]);
    for (const { body, headers } of answers) expect(body + JSON.stringify(headers)).not.toContain(own);
  });
});

describe('other sites', () => {
  const strangers = [
    { host: 'evil.example' },
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ];

  it('are refused whatever token they have, event streams too', async () => {
    const { port, token } = await start();
    const own = await token();
    for (const stranger of strangers)
      for (const [path, method] of [
        ...['/', ...READING].map((path) => [path, 'GET'] as const),
        ...[...WORK, ...CHANGING, '/api/session'].map((path) => [path, 'POST'] as const),
      ]) {
        const headers = { ...byPage(port, own), ...stranger };
        const { status } = await send(port, path, {
          method,
          headers,
          ...(method === 'POST' ? { body: '{}' } : {}),
        });
        expect([403, 421], `${method} ${path} ${JSON.stringify(stranger)}`).toContain(status);
      }
  });

  it('are told of no access, by any answer', async () => {
    const { port, token } = await start();
    const headers = { authorization: `Bearer ${await token()}` };
    for (const path of ['/', '/api/about', '/api/changes', '/nothing']) {
      const answered = await send(port, path, { headers });
      const names = Object.keys(answered.headers).filter((name) => name.startsWith('access-control-'));
      expect(names, path).toEqual([]);
    }
    const asked = await send(port, '/api/about', { method: 'OPTIONS', headers });
    expect([asked.status, asked.headers['access-control-allow-origin']]).toEqual([405, undefined]);
  });
});

describe('what is served', () => {
  it('is one file from memory, at the addresses of the views, and nothing by its path', async () => {
    const { port } = await start();
    for (const path of ['/', '/history', '/project/One', '/project/a%2Fb'])
      expect((await send(port, path)).headers['content-type'], path).toMatch(/^text\/html/);
    for (const path of [
      '/page.js',
      '/index.html',
      '/../package.json',
      '/%2e%2e/package.json',
      '/etc/passwd',
      '/@fs/etc/passwd',
      '/project/../../package.json',
      '/project/One/..%2f..%2fpackage.json',
      '//etc/passwd',
      '/.git/config',
    ])
      expect((await send(port, path)).body, path).not.toMatch(/root:|"name"|\[core\]/);
    expect((await send(port, '/page.js')).status).toBe(404);
  });

  it('runs one script and one style, known by their hashes, and is framed by nobody', async () => {
    const { port } = await start();
    const { body, headers } = await send(port, '/');
    const policy = String(headers['content-security-policy']);
    const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const [, style = ''] = /<style>(.*?)<\/style>/s.exec(body) ?? [];
    const [, script = ''] = /<script type="module">(.*?)<\/script>/s.exec(body) ?? [];
    expect(script).toBe('const a = "<\\/script>\\x3c!--";');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${hashOf(script)}`,
      `style-src ${hashOf(style)}`,
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ]);
  });

  it('is never taken for a script, kept, framed or referred to', async () => {
    const { port, token } = await start();
    const headers = { authorization: `Bearer ${await token()}` };
    for (const path of ['/', '/api/about', '/api/projects/One', '/nothing'])
      expect((await send(port, path, { headers })).headers, path).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-frame-options': 'DENY',
      });
    expect((await send(port, '/api/about', { headers })).headers).toMatchObject({
      'content-type': 'application/json',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    });
  });

  it('leads to no other address', async () => {
    const { port } = await start();
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/?next=https://evil.example',
      '/api//evil.example',
    ]) {
      const { status, headers } = await send(port, path);
      expect([status < 300 || status >= 400, headers['location']], path).toEqual([true, undefined]);
    }
  });
});

describe('changes', () => {
  it('are not to be had by GET', async () => {
    const changing = aChangingDesk();
    const { port, token } = await start({ changing });
    const headers = { authorization: `Bearer ${await token()}` };
    for (const path of [...WORK, ...CHANGING])
      expect((await send(port, path, { headers })).status, path).toBe(404);
    expect(changing.asked).toEqual([]);
  });

  it('have no routes where nothing may be changed', async () => {
    const { port, token } = await start({ changing: null });
    const headers = byPage(port, await token());
    for (const path of CHANGING)
      expect((await send(port, path, { method: 'POST', headers, body: '{}' })).status, path).toBe(404);
    expect(JSON.parse((await send(port, '/api/about', { headers })).body)).toMatchObject({ readOnly: true });
  });

  const yes = JSON.stringify({ sha256: 'a'.repeat(64), word: 'yes', as: 'arn:a' });

  it('are one at a time, and a tab is told of the one under way', async () => {
    const changing = aChangingDesk();
    const { port, token } = await start({ changing });
    const asking = { method: 'POST', headers: byPage(port, await token()), body: yes };
    expect((await send(port, '/api/projects/One/apply', asking)).status).toBe(202);
    const second = await send(port, '/api/projects/Two/apply', asking);
    expect([second.status, JSON.parse(second.body)]).toEqual([
      409,
      { error: { message: 'a change of project `One` is under way', help: expect.any(String) as string } },
    ]);
    expect(changing.asked).toEqual(['apply One']);
    changing.end();
  });

  it('are as many in a minute as a person would make', async () => {
    let now = 0;
    const changing = aChangingDesk();
    const { port, token } = await start({ changing, now: () => now });
    const asking = {
      method: 'POST',
      headers: byPage(port, await token()),
      body: '{"word":"yes","as":"arn:a"}',
    };
    const undo = (): Promise<number> =>
      send(port, '/api/changes/x/undo', asking).then(({ status }) => status);
    for (let times = 0; times < 6; times++) expect(await undo()).toBe(202);
    expect(await undo()).toBe(429);
    now = 61_000;
    expect(await undo()).toBe(202);
  });

  it('are refused with the difference where the plan is another by now', async () => {
    const refused = { schema: 'rolemend.fix/1', outcome: 'refused', difference: '-old\n+new' } as const;
    const { port, token } = await start({ changing: aChangingDesk({ apply: async () => ok(refused) }) });
    const asking = { method: 'POST', headers: byPage(port, await token()), body: yes };
    const answered = await send(port, '/api/projects/One/apply', asking);
    expect([answered.status, JSON.parse(answered.body)]).toEqual([409, refused]);
  });

  it('are asked for by nothing but what the page sends', async () => {
    const changing = aChangingDesk();
    const { port, token } = await start({ changing });
    const headers = byPage(port, await token());
    for (const body of [
      '',
      '[]',
      '{"word":"yes","as":"a"}',
      '{"sha256":"A","word":"yes","as":"a"}',
      `${yes.slice(0, -1)},"more":1}`,
    ])
      expect(
        (await send(port, '/api/projects/One/apply', { method: 'POST', headers, body })).status,
        body,
      ).toBe(400);
    const huge = JSON.stringify({ added: 'x'.repeat(300_000) });
    const { status } = await send(port, '/api/projects/One/question', {
      method: 'POST',
      headers,
      body: huge,
    });
    expect(status).toBe(413);
    expect(changing.asked).toEqual([]);
  });

  it('that fail by our own mistake are told as that, and others can follow', async () => {
    let isBroken = true;
    const changing = aChangingDesk();
    const { port, token } = await start({
      changing: {
        ...changing,
        apply: async (approved, telling) => {
          if (!isBroken) return changing.apply(approved, telling);
          isBroken = false;
          throw new Error('broken');
        },
      },
    });
    const asking = { method: 'POST', headers: byPage(port, await token()), body: yes };
    const answered = await send(port, '/api/projects/One/apply', asking);
    expect([answered.status, answered.body]).toEqual([
      409,
      expect.stringContaining('Internal error: broken'),
    ]);
    expect((await send(port, '/api/projects/One/apply', asking)).status).toBe(202);
    changing.end();
  });
});

it('tells a problem of the account as the command line does', async () => {
  const problem = { message: 'the AWS credentials do not work', help: 'sign in' };
  const { port, token } = await start({ desk: aDesk({ diagnosis: async () => err(problem) }) });
  const headers = { authorization: `Bearer ${await token()}` };
  const answered = await send(port, '/api/projects/One', { headers });
  expect([answered.status, JSON.parse(answered.body)]).toEqual([502, { error: problem }]);
});

it('listens on the address it was given, and on no other', async () => {
  const { port } = await start();
  const others = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.filter(({ internal, family }) => !internal && family === 'IPv4').map(({ address }) => address),
  );
  for (const address of others)
    await expect(fetch(`http://${address}:${port}/`), address).rejects.toThrow('fetch failed');
  expect((await send(port, '/')).status).toBe(200);
});
