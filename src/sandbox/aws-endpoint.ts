/** One AWS call, from the request to the answer in the service's protocol. */
import { setTimeout as after } from 'node:timers/promises';
import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import { dropped } from './drop-connection.ts';
import type { Caller } from './caller.ts';
import { recordEvent } from './cloudtrail/event.ts';
import { enforce } from './enforce.ts';
import { faultError, losesAnswer, strikesBefore, type Fault } from './faults.ts';
import { identify, readSignature } from './identify-caller.ts';
import { AwsError, type Call, type Service } from './operation.ts';
import { decodeJson, encodeJson, encodeJsonError } from './protocol/json.ts';
import { decodeForm, encodeQuery, encodeQueryError } from './protocol/query.ts';
import type { Seams } from './seams.ts';
import { SERVICES } from './services.ts';

type HttpContext = Context<{ Bindings: HttpBindings }>;

interface Request {
  readonly service: Service;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly region: string;
  readonly requestId: string;
}

export async function answerAwsCall(context: HttpContext, seams: Seams): Promise<Response> {
  const startedAt = Date.now();
  const body = await context.req.text();
  const read = readRequest(context, { body, seams });
  if (read instanceof Response) return read;
  const fault = seams.faults.strike(read.service.name, read.operation);
  await after(seams.latencyMs + (fault?.latencyMs ?? 0));
  const outcome = await carryOut(context, { body, request: read, fault, seams });
  seams.calls.add({
    service: read.service.name,
    operation: read.operation,
    region: read.region,
    principal: outcome.principal,
    status: outcome.error?.status ?? 200,
    code: outcome.error?.code ?? null,
    startedAt,
    endedAt: Date.now(),
  });
  if (fault !== null && losesAnswer(fault)) return dropped(context);
  return outcome.error === null ? answer(read, outcome.output) : refusal(read, outcome.error);
}

/** Which service and operation is called, by the signature's service name or else by the form of the request. */
function readRequest(
  context: HttpContext,
  { body, seams }: { body: string; seams: Seams },
): Request | Response {
  const headers = context.req.raw.headers;
  const signed = readSignature(headers);
  const target = headers.get('x-amz-target');
  const service = serviceOf(signed?.service ?? null, target, body);
  const requestId = seams.world.ids.uuid();
  if (service === null) {
    const asked =
      target ??
      new URLSearchParams(body).get('Action') ??
      `${context.req.method} ${new URL(context.req.url).pathname}`;
    return unserved(signed?.service ?? 'unknown', asked.slice(0, 200));
  }
  const base = { service, region: signed?.region || 'us-east-1', requestId };
  if (service.protocol.kind === 'query') {
    const { action, input } = decodeForm(body);
    return { ...base, operation: action, input };
  }
  const operation = target?.slice(target.lastIndexOf('.') + 1) ?? '';
  try {
    return { ...base, operation, input: decodeJson(body) };
  } catch (error) {
    return refusal({ ...base, operation, input: {} }, asAwsError(error));
  }
}

function serviceOf(signingName: string | null, target: string | null, body: string): Service | null {
  const bySignature = SERVICES.find(({ name }) => name === signingName);
  if (bySignature !== undefined) return bySignature;
  if (signingName !== null) return null;
  const version = new URLSearchParams(body).get('Version');
  return (
    SERVICES.find(({ protocol }) =>
      protocol.kind === 'json'
        ? target?.includes(protocol.targetPrefix) === true
        : target === null && protocol.version === version,
    ) ?? null
  );
}

interface Outcome {
  readonly output: unknown;
  readonly error: AwsError | null;
  readonly principal: string;
}

interface Work {
  readonly body: string;
  readonly request: Request;
  readonly fault: Fault | null;
  readonly seams: Seams;
}

async function carryOut(context: HttpContext, { body, request, fault, seams }: Work): Promise<Outcome> {
  let caller: Caller | null = null;
  try {
    const failure = fault === null ? null : faultError(fault);
    if (fault !== null && strikesBefore(fault)) {
      if (failure !== null) throw failure;
      if (fault.drop === true) return { output: null, error: null, principal: '' };
    }
    caller = await callerOf(context, body, seams);
    const output = await run(callOf(request, caller, context), request.service);
    recordEvent(seams.world, { ...eventOf(request, caller, context), error: null });
    if (failure !== null) throw failure;
    return { output, error: null, principal: caller.arn };
  } catch (error) {
    const known = asAwsError(error);
    if (caller !== null && fault === null) {
      recordEvent(seams.world, {
        ...eventOf(request, caller, context),
        error: { code: known.code, message: known.message },
      });
    }
    return { output: null, error: known, principal: caller?.arn ?? '' };
  }

  function callOf(
    { service, operation, input, region, requestId }: Request,
    by: Caller,
    { req }: HttpContext,
  ): Call {
    const { world } = seams;
    const denied =
      service.protocol.kind === 'query'
        ? { code: 'AccessDenied', status: 403 }
        : { code: 'AccessDeniedException', status: 400 };
    return {
      service: service.name,
      operation,
      input,
      caller: by,
      account: by.account,
      region,
      partition: world.partition,
      now: world.now(),
      requestId,
      userAgent: req.header('user-agent') ?? '',
      world,
      authorize: (check) => enforce({ world, caller: by, check }, denied),
    };
  }
}

async function callerOf(context: HttpContext, body: string, { world }: Seams): Promise<Caller> {
  const { raw } = context.req;
  const signed = readSignature(raw.headers);
  if (signed === null)
    throw new AwsError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
  return identify(world, signed, { method: raw.method, url: raw.url, headers: raw.headers, body });
}

async function run(call: Call, service: Service): Promise<unknown> {
  const operation = Object.hasOwn(service.operations, call.operation)
    ? service.operations[call.operation]
    : undefined;
  if (operation === undefined) {
    throw new AwsError('NotImplemented', `the sandbox does not serve ${service.name}:${call.operation}`, 501);
  }
  return operation(call);
}

function eventOf({ service, operation, input, region }: Request, caller: Caller, { req }: HttpContext) {
  return {
    service: service.name,
    operation,
    input,
    caller,
    region,
    userAgent: req.header('user-agent') ?? '',
  };
}

function asAwsError(error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new AwsError('InternalFailure', `Internal error: ${message}`, 500);
}

function answer({ service, operation, requestId }: Request, output: unknown): Response {
  const { protocol } = service;
  if (protocol.kind === 'query') {
    return new Response(encodeQuery({ operation, xmlns: protocol.xmlns, requestId, output }), {
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    });
  }
  return new Response(encodeJson(output), {
    headers: { 'content-type': `application/x-amz-json-${protocol.version}`, 'x-amzn-requestid': requestId },
  });
}

/** Codes of the front door differ by protocol. Source: facts 8.2, 3.5. */
const JSON_CODES: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
};

function refusal({ service, requestId }: Request, error: AwsError): Response {
  const { protocol } = service;
  if (protocol.kind === 'query') {
    return new Response(encodeQueryError(error, { xmlns: protocol.xmlns, requestId }), {
      status: error.status,
      headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
    });
  }
  const code = JSON_CODES[error.code];
  const worded = code === undefined ? error : new AwsError(code, error.message, 400);
  return new Response(encodeJsonError(worded), {
    status: worded.status,
    headers: {
      'content-type': `application/x-amz-json-${protocol.version}`,
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': worded.code,
    },
  });
}

function unserved(service: string, operation: string): Response {
  const message = `the sandbox does not serve ${service}: ${operation}`;
  return new Response(JSON.stringify({ __type: 'NotImplemented', message }), {
    status: 501,
    headers: { 'content-type': 'application/json' },
  });
}
