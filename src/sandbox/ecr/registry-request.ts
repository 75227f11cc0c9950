/**
 * What a request to the registry asks for. Source: OCI distribution specification; facts 4.3. The operation is
 * the ECR action a step is authorised as; where ECR asks for none it is named after the endpoint.
 */
export type Target =
  | { readonly kind: 'version' }
  | { readonly kind: 'manifest'; readonly name: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly name: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly name: string }
  | { readonly kind: 'upload'; readonly name: string; readonly id: string }
  | { readonly kind: 'tags'; readonly name: string }
  | { readonly kind: 'referrers'; readonly name: string; readonly digest: string }
  | { readonly kind: 'other' };

/** `path` is the whole path, `/v2/` included. */
export function readTarget(path: string): Target {
  const rest = path.replace(/^\/v2\/?/, '');
  if (rest === '') return { kind: 'version' };
  const match = /^(.+)\/(manifests|blobs|blobs\/uploads|tags|referrers)\/([^/]*)$/.exec(rest);
  if (match === null) return { kind: 'other' };
  const [, name = '', endpoint = '', last = ''] = match;
  switch (endpoint) {
    case 'manifests':
      return { kind: 'manifest', name, reference: last };
    case 'blobs/uploads':
      return last === '' ? { kind: 'uploads', name } : { kind: 'upload', name, id: last };
    case 'blobs':
      return last === 'uploads' ? { kind: 'uploads', name } : { kind: 'blob', name, digest: last };
    case 'referrers':
      return { kind: 'referrers', name, digest: last };
    default:
      return last === 'list' ? { kind: 'tags', name } : { kind: 'other' };
  }
}

const OPERATIONS: Readonly<Record<Target['kind'], Readonly<Record<string, string>>>> = {
  version: { GET: 'CheckVersion', HEAD: 'CheckVersion' },
  manifest: {
    GET: 'BatchGetImage',
    HEAD: 'BatchGetImage',
    PUT: 'PutImage',
    DELETE: 'BatchDeleteImage',
  },
  blob: { GET: 'GetDownloadUrlForLayer', HEAD: 'BatchCheckLayerAvailability' },
  uploads: { POST: 'InitiateLayerUpload' },
  upload: { PATCH: 'UploadLayerPart', PUT: 'CompleteLayerUpload' },
  tags: { GET: 'ListImages' },
  referrers: { GET: 'BatchGetImage' },
  other: {},
};

/** Null for what the registry does not serve. */
export const operationOf = (method: string, { kind }: Target): string | null =>
  OPERATIONS[kind][method] ?? null;
