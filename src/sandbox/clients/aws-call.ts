/**
 * A client of the sandbox's own AWS endpoint, over HTTP and signed like any other. Comes in: whose keys, and a
 * request. Goes out: the answer, or the error as the service gave it. Never: talks to anything but the endpoint.
 */
import { AwsV4Signer } from 'aws4fetch';
import { type Members, textAt } from './members.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

export interface Connection {
  readonly endpoint: string;
  readonly region: string;
  readonly keys: Keys;
  readonly userAgent: string;
  readonly signal: AbortSignal;
}

export interface AwsFailure {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly requestId: string;
}

export type AwsAnswer<Output> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly error: AwsFailure };

export interface SignedRequest {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

export async function sendSigned(connection: Connection, request: SignedRequest): Promise<Response> {
  const { endpoint, region, keys, userAgent, signal } = connection;
  const signer = new AwsV4Signer({
    method: request.method,
    url: `${endpoint}${request.path}`,
    headers: request.headers,
    ...(request.body.length === 0 ? {} : { body: request.body }),
    accessKeyId: keys.accessKeyId,
    secretAccessKey: keys.secretAccessKey,
    ...(keys.sessionToken === null ? {} : { sessionToken: keys.sessionToken }),
    service: request.service,
    region,
  });
  const { method, url, headers, body } = await signer.sign();
  headers.set('user-agent', userAgent);
  return fetch(url, { method, headers, body: body ?? null, signal });
}

/** The prefix of `X-Amz-Target` for each JSON service. Source: facts 8.1. */
const TARGETS: Readonly<Record<string, string>> = {
  ecr: 'AmazonEC2ContainerRegistry_V20150921',
  codebuild: 'CodeBuild_20161006',
  codepipeline: 'CodePipeline_20150709',
  logs: 'Logs_20140328',
  cloudtrail: 'CloudTrail_20131101',
  organizations: 'AWSOrganizationsV20161128',
  ssm: 'AmazonSSM',
  secretsmanager: 'secretsmanager',
  kms: 'TrentService',
};

export const isJsonService = (service: string): boolean => Object.hasOwn(TARGETS, service);

export interface JsonCall {
  readonly service: string;
  readonly operation: string;
  readonly input: Members;
}

export async function callJson(
  connection: Connection,
  { service, operation, input }: JsonCall,
): Promise<AwsAnswer<Members>> {
  const response = await sendSigned(connection, {
    service,
    method: 'POST',
    path: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${TARGETS[service] ?? service}.${operation}`,
    },
    body: JSON.stringify(input),
  });
  const members = membersOf(await response.text());
  if (response.ok) return { ok: true, value: members };
  return {
    ok: false,
    error: {
      code: textAt(members, '__type').replace(/^.*#/, '') || 'UnknownError',
      message: textAt(members, 'Message') || textAt(members, 'message'),
      status: response.status,
      requestId: response.headers.get('x-amzn-requestid') ?? '',
    },
  };
}

function membersOf(text: string): Members {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}

/** What CodeBuild's agent, written in Go, makes of a denial. Source: messages W3. */
export const inAgentWords = ({ code, message, status, requestId }: AwsFailure): string =>
  `${code}: ${message}\n\tstatus code: ${status}, request id: ${requestId}`;
