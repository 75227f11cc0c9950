/**
 * docker. Comes in: its command line. Goes out: what it prints and its exit status. Logging in, pulling and
 * pushing are really done; building makes an image up. Source: messages D1 to D13, clients.md, facts 4.9.
 */
import type { Invocation, Program } from '../shell/shell.ts';
import { type BuildHost, imageAt, notRun } from './build-host.ts';
import { buildx } from './buildx.ts';
import { registryOf } from './credentials.ts';
import { dockerBuild } from './docker-build.ts';
import { dockerLogin } from './docker-login.ts';
import { dockerManifest } from './docker-manifest.ts';
import { makeImage } from './image.ts';
import { fullName, type ImageReference, isServed, readReference } from './image-reference.ts';
import { operandsOf } from './options.ts';
import { dockerWords, pullImage, pushImage, type Refusal } from './registry-call.ts';

const NO_DAEMON =
  'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n';

/** Commands that do their work without the daemon. */
const CLIENT_SIDE = new Set(['login', 'logout', 'manifest', '--version', 'version', 'buildx']);

export const docker =
  (host: BuildHost): Program =>
  async (invocation) => {
    const { args, io } = invocation;
    const [word = '', ...rest] = args.filter((each, index) => index > 0 || !each.startsWith('--config'));
    const [command, words] =
      word === 'image' || word === 'container' ? [rest[0] ?? '', rest.slice(1)] : [word, rest];
    if (!host.privileged && !CLIENT_SIDE.has(command)) {
      io.err(command === 'build' ? `ERROR: ${NO_DAEMON}` : NO_DAEMON);
      return 1;
    }
    const inner = { ...invocation, args: words };
    switch (command) {
      case 'login':
        return dockerLogin(host, inner);
      case 'logout':
        return logout(host, inner);
      case 'build':
        return dockerBuild(host, inner);
      case 'buildx':
        return buildx(host, inner);
      case 'manifest':
        return dockerManifest(host, inner);
      case 'tag':
        return tag(host, inner);
      case 'load':
        // What made the archive was not run here.
        host.loaded.push(makeImage({ origin: 'an archive', format: 'docker' }));
        return notRun(invocation);
      case 'pull':
        return pull(host, inner);
      case 'push':
        return push(host, inner);
      default:
        return notRun(invocation);
    }
  };

function logout(host: BuildHost, { args, io }: Invocation): number {
  const [registry = ''] = operandsOf(args);
  host.logins.delete(registry.replace(/^https?:\/\//, ''));
  io.out(`Removing login credentials for ${registry}\n`);
  return 0;
}

function tag(host: BuildHost, { args, io }: Invocation): number {
  const [from, to] = operandsOf(args).map(readReference);
  if (from === undefined || to === undefined) {
    io.err('"docker tag" requires exactly 2 arguments.\n');
    return 1;
  }
  if (from === null || to === null) {
    io.err('Error parsing reference: invalid reference format\n');
    return 1;
  }
  const image = imageAt(host, fullName(from));
  if (image === undefined) {
    io.err(`Error response from daemon: No such image: ${fullName(from)}\n`);
    return 1;
  }
  host.images.set(fullName(to), image);
  return 0;
}

const OPTIONS_WITH_VALUES = new Set(['--platform']);

function referenceOf({ args, io }: Invocation): ImageReference | null {
  const [text = ''] = operandsOf(args, OPTIONS_WITH_VALUES);
  const reference = readReference(text);
  if (reference === null) io.err('invalid reference format\n');
  return reference;
}

async function pull(host: BuildHost, invocation: Invocation): Promise<number> {
  const { io } = invocation;
  const reference = referenceOf(invocation);
  if (reference === null) return 1;
  const { host: registryHost, name } = reference;
  host.pass(3_000);
  if (!isServed(registryHost, host.connection.endpoint)) {
    const image = makeImage({ origin: fullName(reference), format: 'docker' });
    return pulled(host, invocation, { reference, image });
  }
  const registry = await registryOf(host, invocation, { host: registryHost, name });
  const answer = await pullImage(registry, reference.reference, { headFirst: false, layers: true });
  if (answer.kind === 'image') return pulled(host, invocation, { reference, image: answer.image });
  io.err(`Error response from daemon: ${pullRefused(reference, answer)}\n`);
  return 1;
}

interface PulledImage {
  readonly reference: ImageReference;
  readonly image: ReturnType<typeof makeImage>;
}

function pulled(host: BuildHost, { io }: Invocation, { reference, image }: PulledImage): number {
  host.images.set(fullName(reference), image);
  io.out(`${reference.reference}: Pulling from ${reference.name}\n`);
  io.out(`Digest: ${image.manifest.digest}\n`);
  io.out(`Status: Downloaded newer image for ${fullName(reference)}\n${fullName(reference)}\n`);
  return 0;
}

/** Source: facts 4.9, messages D2, D12. */
export function pullRefused(
  { host, name, reference }: ImageReference,
  { at, refusal }: { readonly at: 'manifest' | 'blob'; readonly refusal: Refusal },
): string {
  const { error, status } = refusal;
  if (status === 401) return `Get "${refusal.url}": no basic auth credentials`;
  if (error === null) return `error parsing HTTP ${status} response body: unexpected end of JSON input: ""`;
  if (at === 'blob')
    return `error pulling image configuration: download failed after attempts=1: ${dockerWords(error)}`;
  if (error.code === 'DENIED') {
    return `pull access denied for ${host ?? ''}/${name}, repository does not exist or may require 'docker login': ${dockerWords(error)}`;
  }
  if (error.code === 'MANIFEST_UNKNOWN') {
    return `manifest for ${fullName({ host, name, reference })} not found: ${dockerWords(error)}`;
  }
  return dockerWords(error);
}

async function push(host: BuildHost, invocation: Invocation): Promise<number> {
  const { io, args } = invocation;
  const reference = referenceOf(invocation);
  if (reference === null) return 1;
  const all = args.includes('--all-tags') || args.includes('-a');
  const name = fullName(reference);
  const repository = `${name.slice(0, name.lastIndexOf(':'))}:`;
  const named = imageAt(host, name);
  const one = named === undefined ? [] : [[name, named] as const];
  const images = all ? [...host.images].filter(([each]) => each.startsWith(repository)) : one;
  if (!isServed(reference.host, host.connection.endpoint))
    return notRun({ ...invocation, args: ['push', ...args] });
  io.out(`The push refers to repository [${reference.host}/${reference.name}]\n`);
  if (images.length === 0) {
    io.err(`An image does not exist locally with the tag: ${reference.host}/${reference.name}\n`);
    return 1;
  }
  const registry = await registryOf(host, invocation, { host: reference.host, name: reference.name });
  for (const [each, image] of images) {
    for (const { digest } of image.blobs.slice(0, -1)) io.out(`${digest.slice(7, 19)}: Preparing\n`);
    const tagged = each.slice(each.lastIndexOf(':') + 1);
    host.pass(4_000);
    const refusal = await pushImage(
      registry,
      { image, reference: tagged },
      { headManifest: false, onePut: false },
    );
    if (refusal !== null) {
      io.err(`${pushRefused(refusal, registry.login !== null)}\n`);
      return 1;
    }
    for (const { digest } of image.blobs.slice(0, -1)) io.out(`${digest.slice(7, 19)}: Pushed\n`);
    io.out(`${tagged}: digest: ${image.manifest.digest} size: ${image.manifest.text.length}\n`);
  }
  return 0;
}

/** Source: facts 4.9, clients.md: the refusal of a HEAD has no body, so its reason is lost. */
function pushRefused({ status, error }: Refusal, loggedIn: boolean): string {
  if (status === 401 && !loggedIn) return 'no basic auth credentials';
  if (error === null) return `error parsing HTTP ${status} response body: unexpected end of JSON input: ""`;
  return dockerWords(error);
}
