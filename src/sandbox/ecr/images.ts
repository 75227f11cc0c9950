/** Images: what a manifest is, how one is stored under its digest and tag. Source: facts 4.9, 4.11 [BOTO ecr, OCI]. */
import { createHash } from 'node:crypto';
import { AwsError } from '../operation.ts';
import type { ImageState, RepositoryState } from './state.ts';

export const MANIFEST_BOUND = 4 * 1024 * 1024;

export const digestOf = (bytes: Uint8Array | string): string =>
  `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

/** An image by digest or tag. */
export function imageAt(repository: RepositoryState, reference: string): ImageState | null {
  if (reference.startsWith('sha256:')) return repository.images.get(reference) ?? null;
  return [...repository.images.values()].find(({ tags }) => tags.has(reference)) ?? null;
}

interface Manifest {
  readonly schemaVersion?: number;
  readonly fsLayers?: readonly object[];
  readonly mediaType?: string;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly config?: { readonly digest?: string; readonly mediaType?: string };
  readonly layers?: readonly { readonly digest?: string }[];
  readonly manifests?: readonly { readonly digest?: string }[];
  readonly subject?: { readonly digest?: string };
}

export function parseManifest(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

const invalid = (parameter: string, constraint: string): AwsError =>
  new AwsError(
    'InvalidParameterException',
    `Invalid parameter at '${parameter}' failed to satisfy constraint: '${constraint}'`,
  );

/** A list of images, or a configuration with layers; of the first schema, layers alone. */
const isImage = ({ schemaVersion, manifests, config, layers, fsLayers }: Manifest): boolean =>
  schemaVersion === 1
    ? Array.isArray(fsLayers)
    : schemaVersion === 2 &&
      (Array.isArray(manifests) || (typeof config?.digest === 'string' && Array.isArray(layers)));

const DEFAULT_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** Stores a manifest; the digests it names must be there, and an immutable tag stays where it is. */
export function putImage(
  repository: RepositoryState,
  {
    text,
    mediaType,
    tag,
    now,
  }: {
    readonly text: string;
    readonly mediaType: string | null;
    readonly tag: string | null;
    readonly now: Date;
  },
): ImageState {
  if (tag !== null && !/^[\w.-]{1,300}$/.test(tag))
    throw invalid('imageTag', "must satisfy regular expression '[a-zA-Z0-9-_.]+'");
  const manifest = parseManifest(text);
  if (manifest === null || !isImage(manifest)) throw invalid('ImageManifest', 'Invalid JSON syntax');
  requireParts(repository, manifest);
  const digest = digestOf(text);
  if (tag !== null) claimTag(repository, tag, digest);
  const known = repository.images.get(digest);
  const image: ImageState = known ?? {
    digest,
    mediaType: mediaType ?? manifest.mediaType ?? DEFAULT_TYPE,
    manifest: text,
    subject: manifest.subject?.digest ?? null,
    pushedAt: now,
    tags: new Set(),
    signing: new Map(),
  };
  repository.images.set(digest, image);
  if (tag !== null) image.tags.add(tag);
  return image;
}

/** Deleting a tag leaves the image; deleting a digest, or its last tag, takes it away. Null: no such image. */
export function deleteImage(
  repository: RepositoryState,
  { digest, tag }: { readonly digest: string | null; readonly tag: string | null },
): ImageState | null {
  const image = imageAt(repository, digest ?? tag ?? '');
  if (image === null) return null;
  if (digest === null && tag !== null) image.tags.delete(tag);
  if (digest !== null || image.tags.size === 0) repository.images.delete(image.digest);
  return image;
}

/** Layers and images that a manifest names must be there before it. */
function requireParts(repository: RepositoryState, manifest: Manifest): void {
  const blobs = [manifest.config?.digest, ...(manifest.layers ?? []).map(({ digest }) => digest)];
  const absent = blobs.filter((digest) => digest !== undefined && !repository.blobs.has(digest));
  if (absent.length > 0) {
    throw new AwsError(
      'LayersNotFoundException',
      `Layers with digests '[${absent.join(', ')}]' required for pushing image into repository with name '${repository.name}' do not exist`,
    );
  }
  const missing = (manifest.manifests ?? [])
    .map(({ digest }) => digest)
    .filter((digest) => digest !== undefined && !repository.images.has(digest));
  if (missing.length > 0)
    throw new AwsError(
      'ReferencedImagesNotFoundException',
      `The referenced images '[${missing.join(', ')}]' do not exist`,
    );
}

function claimTag(repository: RepositoryState, tag: string, digest: string): void {
  const holder = imageAt(repository, tag);
  if (holder === null || holder.digest === digest) return;
  if (repository.tagMutability.startsWith('IMMUTABLE')) {
    const message = `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the repository is immutable.`;
    throw new AwsError('ImageTagAlreadyExistsException', message);
  }
  holder.tags.delete(tag);
}
