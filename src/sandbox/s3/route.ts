/**
 * Which S3 operation a request is. Source: facts 8.1 [BOTO s3]. A bucket is the first part of the path, or the
 * first label of the host: `BUCKET.127.0.0.1`, `BUCKET.localhost`.
 */
import type { RestOperation, RestRequest } from '../operation.ts';
import { decodedPath } from '../protocol/decoded-path.ts';
import { decodeChunks } from '../protocol/rest-xml.ts';

interface Address {
  readonly bucket: string | null;
  readonly key: string | null;
}

const VIRTUAL_HOST = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.(?:127\.0\.0\.1|localhost)$/;

function addressOf({ url, headers }: RestRequest): Address {
  const host = (headers.get('host') ?? url.host).replace(/:\d+$/, '');
  const path = decodedPath(url.pathname.slice(1), 'InvalidURI');
  const [, virtual] = VIRTUAL_HOST.exec(host) ?? [];
  if (virtual !== undefined) return { bucket: virtual, key: path === '' ? null : path };
  const slash = path.indexOf('/');
  const [bucket, key] = slash === -1 ? [path, ''] : [path.slice(0, slash), path.slice(slash + 1)];
  return { bucket: bucket === '' ? null : bucket, key: key === '' ? null : key };
}

/** Sub-resources that are served, as the operations' names end. */
const BUCKET_PARTS: Readonly<Record<string, string>> = {
  policy: 'BucketPolicy',
  acl: 'BucketAcl',
  location: 'BucketLocation',
  tagging: 'BucketTagging',
  abac: 'BucketAbac',
};
/** Sub-resources whose operations have names of their own. */
const PARTS_BY_METHOD: Readonly<Record<string, string>> = {
  'POST delete': 'DeleteObjects',
  'GET uploads': 'ListMultipartUploads',
};
const OBJECT_PARTS: Readonly<Record<string, string>> = {
  'GET tagging': 'GetObjectTagging',
  'PUT tagging': 'PutObjectTagging',
  'DELETE tagging': 'DeleteObjectTagging',
  'POST uploads': 'CreateMultipartUpload',
  'PUT uploadId': 'UploadPart',
  'GET uploadId': 'ListParts',
  'POST uploadId': 'CompleteMultipartUpload',
  'DELETE uploadId': 'AbortMultipartUpload',
};
const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  POST: 'Post',
  DELETE: 'Delete',
};
/** Query members that are no sub-resource; a part's number is one where no upload is named. */
const PLAIN_MEMBER =
  /^(?:x-id|list-type|prefix|delimiter|max-(?:keys|parts|uploads|buckets)|continuation-token|start-after|marker|(?:key|upload-id|part-number)-marker|encoding-type|fetch-owner|response-.*|x-amz-.*)$/;

function partOf(query: URLSearchParams): string | null {
  const parts = [...query.keys()].filter((name) => !PLAIN_MEMBER.test(name));
  return parts.includes('uploadId') ? 'uploadId' : (parts[0] ?? null);
}

export function route(request: RestRequest): RestOperation {
  const { bucket, key } = addressOf(request);
  const query = request.url.searchParams;
  const part = partOf(query);
  const input = {
    Bucket: bucket,
    Key: key,
    Headers: request.headers,
    Query: Object.fromEntries(query),
    Body: bodyOf(request),
  };
  return { operation: operationOf(request, { bucket, key, part }), input };
}

function operationOf(
  { method, url, headers }: RestRequest,
  { bucket, key, part }: Address & { readonly part: string | null },
): string {
  const verb = VERBS[method] ?? method;
  if (bucket === null) return method === 'GET' ? 'ListBuckets' : `${verb}Service`;
  if (key !== null) {
    const copies = method === 'PUT' && headers.has('x-amz-copy-source');
    if (part === null) return copies ? 'CopyObject' : `${verb}Object`;
    const named = OBJECT_PARTS[`${method} ${part}`];
    return named === 'UploadPart' && copies ? 'UploadPartCopy' : (named ?? `${verb}Object?${part}`);
  }
  const named = part === null ? undefined : PARTS_BY_METHOD[`${method} ${part}`];
  if (named !== undefined) return named;
  if (part !== null) return `${verb}${BUCKET_PARTS[part] ?? `Bucket?${part}`}`;
  if (method === 'PUT') return 'CreateBucket';
  if (method === 'GET') return url.searchParams.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
  return `${verb}Bucket`;
}

function bodyOf({ headers, body }: RestRequest): Uint8Array {
  const chunked =
    headers.get('content-encoding')?.includes('aws-chunked') === true ||
    headers.get('x-amz-content-sha256')?.startsWith('STREAMING-') === true;
  return (chunked ? decodeChunks(body) : null) ?? body;
}
