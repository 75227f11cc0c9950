/**
 * The sandbox's HTTP endpoint, on loopback only. Comes in: requests of unmodified AWS clients and OCI clients.
 * Goes out: what AWS would answer by the policies in the world. Never: reaches out to anything, keeps anything
 * on disk, or binds to another address.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve, type HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { answerAwsCall } from './aws-endpoint.ts';
import { controlRoutes } from './control.ts';
import { registryRoutes } from './ecr/registry.ts';
import { newFaults } from './faults.ts';
import { newCallLog } from './call-log.ts';
import type { World } from './world.ts';

const LOOPBACK = '127.0.0.1';
/** Larger than any layer a test pushes; an AWS call is far smaller. */
const BODY_BOUND = 512 * 1024 * 1024;

export interface SandboxOptions {
  readonly world: World;
  /** 0 picks a free port. */
  readonly port?: number;
  /** Delay of every answer, in milliseconds. */
  readonly latencyMs?: number;
  readonly region?: string;
}

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
}: SandboxOptions): Promise<Sandbox> {
  const seams = { world, faults: newFaults(), calls: newCallLog(), latencyMs };
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(bodyLimit({ maxSize: BODY_BOUND }));
  app.route('/_sandbox', controlRoutes(seams));
  app.route('/v2', registryRoutes(seams));
  app.all('*', (context) => answerAwsCall(context, seams));
  const server = serve({ fetch: app.fetch, hostname: LOOPBACK, port }) as Server;
  if (!server.listening) await once(server, 'listening');
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
