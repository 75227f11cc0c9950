import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { Fault } from './faults.ts';

/** The connection is cut; whatever the client hears is not from here. */
export function dropped({ env }: Context<{ Bindings: HttpBindings }>, { reset }: Fault): Response {
  if (reset === true) env.incoming.socket.resetAndDestroy();
  else env.outgoing.destroy();
  return new Response(null, { status: 599 });
}
