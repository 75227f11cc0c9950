/**
 * The steps of a push and a pull. Comes in: who asks, of which repository, and the request's body. Goes out: the
 * answer, or a thrown AwsError. Each step is authorised as facts 4.3 has it and written to the trail.
 * The real registry answers a blob with a redirect to S3; here it hands out the bytes itself. It mounts blobs only
 * where an account has switched that on; here, as by default, a mount is answered with an upload. Source: [OCI, E-MNT].
 */
import type { Caller } from '../caller.ts';
import { recordEvent } from '../cloudtrail/event.ts';
import { AwsError } from '../operation.ts';
import { makeOnPush } from './creation-templates.ts';
import { deleteImage, digestOf, imageAt, MANIFEST_BOUND, parseManifest, putImage } from './images.ts';
import { appendPart, finishUpload, startUpload, uploadAt } from './layers.ts';
import { importFromUpstream } from './pull-through-cache.ts';
import { signPushed } from './signing.ts';
import type { Target } from './registry-request.ts';
import { keyProblem } from './repository-key.ts';
import { authorizeRepository, ecrOf, imageMissing, type Asker, type Place, repositoryAt } from './shapes.ts';
import type { ImageState, RepositoryState } from './state.ts';

export interface Session extends Asker {
  readonly caller: Caller;
  readonly place: Place;
  readonly now: Date;
  readonly method: string;
  readonly body: Uint8Array;
  readonly headers: Headers;
  readonly query: URLSearchParams;
}

type OfKind<Kind extends Target['kind']> = Extract<Target, { readonly kind: Kind }>;

/** Authorises, does the work, and writes down how it went. */
function perform<Answer>(session: Session, action: string, work: () => Answer): Answer {
  const { world, caller, place } = session;
  const event = {
    service: 'ecr',
    operation: action,
    caller,
    region: place.region,
    input: { repositoryName: place.name, registryId: place.account },
    resource: `arn:${session.partition}:ecr:${place.region}:${place.account}:repository/${place.name}`,
  };
  try {
    authorizeRepository(session, action, place);
    const repository = ecrOf(world, place).repositories.get(place.name);
    const keyFault =
      repository === undefined ? null : keyProblem({ ...session, ...place }, action, repository);
    if (keyFault !== null) throw keyFault;
    const answer = work();
    recordEvent(world, { ...event, error: null });
    return answer;
  } catch (error) {
    if (error instanceof AwsError)
      recordEvent(world, { ...event, error: { code: error.code, message: error.message } });
    throw error;
  }
}

const repositoryOf = ({ world, place }: Session): RepositoryState => repositoryAt(world, place);

export function manifestStep(session: Session, { reference }: OfKind<'manifest'>): Response {
  switch (session.method) {
    case 'PUT':
      return perform(session, 'PutImage', () => putManifest(session, reference));
    case 'DELETE':
      return perform(session, 'BatchDeleteImage', () => {
        const byDigest = reference.startsWith('sha256:');
        const id = { digest: byDigest ? reference : null, tag: byDigest ? null : reference };
        if (deleteImage(repositoryOf(session), id) === null) throw imageMissing();
        return new Response(null, { status: 202 });
      });
    default:
      return perform(session, 'BatchGetImage', () => {
        importFromUpstream(session, reference);
        const image = imageAt(repositoryOf(session), reference);
        if (image === null) throw imageMissing();
        return bytesAnswer(Buffer.from(image.manifest), image.digest, image.mediaType);
      });
  }
}

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

function putManifest(session: Session, reference: string): Response {
  const repository = repositoryOf(session);
  if (session.body.byteLength > MANIFEST_BOUND)
    throw new AwsError('SIZE_INVALID', 'The manifest is larger than 4 MiB', 413);
  const byDigest = reference.startsWith('sha256:');
  if (byDigest && reference !== digestOf(session.body)) {
    throw new AwsError(
      'ImageDigestDoesNotMatchException',
      'The specified image digest does not match the digest of the image manifest',
    );
  }
  if (!byDigest && !TAG.test(reference))
    throw new AwsError('TAG_INVALID', `The tag '${reference.slice(0, 300)}' is not valid`, 400);
  const image = putImage(repository, {
    text: Buffer.from(session.body).toString('utf8'),
    mediaType: session.headers.get('content-type'),
    tag: byDigest ? null : reference,
    now: session.now,
  });
  signPushed(session, image);
  return new Response(null, {
    status: 201,
    headers: {
      location: `/v2/${repository.name}/manifests/${image.digest}`,
      'docker-content-digest': image.digest,
      ...(image.subject === null ? {} : { 'oci-subject': image.subject }),
    },
  });
}

export function blobStep(session: Session, { digest }: OfKind<'blob'>): Response {
  const action = session.method === 'HEAD' ? 'BatchCheckLayerAvailability' : 'GetDownloadUrlForLayer';
  return perform(session, action, () => {
    const bytes = repositoryOf(session).blobs.get(digest);
    if (bytes === undefined) throw new AwsError('BLOB_UNKNOWN', 'blob unknown to registry', 404);
    return bytesAnswer(bytes, digest, 'application/octet-stream');
  });
}

export function startUploadStep(session: Session): Response {
  makeOnPush(session, 'InitiateLayerUpload');
  return perform(session, 'InitiateLayerUpload', () => {
    const repository = repositoryOf(session);
    return uploadAnswer(repository, startUpload(session.world, repository));
  });
}

export function uploadStep(session: Session, { id }: OfKind<'upload'>): Response {
  const append = (): Response =>
    perform(session, 'UploadLayerPart', () => {
      const repository = repositoryOf(session);
      const upload = uploadAt(repository, id);
      appendPart(session.world, upload, { bytes: session.body, firstByte: firstByte(session.headers) });
      return uploadAnswer(repository, upload);
    });
  if (session.method === 'PATCH') return append();
  // A PUT may bring the last part, or all of it.
  if (session.body.byteLength > 0) append();
  return perform(session, 'CompleteLayerUpload', () => {
    const repository = repositoryOf(session);
    const { digest } = finishUpload(
      session.world,
      { repository, upload: uploadAt(repository, id) },
      session.query.getAll('digest'),
    );
    return new Response(null, {
      status: 201,
      headers: { location: `/v2/${repository.name}/blobs/${digest}`, 'docker-content-digest': digest },
    });
  });
}

/** `Content-Range: 0-1023`; a part without one goes on where the last ended. */
function firstByte(headers: Headers): number | undefined {
  const range = /^(?:bytes )?(\d+)-\d+/.exec(headers.get('content-range') ?? '');
  return range === null ? undefined : Number(range[1]);
}

function uploadAnswer({ name }: RepositoryState, { id, size }: { id: string; size: number }): Response {
  return new Response(null, {
    status: 202,
    headers: {
      location: `/v2/${name}/blobs/uploads/${id}`,
      range: `0-${Math.max(0, size - 1)}`,
      'docker-upload-uuid': id,
    },
  });
}

export function tagsStep(session: Session): Response {
  return perform(session, 'ListImages', () => {
    const { name, images } = repositoryOf(session);
    const last = session.query.get('last');
    const all = [...images.values()]
      .flatMap(({ tags }) => [...tags])
      .sort()
      .filter((tag) => last === null || tag > last);
    const asked = session.query.get('n');
    const tags = asked !== null && /^\d+$/.test(asked) ? all.slice(0, Number(asked)) : all;
    const end = tags.at(-1);
    const more = tags.length < all.length && end !== undefined;
    return Response.json(
      { name, tags },
      { headers: more ? { link: `</v2/${name}/tags/list?n=${asked}&last=${end}>; rel="next"` } : {} },
    );
  });
}

const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';

export function referrersStep(session: Session, { digest }: OfKind<'referrers'>): Response {
  return perform(session, 'BatchGetImage', () => {
    const wanted = session.query.get('artifactType');
    const manifests = [...repositoryOf(session).images.values()]
      .filter(({ subject }) => subject === digest)
      .map(descriptor)
      .filter(({ artifactType }) => wanted === null || artifactType === wanted);
    return new Response(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }), {
      headers: {
        'content-type': INDEX_TYPE,
        ...(wanted === null ? {} : { 'oci-filters-applied': 'artifactType' }),
      },
    });
  });
}

/** The type of an artifact is its own, or else its config's. Source: [OCI], listing referrers. */
function descriptor({ manifest, mediaType, digest }: ImageState) {
  const parsed = parseManifest(manifest);
  return {
    mediaType,
    digest,
    size: Buffer.byteLength(manifest),
    artifactType: parsed?.artifactType ?? parsed?.config?.mediaType,
    annotations: parsed?.annotations,
  };
}

const bytesAnswer = (bytes: Uint8Array, digest: string, type: string): Response =>
  new Response(Buffer.from(bytes), {
    headers: {
      'content-type': type,
      'content-length': String(bytes.byteLength),
      'docker-content-digest': digest,
    },
  });
