/**
 * The steps of the registry protocol, over HTTP. Comes in: a registry, a login and an image. Goes out: done, or
 * the step that was refused with the answer to it, for each client to put in its own words. Source: [OCI].
 */
import { readRegistryHost } from '#evidence/image-address.ts';
import type { Login } from './build-host.ts';
import { type Blob, type Image, type Manifest, manifestOf, MEDIA_TYPES } from './image.ts';

export interface Registry {
  readonly endpoint: string;
  /** As the client names it. */
  readonly host: string;
  readonly name: string;
  readonly login: Login | null;
  readonly signal: AbortSignal;
}

export interface Refusal {
  readonly method: string;
  /** As the client prints it: with the registry's own host name. */
  readonly url: string;
  readonly status: number;
  /** The first error of the body; null where the answer had none, as to a HEAD. */
  readonly error: { readonly code: string; readonly message: string } | null;
}

interface RegistryRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

export async function ask(registry: Registry, request: RegistryRequest): Promise<Response> {
  const { endpoint, host, login, signal } = registry;
  const headers = new Headers(request.headers);
  if (readRegistryHost(host) !== null) headers.set('x-sandbox-registry', host);
  if (login !== null) {
    const basic = Buffer.from(`${login.username}:${login.password}`).toString('base64');
    headers.set('authorization', `Basic ${basic}`);
  }
  return fetch(`${endpoint}${request.path}`, {
    method: request.method,
    headers,
    body: request.body ?? null,
    signal,
  });
}

export async function refusalOf(
  { host }: Registry,
  { method, path }: RegistryRequest,
  response: Response,
): Promise<Refusal> {
  const text = await response.text();
  return { method, url: `https://${host}${path}`, status: response.status, error: firstError(text) };
}

function firstError(text: string): Refusal['error'] {
  try {
    const { errors } = JSON.parse(text) as {
      readonly errors?: readonly { code?: string; message?: string }[];
    };
    const [first] = errors ?? [];
    return first === undefined ? null : { code: first.code ?? 'UNKNOWN', message: first.message ?? '' };
  } catch {
    return null;
  }
}

/** Null: the answer was one of those expected. */
async function expect(
  registry: Registry,
  request: RegistryRequest,
  statuses: readonly number[],
): Promise<{ readonly response: Response; readonly refusal: Refusal | null }> {
  const response = await ask(registry, request);
  const refusal = statuses.includes(response.status) ? null : await refusalOf(registry, request, response);
  return { response, refusal };
}

/** How a client pushes. */
export interface PushManner {
  /** Asks for the manifest before writing it, as BuildKit and go-containerregistry do. */
  readonly headManifest: boolean;
  /** Sends a layer in one PUT in place of PATCH and PUT. */
  readonly onePut: boolean;
}

/** An image with its blobs, the images of an index first. */
export async function pushImage(
  registry: Registry,
  { image, reference }: { readonly image: Image; readonly reference: string },
  manner: PushManner,
): Promise<Refusal | null> {
  for (const child of image.children) {
    const refused = await pushImage(registry, { image: child, reference: child.manifest.digest }, manner);
    if (refused !== null) return refused;
  }
  for (const blob of image.blobs) {
    const refused = await pushBlob(registry, blob, manner);
    if (refused !== null) return refused;
  }
  return putManifest(registry, { manifest: image.manifest, reference }, manner);
}

async function pushBlob(
  registry: Registry,
  { digest, bytes }: Blob,
  { onePut }: PushManner,
): Promise<Refusal | null> {
  const { name } = registry;
  const head = await expect(registry, { method: 'HEAD', path: `/v2/${name}/blobs/${digest}` }, [200, 404]);
  if (head.refusal !== null || head.response.status === 200) return head.refusal;
  const start = await expect(registry, { method: 'POST', path: `/v2/${name}/blobs/uploads/` }, [202]);
  if (start.refusal !== null) return start.refusal;
  let place = start.response.headers.get('location') ?? '';
  const headers = { 'content-type': 'application/octet-stream' };
  if (!onePut) {
    const part = await expect(registry, { method: 'PATCH', path: place, headers, body: bytes }, [202]);
    if (part.refusal !== null) return part.refusal;
    place = part.response.headers.get('location') ?? place;
  }
  const path = `${place}${place.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`;
  const end = await expect(
    registry,
    { method: 'PUT', path, ...(onePut ? { headers, body: bytes } : {}) },
    [201],
  );
  return end.refusal;
}

export async function putManifest(
  registry: Registry,
  { manifest, reference }: { readonly manifest: Manifest; readonly reference: string },
  { headManifest }: Pick<PushManner, 'headManifest'>,
): Promise<Refusal | null> {
  const path = `/v2/${registry.name}/manifests/${reference}`;
  if (headManifest) {
    const head = await expect(registry, { method: 'HEAD', path }, [200, 404]);
    if (head.refusal !== null) return head.refusal;
  }
  const headers = { 'content-type': manifest.mediaType };
  const put = await expect(registry, { method: 'PUT', path, headers, body: manifest.text }, [200, 201]);
  return put.refusal;
}

const ACCEPT = Object.values(MEDIA_TYPES).join(', ');

export interface PullManner {
  /** Asks with HEAD first, as BuildKit and go-containerregistry do. */
  readonly headFirst: boolean;
  /** Also fetches the layers; BuildKit leaves those of a cache where they are. */
  readonly layers: boolean;
}

export type Pulled =
  | { readonly kind: 'image'; readonly image: Image }
  | { readonly kind: 'refused'; readonly at: 'manifest' | 'blob'; readonly refusal: Refusal };

interface ManifestContent {
  readonly config?: { readonly digest: string; readonly mediaType: string };
  readonly layers?: readonly { readonly digest: string; readonly mediaType: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
}

export async function pullImage(registry: Registry, reference: string, manner: PullManner): Promise<Pulled> {
  const path = `/v2/${registry.name}/manifests/${reference}`;
  const headers = { accept: ACCEPT };
  for (const method of manner.headFirst ? ['HEAD'] : []) {
    const head = await expect(registry, { method, path, headers }, [200]);
    if (head.refusal !== null) return { kind: 'refused', at: 'manifest', refusal: head.refusal };
  }
  const got = await expect(registry, { method: 'GET', path, headers }, [200]);
  if (got.refusal !== null) return { kind: 'refused', at: 'manifest', refusal: got.refusal };
  const text = await got.response.text();
  const manifest = manifestOf(text, got.response.headers.get('content-type') ?? '');
  const content = JSON.parse(text) as ManifestContent;
  const children: Image[] = [];
  for (const { digest } of content.manifests ?? []) {
    const child = await pullImage(registry, digest, { ...manner, headFirst: false });
    if (child.kind === 'refused') return child;
    children.push(child.image);
  }
  const blobs: Blob[] = [];
  const parts = [content.config, ...(manner.layers ? (content.layers ?? []) : [])];
  for (const part of parts) {
    if (part === undefined) continue;
    const blob = await expect(
      registry,
      { method: 'GET', path: `/v2/${registry.name}/blobs/${part.digest}` },
      [200],
    );
    if (blob.refusal !== null) return { kind: 'refused', at: 'blob', refusal: blob.refusal };
    const bytes = new Uint8Array(await blob.response.arrayBuffer());
    blobs.push({ digest: part.digest, mediaType: part.mediaType, bytes });
  }
  // Layers come before the config, as they are pushed.
  return { kind: 'image', image: { blobs: [...blobs.slice(1), ...blobs.slice(0, 1)], manifest, children } };
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
};

/** `403 Forbidden`. */
export const statusLine = ({ status }: Refusal): string => `${status} ${REASONS[status] ?? ''}`.trim();

/** docker's words for an error of the registry: `name unknown: …`, `denied: …`. Source: facts 4.9. */
export const dockerWords = ({ code, message }: { readonly code: string; readonly message: string }): string =>
  `${code.toLowerCase().replaceAll('_', ' ')}: ${message}`;
