/**
 * Which action a request to ECR's registry asks for. Source: OCI distribution specification, endpoints; Amazon ECR User Guide,
 * logging-using-cloudtrail; a refused HEAD of a blob for want of `ecr:BatchCheckLayerAvailability` was observed.
 */

interface RegistryRequest {
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly action: string;
}

const REQUESTS: readonly RegistryRequest[] = [
  { methods: ['GET', 'HEAD'], path: /^\/manifests\//, action: 'ecr:BatchGetImage' },
  { methods: ['PUT'], path: /^\/manifests\//, action: 'ecr:PutImage' },
  { methods: ['DELETE'], path: /^\/manifests\//, action: 'ecr:BatchDeleteImage' },
  { methods: ['POST'], path: /^\/blobs\/uploads\b/, action: 'ecr:InitiateLayerUpload' },
  { methods: ['PATCH'], path: /^\/blobs\/uploads\//, action: 'ecr:UploadLayerPart' },
  { methods: ['PUT'], path: /^\/blobs\/uploads\//, action: 'ecr:CompleteLayerUpload' },
  { methods: ['HEAD'], path: /^\/blobs\//, action: 'ecr:BatchCheckLayerAvailability' },
  { methods: ['GET'], path: /^\/blobs\//, action: 'ecr:GetDownloadUrlForLayer' },
  { methods: ['GET'], path: /^\/referrers\//, action: 'ecr:BatchGetImage' },
  { methods: ['GET'], path: /^\/tags\/list/, action: 'ecr:ListImages' },
];

/** `url` is a request's whole URL; null: it is none that a repository answers. */
export function readRegistryRequest(
  method: string,
  url: string,
): { readonly host: string; readonly name: string; readonly action: string } | null {
  const match =
    /^https?:\/\/([^/\s]{1,253})\/v2\/([a-z0-9][a-z0-9._/-]{0,255}?)(\/(?:manifests|blobs|referrers|tags)\/.*)$/.exec(
      url,
    );
  if (match === null) return null;
  const [, host = '', name = '', rest = ''] = match;
  const asked = REQUESTS.find(
    ({ methods, path }) => methods.includes(method.toUpperCase()) && path.test(rest),
  );
  return asked === undefined ? null : { host, name, action: asked.action };
}
