/** Objects of S3, by path-style addresses. Source: facts 3.5, 8.1 (restXml). */
import { XMLParser } from 'fast-xml-parser';
import { type AwsAnswer, type AwsFailure, type Connection, sendSigned } from './aws-call.ts';

export type S3Failure = AwsFailure;

export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

const pathOfObject = ({ bucket, key }: ObjectAddress): string =>
  `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;

const PARSER = new XMLParser({ parseTagValue: false });

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

/** Null: it is stored. */
export async function putObject(
  connection: Connection,
  object: ObjectAddress & { readonly body: string; readonly kmsKey?: string },
): Promise<S3Failure | null> {
  const encryption =
    object.kmsKey === undefined
      ? {}
      : {
          'x-amz-server-side-encryption': 'aws:kms',
          'x-amz-server-side-encryption-aws-kms-key-id': object.kmsKey,
        };
  const response = await sendSigned(connection, {
    service: 's3',
    method: 'PUT',
    path: pathOfObject(object),
    headers: { ...UNHASHED, ...encryption },
    body: object.body,
  });
  return response.ok ? null : failureOf(response);
}

export async function getObject(
  connection: Connection,
  object: ObjectAddress,
): Promise<AwsAnswer<Uint8Array>> {
  const response = await sendSigned(connection, {
    service: 's3',
    method: 'GET',
    path: pathOfObject(object),
    headers: UNHASHED,
    body: '',
  });
  if (!response.ok) return { ok: false, error: await failureOf(response) };
  return { ok: true, value: new Uint8Array(await response.arrayBuffer()) };
}
