/** Layers: an upload begun, added to and finished, by the API or by the registry. Source: facts 4.9 [BOTO ecr, OCI]. */
import { AwsError } from '../operation.ts';
import { keep } from '../storage.ts';
import { regionOf, type World } from '../world.ts';
import { inMib, MIB } from '../room.ts';
import { digestOf } from './images.ts';
import type { RepositoryState, Upload } from './state.ts';
import type { LayerLink } from './token.ts';

/** Larger than any layer a test pushes. */
export const LAYER_BOUND = 512 * MIB;

export function startUpload(world: World, repository: RepositoryState): Upload {
  const id = world.ids.uuid();
  const upload: Upload = { id, chunks: [], size: 0 };
  repository.uploads.set(id, upload);
  return upload;
}

export function uploadAt(repository: RepositoryState, id: string): Upload {
  const upload = repository.uploads.get(id);
  if (upload === undefined)
    throw new AwsError('UploadNotFoundException', `The upload with id '${id}' could not be found`);
  return upload;
}

/** Parts come in order: one begins where the last has ended. */
export function appendPart(
  world: World,
  upload: Upload,
  { bytes, firstByte = upload.size }: { readonly bytes: Uint8Array; readonly firstByte?: number | undefined },
): void {
  if (firstByte !== upload.size) {
    throw new AwsError(
      'InvalidLayerPartException',
      `The part does not begin at the last byte received, ${upload.size - 1}`,
    );
  }
  if (upload.size + bytes.byteLength > LAYER_BOUND) {
    throw new AwsError(
      'LimitExceededException',
      `The layer is larger than the ${inMib(LAYER_BOUND)} the sandbox takes`,
      413,
    );
  }
  keep(world, bytes.byteLength);
  upload.chunks.push(bytes);
  upload.size += bytes.byteLength;
}

/** Keeps the layer under its digest, which must be one of those announced. A layer that is there already stays. */
export function finishUpload(
  { storage }: World,
  { repository, upload }: { readonly repository: RepositoryState; readonly upload: Upload },
  announced: readonly string[],
): { readonly digest: string; readonly isNew: boolean } {
  if (upload.size === 0) throw new AwsError('EmptyUploadException', 'The upload does not hold any data');
  const bytes = Buffer.concat(upload.chunks);
  const digest = digestOf(bytes);
  if (!announced.includes(digest)) {
    throw new AwsError(
      'InvalidLayerException',
      `The layer's digest is '${digest}', not '${announced.join(', ')}'`,
    );
  }
  const isNew = !repository.blobs.has(digest);
  if (isNew) repository.blobs.set(digest, bytes);
  else storage.give(upload.size);
  repository.uploads.delete(upload.id);
  return { digest, isNew };
}

/** The layer a link leads to; null once it is gone. */
export function layerAt(world: World, { account, region, name, digest }: LayerLink): Uint8Array | null {
  const { repositories } = regionOf(world, account, region).ecr;
  return repositories.get(name)?.blobs.get(digest) ?? null;
}
