/** The sandbox's own routes under `/_sandbox`: faults, settings, the calls served, links to layers. */
import { Hono } from 'hono';
import { z } from 'zod';
import { layerAt } from './ecr/layers.ts';
import { readLink } from './ecr/token.ts';
import { faultSchema } from './faults.ts';
import type { Seams } from './seams.ts';

const settingsSchema = z.strictObject({
  consistencyDelayMs: z.int().min(0).max(3_600_000).optional(),
  buildPaceMs: z.int().min(0).max(60_000).optional(),
});

export function controlRoutes({ world, faults, calls }: Seams): Hono {
  const routes = new Hono();
  routes.put('/faults', async (context) => {
    const read = z.array(faultSchema).safeParse(await context.req.json().catch(() => null));
    if (!read.success) return context.json({ error: z.prettifyError(read.error) }, 400);
    faults.replace(read.data);
    return context.json({ faults: read.data.length });
  });
  routes.put('/settings', async (context) => {
    const read = settingsSchema.safeParse(await context.req.json().catch(() => null));
    if (!read.success) return context.json({ error: z.prettifyError(read.error) }, 400);
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
  routes.get('/layers/:link', (context) => {
    const link = readLink(world, context.req.param('link'));
    const bytes = link === null ? null : layerAt(world, link);
    if (bytes === null) return context.text('AccessDenied', 403);
    return context.body(Buffer.from(bytes), 200, { 'content-type': 'application/octet-stream' });
  });
  return routes;
}
