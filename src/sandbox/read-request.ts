/**
 * Which operation of which service a request calls. Comes in: HTTP. Goes out: the service, the operation and its
 * decoded input, or null for a service that is not served. A REST service is known by its signature only.
 */
import { unreachable } from '#basics/exhaustive.ts';
import { readSignature } from './identify-caller.ts';
import type { RestRequest, Service } from './operation.ts';
import { decodeJson } from './protocol/json.ts';
import { decodeForm } from './protocol/query.ts';
import { SERVICES } from './services.ts';

export interface Request {
  readonly service: Service;
  readonly operation: string;
  /** Throws what the service answers to a body it cannot read. */
  readonly readInput: () => Readonly<Record<string, unknown>>;
  readonly region: string;
}

export type ReadRequest =
  | { readonly kind: 'served'; readonly request: Request }
  | ({ readonly kind: 'unserved' } & Unserved);

/** What is asked of a service that is not served, and how it would have answered. */
export interface Unserved {
  readonly service: string;
  readonly operation: string;
  readonly protocol: 'json' | 'query' | 'rest-xml';
}

/** The service a request is for, as far as its address and headers tell. */
export const serviceAsked = (http: RestRequest): Service | null =>
  serviceOf(readSignature(http.headers)?.service ?? null, wireOf(http));

const wireOf = (http: RestRequest): Wire => ({
  http,
  target: http.headers.get('x-amz-target'),
  text: () => Buffer.from(http.body.buffer, http.body.byteOffset, http.body.byteLength).toString('utf8'),
});

export function readRequest(http: RestRequest): ReadRequest {
  const signed = readSignature(http.headers);
  const wire = wireOf(http);
  const service = serviceOf(signed?.service ?? null, wire);
  if (service === null) {
    return { kind: 'unserved', ...unservedOf(signed?.service ?? 'unknown', wire) };
  }
  const called = operationOf(service, wire);
  return { kind: 'served', request: { service, region: signed?.region || 'us-east-1', ...called } };
}

/** REST services that answer in XML, by their signing names. Source: the API models of AWS, `restXml`. */
const REST_XML = new Set(['cloudfront', 'route53', 's3', 's3-outposts', 's3-object-lambda', 's3express']);

function unservedOf(service: string, { http, target, text }: Wire): Unserved {
  const action = target === null ? new URLSearchParams(text()).get('Action') : null;
  const operation = (target ?? action ?? `${http.method} ${http.url.pathname}`).slice(0, 200);
  const protocol = action !== null ? 'query' : REST_XML.has(service) ? 'rest-xml' : 'json';
  return { service, operation, protocol };
}

interface Wire {
  readonly http: RestRequest;
  readonly target: string | null;
  readonly text: () => string;
}

function operationOf(
  { protocol }: Service,
  { http, target, text }: Wire,
): Pick<Request, 'operation' | 'readInput'> {
  switch (protocol.kind) {
    case 'query':
    case 'ec2': {
      const { action, input } = decodeForm(text());
      return { operation: action, readInput: () => input };
    }
    case 'json':
      return {
        operation: target?.slice(target.lastIndexOf('.') + 1) ?? '',
        readInput: () => decodeJson(text()),
      };
    case 'rest':
    case 'rest-json': {
      const { operation, input } = protocol.route(http);
      return { operation, readInput: () => input };
    }
    default:
      return unreachable(protocol);
  }
}

function serviceOf(signingName: string | null, { http, target, text }: Wire): Service | null {
  const signedAlike = SERVICES.filter((service) => (service.signingName ?? service.name) === signingName);
  const byPath = signedAlike.find(
    ({ protocol }) => protocol.kind === 'rest-json' && protocol.path.test(http.url.pathname),
  );
  const bySignature = byPath ?? signedAlike.find(({ protocol }) => protocol.kind !== 'rest-json');
  if (bySignature !== undefined) return bySignature;
  if (signingName !== null) return null;
  const version = target === null ? new URLSearchParams(text()).get('Version') : null;
  const isMeant = ({ protocol }: Service): boolean =>
    (protocol.kind === 'json' && target?.includes(protocol.targetPrefix) === true) ||
    ((protocol.kind === 'query' || protocol.kind === 'ec2') && protocol.version === version);
  return SERVICES.find(isMeant) ?? null;
}
