/**
 * Who signed a request. An access key that is an account number is that account's administrator; any other key
 * was handed out here, and its signature must be right. Source: sandbox format, "Who is calling"; facts 8.4.
 */
import { AwsV4Signer } from 'aws4fetch';
import type { Caller } from './caller.ts';
import { AwsError, type RestRequest } from './operation.ts';
import { accountOf, type World } from './world.ts';

export interface Signed {
  readonly accessKeyId: string;
  readonly region: string;
  /** The signing name of the service. */
  readonly service: string;
}

const CREDENTIAL = /Credential=([\w/-]+?)\/(\d{8})\/([\w-]*)\/([\w-]+)\/aws4_request/;

/** Null for a request that is not signed at all. */
export function readSignature(headers: Headers): Signed | null {
  const match = CREDENTIAL.exec(headers.get('authorization') ?? '');
  if (match === null) return null;
  const [, accessKeyId = '', , region = '', service = ''] = match;
  return { accessKeyId, region, service };
}

export async function identify(world: World, signed: Signed, request: RestRequest): Promise<Caller> {
  if (/^\d{12}$/.test(signed.accessKeyId)) return administrator(world, signed.accessKeyId);
  const key = world.keys.get(signed.accessKeyId);
  if (key === undefined)
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  if (key.sessionToken !== null && request.headers.get('x-amz-security-token') !== key.sessionToken) {
    throw new AwsError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
  }
  if (key.expiresAt !== null && key.expiresAt <= world.now()) {
    throw new AwsError('ExpiredToken', 'The security token included in the request is expired', 403);
  }
  if (!(await signatureHolds(signed, key.secret, request))) {
    throw new AwsError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      403,
    );
  }
  return key.caller;
}

/** The name that an account's administrator goes by; no user of it exists. */
export const administratorArn = (world: World, account: string): string =>
  `arn:${world.partition}:iam::${account}:user/administrator`;

function administrator(world: World, account: string): Caller {
  accountOf(world, account);
  return {
    kind: 'administrator',
    account,
    arn: administratorArn(world, account),
    userId: `AIDA${account}ADMIN`,
    accessKeyId: account,
    entity: null,
    sessionPolicies: [],
    sessionContext: {},
  };
}

/** Signs the same request again with the secret that was handed out, and compares. */
async function signatureHolds(signed: Signed, secret: string, request: RestRequest): Promise<boolean> {
  const authorization = request.headers.get('authorization') ?? '';
  const names = /SignedHeaders=([^,\s]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const headers = new Headers();
  for (const name of names) {
    const value = request.headers.get(name);
    if (name !== 'host' && value !== null) headers.set(name, value);
  }
  const datetime = request.headers.get('x-amz-date') ?? '';
  const signer = new AwsV4Signer({
    method: request.method,
    url: urlAsSigned(request),
    headers,
    body: request.body as Uint8Array<ArrayBuffer>,
    accessKeyId: signed.accessKeyId,
    secretAccessKey: secret,
    service: signed.service,
    region: signed.region,
    datetime,
    allHeaders: true,
  });
  const expected = await signer.signature();
  return authorization.includes(`Signature=${expected}`);
}

/** The Host header is what the client signed, whatever name the connection was made to. */
function urlAsSigned({ url, headers }: RestRequest): string {
  const host = headers.get('host');
  return host === null ? url.href : `${url.protocol}//${host}${url.pathname}${url.search}`;
}
