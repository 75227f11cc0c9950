/** What the server answers: one page, and documents to whoever has a token. */
import { gzipSync } from 'node:zlib';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Result } from '#basics/result.ts';
import type { Message, ProblemDocument } from '#page/messages.ts';
import type { Asked, ChangingDesk, Desk } from './desk.ts';
import type { Keys } from './keys.ts';
import type { Scanning } from './scan.ts';
import type { Shell } from './shell.ts';
import type { Streams } from './streams.ts';
import type { Works } from './works.ts';

export interface Parts {
  readonly desk: Desk;
  /** Null: nothing may be changed from here, and no route does. */
  readonly changing: ChangingDesk | null;
  readonly shell: Shell;
  readonly keys: Keys;
  readonly streams: Streams;
  readonly scanning: Scanning;
  readonly works: Works;
  /** A tab was opened: the address of the next has another key. */
  readonly onTab: () => void;
}

/** Sources: MDN, Referrer-Policy, Cross-Origin-Resource-Policy, Cross-Origin-Opener-Policy, X-Content-Type-Options. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
/** Documents run nothing, wherever they are opened. */
const DOCUMENT_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

export function routesOf(parts: Parts): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.header(name, value);
    if (!context.res.headers.has('content-security-policy'))
      context.header('content-security-policy', DOCUMENT_POLICY);
  });
  app.onError((error, context) =>
    context.json({ error: { message: `Internal error: ${error.message}`, help: 'please report this' } }, 500),
  );
  app.notFound((context) => context.json({ error: NOT_THERE }, 404));
  for (const path of ['/', '/history', '/project/:name'])
    app.get(path, (context) => page(context, parts.shell));
  app.post('/api/session', async (context) => {
    const token = parts.keys.open(bearer(context));
    if (token === null) return context.json({ error: KEY_USED }, 401);
    parts.onTab();
    return context.json({ token });
  });
  app.use('/api/*', async (context, next) =>
    parts.keys.knows(bearer(context)) ? next() : context.json({ error: NO_TOKEN }, 401),
  );
  addReading(app, parts);
  if (parts.changing !== null) addChanging(app, parts, parts.changing);
  return app;
}

const NOT_THERE: ProblemDocument = {
  message: 'there is nothing at this address',
  help: 'go to the list of projects',
};
const KEY_USED: ProblemDocument = {
  message: 'this address was used already, or is of an earlier run',
  help: 'open the newest address that `rolemend ui` printed; each opens one tab',
};
const NO_TOKEN: ProblemDocument = {
  message: 'this tab is not known to `rolemend ui`, which may have been started anew',
  help: 'open the newest address that it printed',
};

const bearer = (context: Context): string =>
  /^Bearer ([\w-]{43})$/.exec(context.req.header('authorization') ?? '')?.[1] ?? '';

function page(context: Context, { html, gzipped, policy }: Shell): Response {
  context.header('content-security-policy', policy);
  context.header('content-type', 'text/html; charset=utf-8');
  if (!takesGzip(context)) return context.body(new Uint8Array(html));
  context.header('content-encoding', 'gzip');
  return context.body(new Uint8Array(gzipped));
}

const takesGzip = (context: Context): boolean => /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');

/** Below it packing costs more than it saves. */
const WORTH_PACKING = 1_400;

function send(
  context: Context,
  document: unknown,
  status: 200 | 202 | 400 | 409 | 429 | 502 = 200,
): Response {
  const text = JSON.stringify(document);
  context.header('content-type', 'application/json');
  if (text.length < WORTH_PACKING || !takesGzip(context)) return context.body(text, status);
  context.header('content-encoding', 'gzip');
  return context.body(new Uint8Array(gzipSync(text)), status);
}

const answer = (context: Context, told: Result<unknown, ProblemDocument>): Response =>
  told.ok ? send(context, told.value) : send(context, { error: told.error }, 502);

function addReading(app: Hono, { desk, changing, scanning, streams, works }: Parts): void {
  app.get('/api/about', async (context) => {
    const about = await desk.about();
    return about.ok ? send(context, { ...about.value, readOnly: changing === null }) : answer(context, about);
  });
  app.get('/api/events', (context) => {
    const all: Message = { kind: 'all', rows: scanning.rows(), scan: scanning.scan(), work: works.now() };
    const stream = streams.open(all);
    if (stream === null) return send(context, { error: TOO_MANY }, 429);
    return context.body(stream, 200, { 'content-type': 'text/event-stream' });
  });
  app.post('/api/scan', (context) => {
    scanning.begin();
    return send(context, {}, 202);
  });
  app.post('/api/scan/cancel', (context) => {
    scanning.cancel();
    return send(context, {}, 202);
  });
  app.get('/api/projects/:name', async (context) => {
    const told = await desk.diagnosis(askedOf(context));
    if (!told.ok) return answer(context, told);
    scanning.learn(told.value.row);
    return send(context, told.value.document);
  });
  app.get('/api/projects/:name/forms', async (context) =>
    answer(context, await desk.forms(askedOf(context))),
  );
  app.get('/api/projects/:name/verification', async (context) =>
    answer(context, await desk.verification(context.req.param('name'))),
  );
  app.get('/api/changes', async (context) => answer(context, await desk.changes()));
  app.get('/api/changes/:id', async (context) => answer(context, await desk.change(context.req.param('id'))));
}

const askedOf = ({ req }: Context<object, '/api/projects/:name'>): Asked => ({
  project: req.param('name'),
  strategy: req.query('strategy') ?? null,
});

const TOO_MANY: ProblemDocument = { message: 'too many tabs are open', help: 'close some of them' };

const text = z.string().max(4_096);
const answerSchema = z.strictObject({ word: text, as: text });
const approvedSchema = answerSchema.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) });
const askedSchema = z.strictObject({
  added: z.array(z.strictObject({ action: text, resource: text })).max(100),
  changed: z.array(text).max(100),
  strategy: text.nullable(),
});

function addChanging(app: Hono, { works }: Parts, changing: ChangingDesk): void {
  app.post('/api/projects/:name/question', async (context) => {
    const asked = askedSchema.safeParse(await json(context));
    if (!asked.success) return send(context, { error: NOT_SUCH }, 400);
    const { strategy, ...more } = asked.data;
    return answer(context, await changing.askApply({ project: context.req.param('name'), strategy }, more));
  });
  app.post('/api/projects/:name/apply', async (context) => {
    const approved = approvedSchema.safeParse(await json(context));
    if (!approved.success) return send(context, { error: NOT_SUCH }, 400);
    const project = context.req.param('name');
    const begun = await works.begin({ kind: 'apply', project }, (telling) =>
      changing.apply({ ...approved.data, project }, telling),
    );
    return sendBegun(context, begun);
  });
  app.post('/api/changes/:id/question', async (context) =>
    answer(context, await changing.askUndo(context.req.param('id'))),
  );
  app.post('/api/changes/:id/undo', async (context) => {
    const given = answerSchema.safeParse(await json(context));
    if (!given.success) return send(context, { error: NOT_SUCH }, 400);
    const change = context.req.param('id');
    const asked = await changing.askUndo(change);
    if (!asked.ok) return answer(context, asked);
    const begun = await works.begin({ kind: 'undo', project: asked.value.project }, (telling) =>
      changing.undo({ ...given.data, change }, telling),
    );
    return sendBegun(context, begun);
  });
  app.post('/api/stop', (context) => {
    works.stop();
    return send(context, {}, 202);
  });
}

const NOT_SUCH: ProblemDocument = {
  message: 'the request is not one that this page makes',
  help: 'reload the page',
};

/** What ended before it began changed nothing: the answer says why, with the difference where there is one. */
function sendBegun(context: Context, begun: Awaited<ReturnType<Works['begin']>>): Response {
  if (!begun.ok) return send(context, { error: begun.error.problem }, begun.error.status);
  return begun.value === null ? send(context, {}, 202) : send(context, begun.value, 409);
}

async function json(context: Context): Promise<unknown> {
  try {
    return await context.req.json();
  } catch {
    return null;
  }
}
