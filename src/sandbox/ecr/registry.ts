/**
 * The registry: the OCI distribution endpoints under `/v2/`. Comes in: requests of docker, skopeo and their like.
 * Goes out: the answer, or the refusal as an OCI body. Never: decides anything; each step asks the engine.
 *
 * Whose registry: the account and region of the token, as every registry here has the same host. A client that
 * means another account's names it in the header `X-Sandbox-Registry`, as
 * `ACCOUNT.dkr.ecr.REGION.amazonaws.com`. A token is good in its own region only.
 * Faults and the list of calls know this service as `ecr-registry`, its operations by the ECR action.
 */
import { setTimeout as after } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { unreachable } from '#basics/exhaustive.ts';
import { withBody } from '../body.ts';
import type { Caller } from '../caller.ts';
import { dropped } from '../drop-connection.ts';
import { enforce } from '../enforce.ts';
import { faultError, keepsUndone, losesAnswer, spoilt, strikesBefore, type Fault } from '../faults.ts';
import { AwsError } from '../operation.ts';
import { MIB } from '../room.ts';
import type { Seams } from '../seams.ts';
import { MANIFEST_BOUND } from './images.ts';
import { LAYER_BOUND } from './layers.ts';
import { asOciError, expired, refusal, unauthorized, unsupported } from './registry-errors.ts';
import { operationOf, readTarget, type Target } from './registry-request.ts';
import {
  blobStep,
  manifestStep,
  referrersStep,
  type Session,
  startUploadStep,
  tagsStep,
  uploadStep,
} from './registry-steps.ts';
import { readToken } from './token.ts';

type HttpContext = Context<{ Bindings: HttpBindings }>;

const REGISTRY_SERVICE = 'ecr-registry';
/** What a body may have at most: a layer comes whole, a manifest is refused beyond its own bound. */
const BOUNDS: Readonly<Partial<Record<Target['kind'], number>>> = {
  uploads: LAYER_BOUND,
  upload: LAYER_BOUND,
  manifest: 2 * MANIFEST_BOUND,
};
const SMALL = MIB;

export function registryRoutes(seams: Seams): Hono<{ Bindings: HttpBindings }> {
  const routes = new Hono<{ Bindings: HttpBindings }>();
  routes.all('*', (context) => answerRegistryCall(context, seams));
  return routes;
}

async function answerRegistryCall(context: HttpContext, seams: Seams): Promise<Response> {
  const startedAt = Date.now();
  const target = readTarget(context.req.path);
  const operation = operationOf(context.req.method, target);
  const fault = operation === null ? null : seams.faults.strike(REGISTRY_SERVICE, operation);
  await after(seams.latencyMs + (fault?.latencyMs ?? 0));
  const { answer, error, caller, region } = await carryOut(context, { seams, target, operation, fault });
  seams.calls.add({
    service: REGISTRY_SERVICE,
    operation: operation ?? `${context.req.method} ${context.req.path}`.slice(0, 200),
    region,
    principal: caller?.arn ?? '',
    status: error?.status ?? answer.status,
    code: error?.code ?? null,
    startedAt,
    endedAt: Date.now(),
  });
  if (fault !== null && losesAnswer(fault)) return dropped(context, fault);
  answer.headers.set('docker-distribution-api-version', 'registry/2.0');
  return spoilt(fault, answer);
}

interface Work {
  readonly seams: Seams;
  readonly target: Target;
  readonly operation: string | null;
  readonly fault: Fault | null;
}

interface Outcome {
  readonly answer: Response;
  readonly error: AwsError | null;
  readonly caller: Caller | null;
  readonly region: string;
}

async function carryOut(context: HttpContext, work: Work): Promise<Outcome> {
  const { seams, target, operation, fault } = work;
  let who: Login | null = null;
  try {
    const failure = fault === null ? null : faultError(fault);
    if (fault !== null && strikesBefore(fault)) {
      if (failure !== null) throw failure;
      if (keepsUndone(fault)) return { answer: new Response(null), error: null, caller: null, region: '' };
    }
    who = login(context, seams);
    if (operation === null) throw unsupported();
    const asked = { seams, login: who, target };
    const answer = await withBody(
      { request: context.req.raw, bound: BOUNDS[target.kind] ?? SMALL, bodies: seams.bodies },
      (body) => Promise.resolve(step(sessionOf(context, { ...asked, body }), target)),
    );
    if (failure !== null) throw failure;
    return { answer, error: null, ...who };
  } catch (error) {
    const known = asOciError(error);
    const answer = refusal(known);
    if (known.status === 401) answer.headers.set('www-authenticate', challenge(seams));
    return { answer, error: known, caller: who?.caller ?? null, region: who?.region ?? '' };
  }
}

const challenge = ({ world }: Seams): string =>
  `Basic realm="${world.endpoint}/",service="ecr.amazonaws.com"`;

interface Login {
  readonly caller: Caller;
  /** The account whose registry is meant. */
  readonly account: string;
  readonly region: string;
}

const HOST = /^(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?(?::\d+)?$/;

/** Who logged in, and to whose registry. Source: facts 4.4 [E-AUTH]. */
function login({ req }: HttpContext, { world }: Seams): Login {
  const [, encoded] = /^Basic\s+([\w+/=-]+)$/i.exec(req.header('authorization') ?? '') ?? [];
  const [user, password] = Buffer.from(encoded ?? '', 'base64')
    .toString()
    .split(':', 2);
  if (user !== 'AWS' || password === undefined) throw unauthorized();
  const token = readToken(world, password);
  if (token.kind === 'expired') throw expired();
  if (token.kind === 'invalid') throw unauthorized();
  const { caller, region } = token;
  const [, account = caller.account, asked = region] =
    HOST.exec(req.header('x-sandbox-registry') ?? '') ?? [];
  if (asked !== region) throw unauthorized();
  return { caller, account, region };
}

interface Asked {
  readonly seams: Seams;
  readonly login: Login;
  readonly target: Target;
  readonly body: Uint8Array;
}

function sessionOf({ req }: HttpContext, { seams, login, target, body }: Asked): Session {
  const { world } = seams;
  const { caller, account, region } = login;
  return {
    world,
    caller,
    account: caller.account,
    partition: world.partition,
    place: { account, region, name: 'name' in target ? target.name : '' },
    now: world.now(),
    method: req.method,
    body,
    headers: req.raw.headers,
    query: new URL(req.url).searchParams,
    authorize: (check) =>
      enforce({ world, caller, check, region, endpoint: 'ecr.dkr' }, { code: 'AccessDenied', status: 403 }),
  };
}

function step(session: Session, target: Target): Response {
  switch (target.kind) {
    case 'other':
      throw unsupported();
    case 'version':
      return Response.json({});
    case 'manifest':
      return manifestStep(session, target);
    case 'blob':
      return blobStep(session, target);
    case 'uploads':
      return startUploadStep(session);
    case 'upload':
      return uploadStep(session, target);
    case 'tags':
      return tagsStep(session);
    case 'referrers':
      return referrersStep(session, target);
    default:
      return unreachable(target);
  }
}
