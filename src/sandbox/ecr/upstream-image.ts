/**
 * The image an upstream registry would hand out. The sandbox reaches nobody, so it makes one up from the name:
 * one layer with one file, the same bytes every time. Source: OCI image and layer specifications.
 */
import { digestOf } from './images.ts';

export interface MadeImage {
  readonly manifest: string;
  readonly mediaType: string;
  /** Its config and its layer, by digest. */
  readonly blobs: ReadonlyMap<string, Uint8Array>;
}

const CONFIG_TYPE = 'application/vnd.oci.image.config.v1+json';
const LAYER_TYPE = 'application/vnd.oci.image.layer.v1.tar';
const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';

/** `upstream` is a whole address: `public.ecr.aws/docker/library/alpine:3.20`. */
export function makeUpstreamImage(upstream: string): MadeImage {
  const layer = tarOf('upstream.txt', `${upstream}\n`);
  const config = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
      history: [{ created_by: `made up for ${upstream}` }],
    }),
  );
  const described = (mediaType: string, bytes: Uint8Array): object => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.byteLength,
  });
  return {
    manifest: JSON.stringify({
      schemaVersion: 2,
      mediaType: MANIFEST_TYPE,
      config: described(CONFIG_TYPE, config),
      layers: [described(LAYER_TYPE, layer)],
    }),
    mediaType: MANIFEST_TYPE,
    blobs: new Map([config, layer].map((bytes) => [digestOf(bytes), bytes])),
  };
}

const BLOCK = 512;

/** A ustar archive of one file: header, content, two empty blocks. Source: POSIX.1-1988 ustar. */
function tarOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(content.byteLength, 11), 124);
  header.write(octal(0, 11), 136);
  header.write(' '.repeat(8), 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const padding = Buffer.alloc((BLOCK - (content.byteLength % BLOCK)) % BLOCK);
  return Buffer.concat([header, content, padding, Buffer.alloc(2 * BLOCK)]);
}
