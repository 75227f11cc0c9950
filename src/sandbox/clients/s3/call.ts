/** Calls of S3, by path-style addresses. Source: facts 3.5, 8.1 (restXml). */
import { XMLParser } from 'fast-xml-parser';
import { type AwsAnswer, type AwsFailure, type Connection, sendSigned } from '../aws-call.ts';
import { listAt, structureAt, textAt } from '../members.ts';

export type S3Failure = AwsFailure;

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

const pathOfObject = ({ bucket, key }: ObjectAddress): string =>
  `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

const PARSER = new XMLParser({
  parseTagValue: false,
  isArray: (name) => name === 'Contents' || name === 'CommonPrefixes' || name === 'Bucket',
});

async function failureOf(response: Response): Promise<S3Failure> {
  const { Error: error } = PARSER.parse(await response.text()) as {
    readonly Error?: { readonly Code?: string; readonly Message?: string };
  };
  return {
    code: error?.Code ?? (response.status === 403 ? 'AccessDenied' : 'NoSuchKey'),
    message: error?.Message ?? (response.status === 403 ? 'Access Denied' : 'Not Found'),
    status: response.status,
    requestId: response.headers.get('x-amz-request-id') ?? '',
  };
}

const UNHASHED = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };

interface Asked {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(
  connection: Connection,
  { method, path, headers = {}, body = '' }: Asked,
): Promise<AwsAnswer<Response>> {
  const request = { service: 's3', method, path, headers: { ...UNHASHED, ...headers }, body };
  const response = await sendSigned(connection, request);
  return response.ok ? { ok: true, value: response } : { ok: false, error: await failureOf(response) };
}

const done = (answer: AwsAnswer<unknown>): S3Failure | null => (answer.ok ? null : answer.error);

interface Put extends ObjectAddress {
  readonly body: string;
  readonly kmsKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Null: it is stored. */
export async function putObject(connection: Connection, object: Put): Promise<S3Failure | null> {
  const encryption: Readonly<Record<string, string>> =
    object.kmsKey === undefined
      ? {}
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': object.kmsKey,
        };
  const headers = { ...encryption, ...object.headers };
  return done(
    await ask(connection, { method: 'PUT', path: pathOfObject(object), headers, body: object.body }),
  );
}

export async function getObject(
  connection: Connection,
  object: ObjectAddress,
): Promise<AwsAnswer<Uint8Array>> {
  const answer = await ask(connection, { method: 'GET', path: pathOfObject(object) });
  return answer.ok ? { ok: true, value: new Uint8Array(await answer.value.arrayBuffer()) } : answer;
}

/** Null: it is there, and may be read. */
export const headObject = async (connection: Connection, object: ObjectAddress): Promise<S3Failure | null> =>
  done(await ask(connection, { method: 'HEAD', path: pathOfObject(object) }));

/** Null: it is gone. */
export const deleteObject = async (
  connection: Connection,
  object: ObjectAddress,
): Promise<S3Failure | null> => done(await ask(connection, { method: 'DELETE', path: pathOfObject(object) }));

interface Copy {
  readonly from: ObjectAddress;
  readonly to: ObjectAddress;
  readonly headers: Readonly<Record<string, string>>;
}

/** Null: it is copied. */
export async function copyObject(
  connection: Connection,
  { from, to, headers }: Copy,
): Promise<S3Failure | null> {
  const source = { 'x-amz-copy-source': pathOfObject(from).slice(1) };
  return done(
    await ask(connection, { method: 'PUT', path: pathOfObject(to), headers: { ...headers, ...source } }),
  );
}

export interface Listed {
  readonly objects: readonly { readonly key: string; readonly size: number; readonly modifiedAt: string }[];
  readonly prefixes: readonly string[];
}

/** Every page of a list. */
export async function listObjects(
  connection: Connection,
  { bucket, key: prefix }: ObjectAddress,
  delimiter = '',
): Promise<AwsAnswer<Listed>> {
  const objects: Listed['objects'][number][] = [];
  const prefixes: string[] = [];
  for (let token: string | null = ''; token !== null; ) {
    const query = new URLSearchParams({ 'list-type': '2', prefix, 'encoding-type': 'url' });
    if (delimiter !== '') query.set('delimiter', delimiter);
    if (token !== '') query.set('continuation-token', token);
    const answer = await ask(connection, { method: 'GET', path: `/${bucket}?${query.toString()}` });
    if (!answer.ok) return answer;
    const result = structureAt(
      PARSER.parse(await answer.value.text()) as object as Readonly<Record<string, unknown>>,
      'ListBucketResult',
    );
    for (const item of listAt(result, 'Contents')) {
      objects.push({
        key: decodeURIComponent(textAt(item, 'Key')),
        size: Number(textAt(item, 'Size')),
        modifiedAt: textAt(item, 'LastModified'),
      });
    }
    for (const item of listAt(result, 'CommonPrefixes'))
      prefixes.push(decodeURIComponent(textAt(item, 'Prefix')));
    token = textAt(result, 'NextContinuationToken') || null;
  }
  return { ok: true, value: { objects, prefixes } };
}

/** Names of the caller's own buckets, with the times at which they were made. */
export async function listBuckets(
  connection: Connection,
): Promise<AwsAnswer<readonly { readonly name: string; readonly createdAt: string }[]>> {
  const answer = await ask(connection, { method: 'GET', path: '/' });
  if (!answer.ok) return answer;
  const document = PARSER.parse(await answer.value.text()) as Readonly<Record<string, unknown>>;
  const buckets = structureAt(structureAt(document, 'ListAllMyBucketsResult'), 'Buckets');
  return {
    ok: true,
    value: listAt(buckets, 'Bucket').map((item) => ({
      name: textAt(item, 'Name'),
      createdAt: textAt(item, 'CreationDate'),
    })),
  };
}

/** Null: it is made, in the connection's region. */
export async function createBucket(connection: Connection, bucket: string): Promise<S3Failure | null> {
  const { region } = connection;
  const body =
    region === 'us-east-1'
      ? ''
      : `<CreateBucketConfiguration><LocationConstraint>${region}</LocationConstraint></CreateBucketConfiguration>`;
  return done(await ask(connection, { method: 'PUT', path: `/${bucket}`, body }));
}

/** Null: it is gone. */
export const deleteBucket = async (connection: Connection, bucket: string): Promise<S3Failure | null> =>
  done(await ask(connection, { method: 'DELETE', path: `/${bucket}` }));
