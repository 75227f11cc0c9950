/** Answers and refusals in the service's protocol. Source: facts 8.2, 8.3, 3.5. */
import { unreachable } from '#basics/exhaustive.ts';
import { AwsError, type Service } from './operation.ts';
import { encodeJson, encodeJsonError } from './protocol/json.ts';
import { encodeEc2, encodeEc2Error, encodeQuery, encodeQueryError } from './protocol/query.ts';
import { encodeRest, encodeRestError } from './protocol/rest-xml.ts';
import type { Unserved } from './read-request.ts';

export interface Answered {
  readonly service: Service;
  readonly operation: string;
  readonly requestId: string;
}

export function answer({ service, operation, requestId }: Answered, output: unknown): Response {
  const { protocol } = service;
  switch (protocol.kind) {
    case 'query':
      return new Response(encodeQuery({ operation, xmlns: protocol.xmlns, requestId, output }), {
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      });
    case 'ec2':
      return new Response(encodeEc2({ operation, xmlns: protocol.xmlns, requestId, output }), {
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      });
    case 'json':
      return new Response(encodeJson(output), {
        headers: {
          'content-type': `application/x-amz-json-${protocol.version}`,
          'x-amzn-requestid': requestId,
        },
      });
    case 'rest':
      return encodeRest(output ?? {}, { xmlns: protocol.xmlns, requestId });
    case 'rest-json':
      return new Response(encodeJson(output), {
        headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
      });
    default:
      return unreachable(protocol);
  }
}

/** How a service of a protocol answers a denial. */
export const denialOf = ({ protocol }: Service): { readonly code: string; readonly status: number } =>
  DENIALS[protocol.kind];

const DENIALS: Readonly<
  Record<Service['protocol']['kind'], { readonly code: string; readonly status: number }>
> = {
  json: { code: 'AccessDeniedException', status: 400 },
  'rest-json': { code: 'AccessDeniedException', status: 403 },
  query: { code: 'AccessDenied', status: 403 },
  ec2: { code: 'UnauthorizedOperation', status: 403 },
  rest: { code: 'AccessDenied', status: 403 },
};

/** Codes of the front door differ by protocol. */
const JSON_CODES: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'UnrecognizedClientException',
  ExpiredToken: 'ExpiredTokenException',
  SignatureDoesNotMatch: 'InvalidSignatureException',
  MissingAuthenticationToken: 'MissingAuthenticationTokenException',
};
/** Source: EC2 API reference, errors-overview. */
const EC2_CODES: Readonly<Record<string, string>> = {
  InvalidClientTokenId: 'AuthFailure',
  ExpiredToken: 'RequestExpired',
  SignatureDoesNotMatch: 'AuthFailure',
  MissingAuthenticationToken: 'AuthFailure',
};
const REST_CODES: Readonly<Record<string, string>> = { InvalidClientTokenId: 'InvalidAccessKeyId' };

export function refusal({ service, requestId }: Omit<Answered, 'operation'>, error: AwsError): Response {
  const { protocol } = service;
  switch (protocol.kind) {
    case 'query':
      return new Response(encodeQueryError(error, { xmlns: protocol.xmlns, requestId }), {
        status: error.status,
        headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId },
      });
    case 'ec2':
      return xmlError(
        encodeEc2Error(
          new AwsError(EC2_CODES[error.code] ?? error.code, error.message, error.status),
          requestId,
        ),
        error.status,
      );
    case 'json': {
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
    case 'rest-json': {
      const worded = new AwsError(JSON_CODES[error.code] ?? error.code, error.message, error.status);
      return new Response(encodeJsonError(worded), {
        status: worded.status,
        headers: {
          'content-type': 'application/json',
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': worded.code,
        },
      });
    }
    case 'rest':
      return encodeRestError(
        new AwsError(REST_CODES[error.code] ?? error.code, error.message, error.status),
        requestId,
      );
    default:
      return unreachable(protocol);
  }
}

/** In the form in which the service's clients read errors. */
export function unserved({ service, operation, protocol }: Unserved, requestId: string): Response {
  const error = new AwsError('NotImplemented', `the sandbox does not serve ${service}: ${operation}`, 501);
  switch (protocol) {
    case 'rest-xml':
      return encodeRestError(error, requestId);
    case 'query':
      return xmlError(encodeQueryError(error, { xmlns: '', requestId }), error.status);
    case 'json':
      return new Response(encodeJsonError(error), {
        status: error.status,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.code },
      });
    default:
      return unreachable(protocol);
  }
}

const xmlError = (text: string, status: number): Response =>
  new Response(text, { status, headers: { 'content-type': 'text/xml' } });
