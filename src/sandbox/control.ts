/** The sandbox's own routes under `/_sandbox`: faults, settings, the calls served, links to layers. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { placedMessage, shapeProblem } from '#basics/shape-problem.ts';
import { layerAt } from './ecr/layers.ts';
import { readLink } from './ecr/token.ts';
import { faultSchema } from './faults.ts';
import { withBody } from './body.ts';
import { AwsError } from './operation.ts';
import { MIB } from './room.ts';
import type { Seams } from './seams.ts';
import type { World } from './world.ts';

const settingsSchema = z.strictObject({
  consistencyDelayMs: z.int().min(0).max(3_600_000).optional(),
  buildPaceMs: z.int().min(0).max(60_000).optional(),
});

const CONTROL_BOUND = MIB;

export function controlRoutes({ world, faults, calls, bodies }: Seams): Hono {
  const routes = new Hono();
  const json = ({ req }: Context): Promise<unknown> =>
    withBody({ request: req.raw, bound: CONTROL_BOUND, bodies }, (body) => Promise.resolve(parsed(body)));
  routes.onError((error, context) =>
    error instanceof AwsError
      ? context.json({ error: error.message }, error.status as 413 | 503)
      : context.json({ error: `Internal error: ${error.message}` }, 500),
  );
  routes.put('/faults', async (context) => {
    const read = z.array(faultSchema).safeParse(await json(context));
    if (!read.success) return context.json({ error: placedMessage(shapeProblem(read.error)) }, 400);
    faults.replace(read.data);
    return context.json({ faults: read.data.length });
  });
  routes.put('/settings', async (context) => {
    const read = settingsSchema.safeParse(await json(context));
    if (!read.success) return context.json({ error: placedMessage(shapeProblem(read.error)) }, 400);
    const { consistencyDelayMs, buildPaceMs } = read.data;
    if (consistencyDelayMs !== undefined) world.settings.consistencyDelayMs = consistencyDelayMs;
    if (buildPaceMs !== undefined) world.settings.buildPaceMs = buildPaceMs;
    return context.json(world.settings);
  });
  routes.get('/calls', (context) => context.json(calls.all()));
  routes.delete('/calls', (context) => {
    calls.clear();
    return context.body(null, 204);
  });
  routes.get('/builds', (context) => context.json(buildsOf(world)));
  routes.get('/layers/:link', (context) => {
    const link = readLink(world, context.req.param('link'));
    const bytes = link === null ? null : layerAt(world, link);
    if (bytes === null) return context.text('AccessDenied', 403);
    return context.body(Buffer.from(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  return routes;
}

/** Every build with its end, and with what of its commands was not carried out here. */
function buildsOf({ accounts }: World): readonly object[] {
  return [...accounts.values()].flatMap(({ regions }) =>
    [...regions.values()].flatMap(({ codebuild }) =>
      [...codebuild.builds.values()].map(({ id, arn, status, notRun }) => ({
        id,
        arn,
        status,
        notRun: [...notRun],
      })),
    ),
  );
}

/** Null for what is no JSON; no schema takes it. */
function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}
