import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';

/** The connection is cut; whatever the client hears is not from here. */
export function dropped(context: Context<{ Bindings: HttpBindings }>): Response {
  context.env.outgoing.destroy();
  return new Response(null, { status: 599 });
}
