/** Images of the sandbox's docker: tiny and made up, the same bytes for the same origin. */
import { createHash } from 'node:crypto';

export interface Blob {
  readonly digest: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly mediaType: string;
}

export interface Manifest {
  readonly text: string;
  readonly digest: string;
  readonly mediaType: string;
}

/** An image of one platform, or an index of several. */
export interface Image {
  /** Config and layers; an index has none of its own. */
  readonly blobs: readonly Blob[];
  readonly manifest: Manifest;
  /** The images of an index. */
  readonly children: readonly Image[];
}

export const MEDIA_TYPES = {
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociIndex: 'application/vnd.oci.image.index.v1+json',
} as const;

const digestOf = (content: string | Uint8Array): string =>
  `sha256:${createHash('sha256').update(content).digest('hex')}`;

function blobOf(text: string, mediaType: string): Blob {
  const bytes = new TextEncoder().encode(text);
  return { digest: digestOf(bytes), bytes, mediaType };
}

export function manifestOf(text: string, mediaType: string): Manifest {
  return { text, digest: digestOf(text), mediaType };
}

const descriptor = ({ mediaType, digest, bytes }: Blob) => ({ mediaType, size: bytes.byteLength, digest });

type Format = 'docker' | 'oci';

interface Origin {
  /** What the image was made of: the same text, the same image. */
  readonly origin: string;
  readonly format: Format;
  readonly platform?: string;
  /** Layers taken over from a base image. */
  readonly base?: readonly Blob[];
}

export function makeImage({ origin, format, platform = 'linux/amd64', base = [] }: Origin): Image {
  const docker = format === 'docker';
  const layerType = docker ? MEDIA_TYPES.dockerLayer : MEDIA_TYPES.ociLayer;
  const own = blobOf(`layer of ${origin} for ${platform}\n`, layerType);
  const layers = [...base, own];
  const [os = 'linux', architecture = 'amd64'] = platform.split('/');
  const config = blobOf(
    JSON.stringify({
      architecture,
      os,
      rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => digest) },
    }),
    docker ? MEDIA_TYPES.dockerConfig : MEDIA_TYPES.ociConfig,
  );
  const mediaType = docker ? MEDIA_TYPES.dockerManifest : MEDIA_TYPES.ociManifest;
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: descriptor(config),
    layers: layers.map(descriptor),
  });
  return { blobs: [...layers, config], manifest: manifestOf(text, mediaType), children: [] };
}

/** One image for several platforms. */
export function makeIndex(images: readonly { readonly image: Image; readonly platform: string }[]): Image {
  const manifests = images.map(({ image: { manifest }, platform }) => {
    const [os, architecture] = platform.split('/');
    return {
      mediaType: manifest.mediaType,
      digest: manifest.digest,
      size: Buffer.byteLength(manifest.text),
      platform: { os, architecture },
    };
  });
  const mediaType = MEDIA_TYPES.ociIndex;
  const text = JSON.stringify({ schemaVersion: 2, mediaType, manifests });
  return { blobs: [], manifest: manifestOf(text, mediaType), children: images.map(({ image }) => image) };
}
