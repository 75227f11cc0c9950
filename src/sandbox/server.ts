/**
 * The sandbox's HTTP endpoint, on loopback only. Comes in: requests of unmodified AWS clients and OCI clients.
 * Goes out: what AWS would answer by the policies in the world. Never: reaches out to anything, keeps anything
 * on disk, or binds to another address.
 */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { answerAwsCall } from './aws-endpoint.ts';
import { newBodies } from './body.ts';
import { controlRoutes } from './control.ts';
import { registryRoutes } from './ecr/registry.ts';
import { type Faults, newFaults } from './faults.ts';
import { LOOPBACK, refuse, whyRefused } from './front-door.ts';
import { newCallLog } from './call-log.ts';
import type { Later, Seams } from './seams.ts';
import type { World } from './world.ts';

export interface SandboxOptions {
  readonly world: World;
  /** 0 picks a free port. */
  readonly port?: number;
  /** Delay of every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly region?: string;
  /** The most bytes that the bodies of all requests may hold together. */
  readonly bodyBytes?: number;
  readonly timeouts?: Partial<Timeouts>;
  /** Which calls go wrong, beside what is put in over HTTP. */
  readonly faults?: Faults;
  /** Default: by the time of the machine. */
  readonly later?: Later;
}

/** How long a client may take, in milliseconds; who takes longer is answered 408 and cut off. */
export interface Timeouts {
  readonly headers: number;
  /** For the whole request, its body included. */
  readonly request: number;
  /** How often it is looked after. */
  readonly check: number;
}

/** Loopback carries the largest layer in seconds. The whole request: as Node has it. */
const TIMEOUTS: Timeouts = { headers: 10_000, request: 300_000, check: 5_000 };

export interface Sandbox {
  readonly endpoint: string;
  readonly registry: string;
  readonly region: string;
  readonly accounts: readonly string[];
  readonly world: World;
  readonly close: () => Promise<void>;
}

/** Rejects with the system's error when the port is taken. */
export async function startSandbox({
  world,
  port = 0,
  latencyMs = 0,
  region = 'us-west-2',
  bodyBytes,
  timeouts,
  faults = newFaults(),
  later = byTimer,
}: SandboxOptions): Promise<Sandbox> {
  const seams = { world, faults, calls: newCallLog(), bodies: newBodies(bodyBytes), latencyMs, later };
  const server = serverOf(seams, { ...TIMEOUTS, ...timeouts });
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  world.endpoint = `http://${LOOPBACK}:${bound}`;
  return {
    endpoint: world.endpoint,
    registry: `${LOOPBACK}:${bound}`,
    region,
    accounts: [...world.accounts.keys()],
    world,
    close: async () => {
      await stopBuilds(world);
      await close(server);
    },
  };
}

/** A request that does not come from a client of this machine's own is answered before anything reads it. */
function serverOf(seams: Seams, { headers, request, check }: Timeouts): Server {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.route('/_sandbox', controlRoutes(seams));
  app.route('/v2', registryRoutes(seams));
  app.all('*', (context) => answerAwsCall(context, seams));
  const listener = getRequestListener(app.fetch);
  const options = {
    // A request without a Host is refused like one with a foreign Host.
    requireHostHeader: false,
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: check,
    // A client that is slow on a busy machine finds the connection still open that it is about to use again.
    keepAliveTimeout: 60_000,
  };
  const server = createServer(options, (incoming, outgoing) => {
    const refused = whyRefused(incoming, (server.address() as AddressInfo).port);
    if (refused === null) void listener(incoming, outgoing);
    else refuse(outgoing, refused);
  });
  return server;
}

/** What is still to come when the sandbox ends never does. */
const byTimer: Later = (milliseconds, work) => void setTimeout(() => void work(), milliseconds).unref();

/** Builds that are running end before the endpoint they call is gone. */
async function stopBuilds({ accounts }: World): Promise<void> {
  for (const { regions } of accounts.values()) {
    for (const { codebuild } of regions.values()) {
      for (const build of codebuild.builds.values()) {
        build.stop.abort();
        await build.ended;
      }
    }
  }
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
