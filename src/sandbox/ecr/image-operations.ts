/** The API's image and layer calls. Source: facts 4.9, 6.6 [BOTO ecr]. */
import { z } from 'zod';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { makeOnPush } from './creation-templates.ts';
import { deleteImage, digestOf, imageAt, putImage } from './images.ts';
import { appendPart, finishUpload, startUpload, uploadAt } from './layers.ts';
import { keyProblem } from './repository-key.ts';
import { authorizeRepository, type Place, registryId, repositoryAt, repositoryName } from './shapes.ts';
import { signPushed } from './signing.ts';
import type { ImageState, RepositoryState } from './state.ts';
import { writeLink } from './token.ts';

const INVALID = 'InvalidParameterException';
const target = z.object({ registryId, repositoryName });
const imageId = z.object({ imageDigest: z.string().optional(), imageTag: z.string().optional() });
const imageIds = z.array(imageId).min(1).max(100);
type ImageId = z.output<typeof imageId>;

/** Reads, authorises and finds the repository: how every operation here begins. */
function open<Schema extends typeof target>(call: Call, action: string, schema: Schema) {
  const input = readInput(schema, call.input, INVALID);
  const place: Place = {
    account: input.registryId ?? call.account,
    region: call.region,
    name: input.repositoryName,
  };
  authorizeRepository(call, action, place);
  const repository = repositoryAt(call.world, place);
  const keyFault = keyProblem({ ...call, ...place }, action, repository);
  // What is asked for by images is answered for each.
  if (keyFault !== null && action !== 'BatchGetImage') throw keyFault;
  return { input, place, repository, keyFault };
}

function find(repository: RepositoryState, { imageDigest, imageTag }: ImageId): ImageState | null {
  return imageAt(repository, imageDigest ?? imageTag ?? '');
}

const idsOf = (image: ImageState): readonly ImageId[] =>
  image.tags.size === 0
    ? [{ imageDigest: image.digest }]
    : [...image.tags].map((imageTag) => ({ imageDigest: image.digest, imageTag }));

function describeImages(call: Call): object {
  const schema = target.extend({
    imageIds: imageIds.optional(),
    maxResults: z.int().min(1).max(1000).default(100),
    nextToken: z.string().optional(),
  });
  const { input, place, repository } = open(call, 'DescribeImages', schema);
  const asked = input.imageIds?.map((id) => {
    const image = find(repository, id);
    if (image === null) {
      const message = `The image with imageId {imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'} does not exist within the repository with name '${place.name}' in the registry with id '${place.account}'`;
      throw new AwsError('ImageNotFoundException', message);
    }
    return image;
  });
  const page = pageOf(asked ?? [...repository.images.values()], input.maxResults, input.nextToken);
  const details = page.items.map((image) => ({
    registryId: place.account,
    repositoryName: place.name,
    imageDigest: image.digest,
    imageTags: image.tags.size === 0 ? undefined : [...image.tags],
    imageSizeInBytes: image.manifest.length,
    imagePushedAt: image.pushedAt,
    imageManifestMediaType: image.mediaType,
  }));
  return { imageDetails: details, nextToken: page.next };
}

function listImages(call: Call): object {
  const schema = target.extend({
    maxResults: z.int().min(1).max(1000).default(100),
    nextToken: z.string().optional(),
  });
  const { input, repository } = open(call, 'ListImages', schema);
  const page = pageOf([...repository.images.values()].flatMap(idsOf), input.maxResults, input.nextToken);
  return { imageIds: page.items, nextToken: page.next };
}

const imageNotFound = (id: ImageId): object => ({
  imageId: id,
  failureCode: 'ImageNotFound',
  failureReason: 'Requested image not found',
});

function batchGetImage(call: Call): object {
  const { input, place, repository, keyFault } = open(call, 'BatchGetImage', target.extend({ imageIds }));
  if (keyFault !== null) {
    const failure = { failureCode: 'KmsError', failureReason: keyFault.message };
    return { images: [], failures: input.imageIds.map((imageId) => ({ imageId, ...failure })) };
  }
  const found = input.imageIds.map((id) => ({ id, image: find(repository, id) }));
  return {
    images: found.flatMap(({ id, image }) =>
      image === null
        ? []
        : [
            {
              registryId: place.account,
              repositoryName: place.name,
              imageId: { imageDigest: image.digest, imageTag: id.imageTag },
              imageManifest: image.manifest,
              imageManifestMediaType: image.mediaType,
            },
          ],
    ),
    failures: found.flatMap(({ id, image }) => (image === null ? [imageNotFound(id)] : [])),
  };
}

function batchDeleteImage(call: Call): object {
  const { input, repository } = open(call, 'BatchDeleteImage', target.extend({ imageIds }));
  const deleted: ImageId[] = [];
  const failures: object[] = [];
  for (const id of input.imageIds) {
    const image = deleteImage(repository, { digest: id.imageDigest ?? null, tag: id.imageTag ?? null });
    if (image === null) failures.push(imageNotFound(id));
    else {
      deleted.push({
        imageDigest: image.digest,
        ...(id.imageTag === undefined ? {} : { imageTag: id.imageTag }),
      });
    }
  }
  return { imageIds: deleted, failures };
}

function putImageCall(call: Call): object {
  const schema = target.extend({
    imageManifest: z.string(),
    imageManifestMediaType: z.string().optional(),
    imageTag: z.string().optional(),
  });
  const { input, place, repository } = open(call, 'PutImage', schema);
  const tag = input.imageTag ?? null;
  const digest = digestOf(input.imageManifest);
  const known = repository.images.get(digest);
  if (known !== undefined && (tag === null || known.tags.has(tag))) {
    const message = `Image with digest '${digest}' and tag '${tag ?? ''}' already exists in the repository with name '${place.name}' in registry with id '${place.account}'`;
    throw new AwsError('ImageAlreadyExistsException', message);
  }
  const image = putImage(repository, {
    text: input.imageManifest,
    mediaType: input.imageManifestMediaType ?? null,
    tag,
    now: call.now,
  });
  signPushed({ world: call.world, caller: call.caller, place }, image);
  return {
    image: {
      registryId: place.account,
      repositoryName: place.name,
      imageId: { imageDigest: image.digest, imageTag: input.imageTag },
      imageManifest: image.manifest,
    },
  };
}

const layerDigests = z.array(z.string()).min(1).max(100);

function checkLayers(call: Call): object {
  const { input, repository } = open(call, 'BatchCheckLayerAvailability', target.extend({ layerDigests }));
  return {
    layers: input.layerDigests.map((digest) => {
      const layer = repository.blobs.get(digest);
      return {
        layerDigest: digest,
        layerAvailability: layer === undefined ? 'UNAVAILABLE' : 'AVAILABLE',
        layerSize: layer?.byteLength,
      };
    }),
    failures: [],
  };
}

/** As long as the real ones are good for. */
const LINK_SECONDS = 60 * 60;

function downloadUrl(call: Call): object {
  const { input, place, repository } = open(
    call,
    'GetDownloadUrlForLayer',
    target.extend({ layerDigest: z.string() }),
  );
  if (!repository.blobs.has(input.layerDigest))
    throw new AwsError(
      'LayersNotFoundException',
      `The layer with digest '${input.layerDigest}' does not exist`,
    );
  return {
    layerDigest: input.layerDigest,
    downloadUrl: `${call.world.endpoint}/_sandbox/layers/${writeLink({
      ...place,
      digest: input.layerDigest,
      expires: call.now.getTime() + LINK_SECONDS * 1000,
    })}`,
  };
}

function initiateUpload(call: Call): object {
  const { registryId: account = call.account, repositoryName: name } = readInput(target, call.input, INVALID);
  makeOnPush({ ...call, place: { account, region: call.region, name } }, 'InitiateLayerUpload');
  const { repository } = open(call, 'InitiateLayerUpload', target);
  return { uploadId: startUpload(call.world, repository).id, partSize: 10 * 1024 * 1024 };
}

function uploadPart(call: Call): object {
  const schema = target.extend({
    uploadId: z.string(),
    partFirstByte: z.int().min(0),
    partLastByte: z.int().min(0),
    layerPartBlob: z.string(),
  });
  const { input, place, repository } = open(call, 'UploadLayerPart', schema);
  const upload = uploadAt(repository, input.uploadId);
  const bytes = Buffer.from(input.layerPartBlob, 'base64');
  appendPart(call.world, upload, { bytes, firstByte: input.partFirstByte });
  return {
    registryId: place.account,
    repositoryName: place.name,
    uploadId: upload.id,
    lastByteReceived: upload.size - 1,
  };
}

function completeUpload(call: Call): object {
  const { input, place, repository } = open(
    call,
    'CompleteLayerUpload',
    target.extend({ uploadId: z.string(), layerDigests }),
  );
  const upload = uploadAt(repository, input.uploadId);
  const { digest, isNew } = finishUpload(call.world, { repository, upload }, input.layerDigests);
  if (!isNew)
    throw new AwsError(
      'LayerAlreadyExistsException',
      `Layer with digest '${digest}' already exists in the repository`,
    );
  return { registryId: place.account, repositoryName: place.name, uploadId: upload.id, layerDigest: digest };
}

export const IMAGE_OPERATIONS: Readonly<Record<string, Operation>> = {
  DescribeImages: describeImages,
  ListImages: listImages,
  BatchGetImage: batchGetImage,
  BatchDeleteImage: batchDeleteImage,
  PutImage: putImageCall,
  BatchCheckLayerAvailability: checkLayers,
  GetDownloadUrlForLayer: downloadUrl,
  InitiateLayerUpload: initiateUpload,
  UploadLayerPart: uploadPart,
  CompleteLayerUpload: completeUpload,
};
