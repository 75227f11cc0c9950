/** Manifests without their layers: `docker manifest …` and `docker buildx imagetools …`. Source: facts 4.2. */
import type { Invocation } from '../shell/shell.ts';
import { type BuildHost, notPushed, notRun } from './build-host.ts';
import { registryOf } from './credentials.ts';
import { type Image, makeImage, makeIndex } from './image.ts';
import { fullName, isServed, readReference } from './image-reference.ts';
import { operandsOf } from './options.ts';
import { dockerWords, pullImage, pushImage, putManifest, type Refusal, statusLine } from './registry-call.ts';

const reasonOf = (refusal: Refusal): string =>
  refusal.error === null
    ? `unexpected status from ${refusal.method} request to ${refusal.url}: ${statusLine(refusal)}`
    : dockerWords(refusal.error);

/** The image at a reference; null after saying why it could not be had. */
async function fetchImage(host: BuildHost, invocation: Invocation, text: string): Promise<Image | null> {
  const reference = readReference(text);
  const { io } = invocation;
  if (reference === null) {
    io.err(`ERROR: ${text}: not found\n`);
    return null;
  }
  if (!isServed(reference.host, host.connection.endpoint))
    return makeImage({ origin: fullName(reference), format: 'docker' });
  const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
  const pulled = await pullImage(registry, reference.reference, { headFirst: true, layers: false });
  if (pulled.kind === 'image') return pulled.image;
  io.err(`ERROR: ${fullName(reference)}: ${reasonOf(pulled.refusal)}\n`);
  return null;
}

export async function inspectManifest(
  host: BuildHost,
  invocation: Invocation,
  text: string,
): Promise<number> {
  const image = await fetchImage(host, invocation, text);
  if (image === null) return 1;
  invocation.io.out(`${image.manifest.text}\n`);
  return 0;
}

export interface IndexRequest {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
}

const MANNER = { headManifest: true, onePut: true };

/** One source is re-tagged as it is; several become an index. */
export async function createIndex(
  host: BuildHost,
  invocation: Invocation,
  { sources, targets }: IndexRequest,
): Promise<number> {
  const images: Image[] = [];
  for (const source of sources) {
    const image = await fetchImage(host, invocation, source);
    if (image === null) return 1;
    images.push(image);
  }
  const [only] = images;
  const image =
    images.length === 1 && only !== undefined
      ? only
      : makeIndex(
          images.map((each, index) => ({
            image: each,
            platform: index === 0 ? 'linux/amd64' : 'linux/arm64',
          })),
        );
  for (const target of targets) {
    const reference = readReference(target);
    if (reference === null) continue;
    if (!isServed(reference.host, host.connection.endpoint)) {
      notPushed(invocation, reference);
      continue;
    }
    const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
    const at = { manifest: image.manifest, reference: reference.reference };
    const refusal = await putManifest(registry, at, MANNER);
    if (refusal === null) continue;
    invocation.io.err(`ERROR: failed to push ${fullName(reference)}: ${reasonOf(refusal)}\n`);
    return 1;
  }
  return 0;
}

/** `docker manifest create LIST IMAGE…` keeps the list here; `push` sends it. */
export async function dockerManifest(host: BuildHost, invocation: Invocation): Promise<number> {
  const [command = '', ...args] = invocation.args;
  const [list = '', ...rest] = operandsOf(args);
  const reference = readReference(list);
  if (reference === null) {
    invocation.io.err('invalid reference format\n');
    return 1;
  }
  switch (command) {
    case 'inspect':
      return inspectManifest(host, invocation, list);
    case 'create': {
      const images: { image: Image; platform: string }[] = [];
      for (const [index, text] of rest.entries()) {
        const image = await fetchImage(host, invocation, text);
        if (image === null) return 1;
        images.push({ image, platform: index === 0 ? 'linux/amd64' : 'linux/arm64' });
      }
      host.images.set(fullName(reference), makeIndex(images));
      invocation.io.out(`Created manifest list ${fullName(reference)}\n`);
      return 0;
    }
    case 'annotate':
      return 0;
    case 'push':
      return pushList(host, invocation, list);
    default:
      return notRun({ ...invocation, args: ['manifest', ...invocation.args] });
  }
}

async function pushList(host: BuildHost, invocation: Invocation, list: string): Promise<number> {
  const { io } = invocation;
  const reference = readReference(list);
  const image = reference === null ? undefined : host.images.get(fullName(reference));
  if (reference === null || image === undefined) {
    io.err(`No such manifest: ${list}\n`);
    return 1;
  }
  if (!isServed(reference.host, host.connection.endpoint)) {
    notPushed(invocation, reference);
    return 0;
  }
  const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
  const pushed = { image: { ...image, children: [] }, reference: reference.reference };
  const refusal = await pushImage(registry, pushed, { headManifest: false, onePut: false });
  if (refusal !== null) {
    io.err(`${reasonOf(refusal)}\n`);
    return 1;
  }
  io.out(`${image.manifest.digest}\n`);
  return 0;
}
