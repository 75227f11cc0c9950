/**
 * `docker build` and `docker buildx build`. Base images of a served registry are really resolved and pulled,
 * others and the build itself are made up; `--push` and registry caches are really sent.
 * Source: messages B1, B2; facts 4.2, 4.9.
 */
import type { Invocation } from '../shell/shell.ts';
import { pathOf, textOf } from '../shell/shell.ts';
import { type BuildHost, notPushed } from './build-host.ts';
import { registryOf } from './credentials.ts';
import { baseImages } from './dockerfile.ts';
import { type Blob, type Image, makeImage, makeIndex } from './image.ts';
import { fullName, type ImageReference, isServed, readReference } from './image-reference.ts';
import { attributesOf, operandsOf, valuesOf } from './options.ts';
import { dockerWords, pullImage, pushImage, type Refusal, statusLine } from './registry-call.ts';

const USUAL_MS = 14_000;

const WITH_VALUES = new Set(
  '-t --tag -f --file --build-arg --target --cache-from --cache-to --platform --label --network --progress --secret --ssh --iidfile --output -o --builder --metadata-file --provenance --sbom --attest --add-host -m --memory --shm-size --build-context --annotation'.split(
    ' ',
  ),
);

interface BuildRequest {
  readonly tags: readonly ImageReference[];
  readonly platforms: readonly string[];
  readonly dockerfile: string;
  readonly buildArguments: Readonly<Record<string, string>>;
  readonly push: boolean;
  readonly cacheFrom: readonly ImageReference[];
  readonly cacheTo: readonly { readonly reference: ImageReference; readonly lenient: boolean }[];
  readonly context: string;
}

export async function dockerBuild(host: BuildHost, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const request = readRequest(invocation);
  if (typeof request === 'string') {
    io.err(`ERROR: ${request}\n`);
    return 1;
  }
  host.pass(USUAL_MS);
  io.err('#0 building with "default" instance using docker driver\n');
  const base = await resolveBases(host, invocation, request);
  if (base === null) return 1;
  for (const cache of request.cacheFrom) await importCache(host, invocation, cache);
  const image = buildImage(request, { base, commit: host.commit });
  for (const tag of request.tags) host.images.set(fullName(tag), image);
  io.err(`#7 exporting to image\n#7 writing image ${image.manifest.digest} done\n`);
  if (request.push && !(await pushTags(host, invocation, { request, image }))) return 1;
  for (const cache of request.cacheTo) {
    if (!(await exportCache(host, invocation, cache)) && !cache.lenient) return 1;
  }
  return 0;
}

/** Or why there is none. */
function readRequest({ args, shell }: Invocation): BuildRequest | string {
  const [context] = operandsOf(args, WITH_VALUES);
  if (context === undefined) return '"docker build" requires exactly 1 argument.';
  const tags = valuesOf(args, ['-t', '--tag']).map((text) => ({ text, reference: readReference(text) }));
  const wrong = tags.find(({ reference }) => reference === null);
  if (wrong !== undefined) return `invalid tag "${wrong.text}": invalid reference format`;
  const outputs = valuesOf(args, ['-o', '--output']).map(attributesOf);
  const file = valuesOf(args, ['-f', '--file'])[0];
  const path = file ?? `${context}/Dockerfile`;
  return {
    tags: tags.flatMap(({ reference }) => (reference === null ? [] : [reference])),
    platforms: valuesOf(args, ['--platform']).flatMap((list) => list.split(',')),
    dockerfile: shell.machine.files.get(pathOf(shell, path)) ?? '',
    buildArguments: Object.fromEntries(
      valuesOf(args, ['--build-arg']).map((pair) => {
        const [name = '', value] = pair.split(/=([^]*)/);
        return [name, value ?? textOf(shell, name) ?? ''];
      }),
    ),
    push:
      args.includes('--push') ||
      outputs.some((output) => output['type'] === 'registry' || output['push'] === 'true'),
    cacheFrom: caches(args, '--cache-from').map(({ reference }) => reference),
    cacheTo: caches(args, '--cache-to'),
    context,
  };
}

/** Only caches in a registry; `inline` and `local` ones need nobody's leave. */
function caches(args: readonly string[], option: string): BuildRequest['cacheTo'] {
  return valuesOf(args, [option]).flatMap((text) => {
    const attributes = text.includes('=') ? attributesOf(text) : { type: 'registry', ref: text };
    const reference = readReference(attributes['ref'] ?? '');
    if (attributes['type'] !== 'registry' || reference === null) return [];
    return [{ reference, lenient: attributes['ignore-error'] === 'true' }];
  });
}

const printedAt = ({ method, url }: Refusal): string => `unexpected status from ${method} request to ${url}`;
const inBuildKit = (refusal: Refusal): string => `${printedAt(refusal)}: ${statusLine(refusal)}`;

/** The layers of the base images of served registries; null: one was refused. */
async function resolveBases(
  host: BuildHost,
  invocation: Invocation,
  { dockerfile, buildArguments }: BuildRequest,
): Promise<readonly Blob[] | null> {
  const layers: Blob[] = [];
  for (const text of baseImages(dockerfile, buildArguments)) {
    const reference = readReference(text);
    if (reference === null) {
      invocation.io.err(
        `ERROR: failed to solve: failed to parse stage name "${text}": invalid reference format\n`,
      );
      return null;
    }
    if (host.images.has(fullName(reference)) || !isServed(reference.host, host.connection.endpoint)) continue;
    const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
    const pulled = await pullImage(registry, reference.reference, { headFirst: true, layers: true });
    if (pulled.kind === 'image') layers.push(...pulled.image.blobs.slice(0, -1));
    else {
      invocation.io.err(baseRefused(reference, pulled));
      return null;
    }
  }
  return layers;
}

function baseRefused(
  reference: ImageReference,
  { at, refusal }: { readonly at: 'manifest' | 'blob'; readonly refusal: Refusal },
): string {
  const name = fullName(reference);
  if (refusal.status === 404 && at === 'manifest')
    return `ERROR: failed to solve: ${name}: ${name}: not found\n`;
  const reason =
    at === 'manifest'
      ? inBuildKit(refusal)
      : `failed to copy: httpReadSeeker: failed open: unexpected status code ${refusal.url}: ${statusLine(refusal)}${refusal.error === null ? '' : ` - Server message: ${dockerWords(refusal.error)}`}`;
  return `------\n > [internal] load metadata for ${name}:\n------\nERROR: failed to solve: ${name}: failed to resolve source metadata for ${name}: ${reason}\n`;
}

function buildImage(
  { context, tags, platforms, dockerfile }: BuildRequest,
  { base, commit }: { readonly base: readonly Blob[]; readonly commit: string },
): Image {
  const origin = [context, tags[0]?.name ?? '', dockerfile, commit].join('\n');
  if (platforms.length < 2) {
    const [platform = 'linux/amd64'] = platforms;
    return makeImage({ origin, format: 'docker', platform, base });
  }
  return makeIndex(
    platforms.map((platform) => ({ platform, image: makeImage({ origin, format: 'oci', platform, base }) })),
  );
}

const BUILDKIT = { headManifest: true, onePut: true };

async function pushTags(
  host: BuildHost,
  invocation: Invocation,
  { request, image }: { readonly request: BuildRequest; readonly image: Image },
): Promise<boolean> {
  for (const tag of request.tags) {
    if (!isServed(tag.host, host.connection.endpoint)) {
      notPushed(invocation, tag);
      continue;
    }
    const registry = await registryOf(host, invocation, { host: tag.host, name: tag.name });
    const refusal = await pushImage(registry, { image, reference: tag.reference }, BUILDKIT);
    if (refusal !== null) {
      invocation.io.err(
        `#8 pushing layers ERROR: ${inBuildKit(refusal)}\nERROR: failed to solve: failed to push ${fullName(tag)}: ${inBuildKit(refusal)}\n`,
      );
      return false;
    }
    invocation.io.err(`#8 pushing manifest for ${fullName(tag)}@${image.manifest.digest} done\n`);
  }
  return true;
}

/** A cache that cannot be read is only a slower build. */
async function importCache(host: BuildHost, invocation: Invocation, cache: ImageReference): Promise<void> {
  if (!isServed(cache.host, host.connection.endpoint)) return;
  const { io } = invocation;
  io.err(`#4 importing cache manifest from ${fullName(cache)}\n`);
  const registry = await registryOf(host, invocation, { host: cache.host, name: cache.name });
  const pulled = await pullImage(registry, cache.reference, { headFirst: true, layers: true });
  if (pulled.kind === 'image') return;
  const { refusal } = pulled;
  io.err(`#4 ERROR: ${refusal.status === 404 ? `${fullName(cache)}: not found` : inBuildKit(refusal)}\n`);
}

async function exportCache(
  host: BuildHost,
  invocation: Invocation,
  { reference }: BuildRequest['cacheTo'][number],
): Promise<boolean> {
  if (!isServed(reference.host, host.connection.endpoint)) return true;
  const { io } = invocation;
  io.err(`#9 exporting cache to registry\n`);
  const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
  const image = makeImage({ origin: `cache at ${host.commit}`, format: 'oci' });
  const refusal = await pushImage(registry, { image, reference: reference.reference }, BUILDKIT);
  if (refusal === null) return true;
  const part = refusal.url.includes('/manifests/') ? 'manifest' : 'layer';
  io.err(
    `#9 ERROR: error writing ${part} blob: ${inBuildKit(refusal)}\nERROR: failed to solve: error writing ${part} blob: ${inBuildKit(refusal)}\n`,
  );
  return false;
}
