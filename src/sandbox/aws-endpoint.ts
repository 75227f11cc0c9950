/** One AWS call, from the request to the answer in the service's protocol. */
import { setTimeout as after } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { answer, denialOf, refusal, unserved } from './answer.ts';
import { withBody } from './body.ts';
import type { Caller } from './caller.ts';
import { recordEvent } from './cloudtrail/event.ts';
import { dropped } from './drop-connection.ts';
import { type Denied, enforce } from './enforce.ts';
import { BadToken } from './input.ts';
import { faultError, keepsUndone, losesAnswer, spoilt, strikesBefore, type Fault } from './faults.ts';
import { identify, readSignature } from './identify-caller.ts';
import { AwsError, type Call, type RestRequest, type Service } from './operation.ts';
import { readRequest, type Request, serviceAsked } from './read-request.ts';
import { MIB } from './room.ts';
import type { Seams } from './seams.ts';

type HttpContext = Context<{ Bindings: HttpBindings }>;

/** Four times the largest batch of log events, the largest input there is but for layers and objects. */
const CALL_BOUND = 4 * MIB;
const NO_BODY = new Uint8Array();

export async function answerAwsCall(context: HttpContext, seams: Seams): Promise<Response> {
  const { req } = context;
  const head = { method: req.method, url: new URL(req.url), headers: req.raw.headers, body: NO_BODY };
  // A call that is signed for no service, as some of STS are, is only known by its body.
  const service = serviceAsked(head);
  const bound = service?.bodyBound ?? CALL_BOUND;
  try {
    return await withBody({ request: req.raw, bound, bodies: seams.bodies }, (body) =>
      answerCall(context, { ...head, body }, seams),
    );
  } catch (error) {
    const known = asAwsError(error, service);
    const requestId = seams.world.ids.uuid();
    return service === null
      ? Response.json({ error: known.message }, { status: known.status })
      : refusal({ service, requestId }, known);
  }
}

async function answerCall(context: HttpContext, http: RestRequest, seams: Seams): Promise<Response> {
  const startedAt = Date.now();
  const read = readRequest(http);
  if (read.kind === 'unserved') return unserved(read, seams.world.ids.uuid());
  const { request } = read;
  const fault = seams.faults.strike(request.service.name, request.operation);
  await after(seams.latencyMs + (fault?.latencyMs ?? 0));
  const requestId = seams.world.ids.uuid();
  const work = { request, requestId, fault, seams };
  const outcome = await carryOut(http, work);
  noteCall(work, outcome, startedAt);
  if (fault?.lateMs !== undefined) {
    seams.later(fault.lateMs, async () => {
      const late = { ...work, fault: null };
      noteCall(late, await carryOut(http, late), startedAt);
    });
  }
  if (fault !== null && losesAnswer(fault)) return dropped(context, fault);
  const answered = { ...request, requestId };
  return outcome.error === null
    ? spoilt(fault, answer(answered, outcome.output))
    : refusal(answered, outcome.error);
}

function noteCall({ request, seams }: Work, { principal, error }: Outcome, startedAt: number): void {
  seams.calls.add({
    service: request.service.name,
    operation: request.operation,
    region: request.region,
    principal,
    status: error?.status ?? 200,
    code: error?.code ?? null,
    startedAt,
    endedAt: Date.now(),
  });
}

interface Outcome {
  readonly output: unknown;
  readonly error: AwsError | null;
  readonly principal: string;
}

interface Work {
  readonly request: Request;
  readonly requestId: string;
  readonly fault: Fault | null;
  readonly seams: Seams;
}

async function carryOut(http: RestRequest, work: Work): Promise<Outcome> {
  const { fault } = work;
  const failure = fault === null ? null : faultError(fault);
  let call: Call | null = null;
  try {
    if (fault !== null && strikesBefore(fault)) {
      if (failure !== null) throw failure;
      if (keepsUndone(fault)) return { output: null, error: null, principal: '' };
    }
    const caller = await callerOf(http, work);
    call = callOf(http, caller, work);
    const output = await run(call, work.request.service);
    record(call, work.request.service, null);
    if (failure !== null) throw failure;
    return { output, error: null, principal: caller.arn };
  } catch (error) {
    const known = asAwsError(error, work.request.service);
    if (call !== null && failure === null) record(call, work.request.service, known);
    return { output: null, error: known, principal: call?.caller.arn ?? '' };
  }
}

function callOf({ headers }: RestRequest, caller: Caller, { request, requestId, seams }: Work): Call {
  const { world } = seams;
  const { service, operation, region } = request;
  // The registry of ECR has an endpoint of its own.
  const endpoint = service.name === 'ecr' ? 'ecr.api' : service.name;
  return {
    service: service.name,
    operation,
    input: request.readInput(),
    caller,
    account: caller.account,
    region,
    partition: world.partition,
    now: world.now(),
    requestId,
    userAgent: headers.get('user-agent') ?? '',
    world,
    authorize: (check) => enforce({ world, caller, check, region, endpoint }, denialIn(service, region)),
  };
}

function denialIn(service: Service, region: string): Denied {
  const { addToDenial } = service;
  const denied = denialOf(service);
  return addToDenial === undefined
    ? denied
    : { ...denied, addition: (refused) => addToDenial({ ...refused, region }) };
}

async function callerOf(http: RestRequest, { request, seams: { world } }: Work): Promise<Caller> {
  const signed = readSignature(http.headers);
  const unsigned = request.service.unsigned?.get(request.operation);
  if (signed === null && unsigned !== undefined) return unsigned(request.readInput());
  if (signed === null)
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  return identify(world, signed, http);
}

async function run(call: Call, service: Service): Promise<unknown> {
  const operation = Object.hasOwn(service.operations, call.operation)
    ? service.operations[call.operation]
    : undefined;
  if (operation !== undefined) return operation(call);
  if (call.operation === '') throw namesNoOperation(service);
  throw new AwsError('NotImplemented', `the sandbox does not serve ${service.name}:${call.operation}`, 501);
}

/** Source: IAM API Reference, CommonErrors. */
const namesNoOperation = ({ protocol }: Service): AwsError =>
  protocol.kind === 'json'
    ? new AwsError('UnknownOperationException', 'the request names no operation')
    : new AwsError('MissingAction', 'The request is missing an action or a required parameter.');

function record(call: Call, { dataOperations }: Service, error: AwsError | null): void {
  if (dataOperations?.has(call.operation) === true) return;
  const { service, operation, input, caller, region, userAgent } = call;
  recordEvent(call.world, { service, operation, input, caller, region, userAgent, error });
}

function asAwsError(error: unknown, service: Service | null): AwsError {
  if (error instanceof AwsError) return error;
  if (error instanceof BadToken && service?.badToken !== undefined)
    return new AwsError(service.badToken.code, service.badToken.message);
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `Internal error: ${message}`, 500);
}
