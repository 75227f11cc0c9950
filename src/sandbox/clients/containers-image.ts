/**
 * skopeo, podman and buildah: all are containers/image. Comes in: their command lines. Goes out: what they print.
 * Source: clients.md, messages C3.
 */
import type { Invocation, Program } from '../shell/shell.ts';
import { type BuildHost, notPushed, notRun } from './build-host.ts';
import { registryOf } from './credentials.ts';
import { dockerLogin } from './docker-login.ts';
import { type Image, makeImage } from './image.ts';
import { fullName, type ImageReference, isServed, readReference } from './image-reference.ts';
import { operandsOf, valuesOf } from './options.ts';
import { dockerWords, pullImage, pushImage, type Refusal, statusLine } from './registry-call.ts';

const WITH_VALUES = new Set(
  '-t --tag -f --file --build-arg --src-creds --dest-creds --creds --authfile --storage-driver --format --target --isolation -a --platform'.split(
    ' ',
  ),
);
const MANNER = { headManifest: false, onePut: false };
const WHOLE = { headFirst: false, layers: true };

/** Where the refusal came decides how the library words it. */
function writing(reference: ImageReference, refusal: Refusal): string {
  const { host, name } = reference;
  const reason = refusal.error === null ? statusLine(refusal) : dockerWords(refusal.error);
  if (refusal.status === 401)
    return `writing blob: initiating layer upload to /v2/${name}/blobs/uploads/ in ${host ?? ''}: unauthorized: authentication required`;
  switch (refusal.method) {
    case 'HEAD':
      return `trying to reuse blob ${refusal.url.slice(refusal.url.lastIndexOf('/') + 1)} at destination: failed to read from destination repository ${name}: ${statusLine(refusal).replace(/ (.*)$/, ' ($1)')}`;
    case 'POST':
      return `writing blob: initiating layer upload to /v2/${name}/blobs/uploads/ in ${host ?? ''}: ${reason}`;
    case 'PATCH':
      return `writing blob: uploading layer chunked: ${reason}`;
    default:
      return refusal.url.includes('/manifests/')
        ? `writing manifest: uploading manifest ${reference.reference} to ${host ?? ''}/${name}: ${reason}`
        : `writing blob: committing the finished blob: ${reason}`;
  }
}

const reading = ({ host, name, reference }: ImageReference, refusal: Refusal): string =>
  `reading manifest ${reference} in ${host ?? ''}/${name}: ${refusal.error === null ? statusLine(refusal) : dockerWords(refusal.error)}`;

/** An image, from the registry or from here; or why it could not be had. */
async function fetched(
  host: BuildHost,
  invocation: Invocation,
  reference: ImageReference,
): Promise<Image | string> {
  const { host: registryHost, name } = reference;
  if (!isServed(registryHost, host.connection.endpoint)) {
    return makeImage({ origin: fullName(reference), format: 'docker' });
  }
  const registry = await registryOf(host, invocation, { host: registryHost, name });
  const pulled = await pullImage(registry, reference.reference, WHOLE);
  return pulled.kind === 'image' ? pulled.image : reading(reference, pulled.refusal);
}

/** Null: it is there. */
async function sent(
  host: BuildHost,
  invocation: Invocation,
  {
    reference,
    image,
    credentials,
  }: { reference: ImageReference; image: Image; credentials?: string | undefined },
): Promise<string | null> {
  const { host: registryHost, name } = reference;
  if (!isServed(registryHost, host.connection.endpoint)) {
    notPushed(invocation, reference);
    return null;
  }
  const registry = await registryOf(host, invocation, { host: registryHost, name });
  const colon = credentials?.indexOf(':') ?? -1;
  const login =
    credentials === undefined
      ? registry.login
      : { username: credentials.slice(0, colon), password: credentials.slice(colon + 1) };
  host.pass(3_000);
  const refusal = await pushImage({ ...registry, login }, { image, reference: reference.reference }, MANNER);
  return refusal === null ? null : writing(reference, refusal);
}

export const skopeo =
  (host: BuildHost): Program =>
  async (invocation) => {
    const [command = '', ...args] = invocation.args;
    if (command === 'login') return dockerLogin(host, { ...invocation, args });
    if (command !== 'copy' && command !== 'inspect') return notRun(invocation);
    const [from = '', to = ''] = operandsOf(args, WITH_VALUES);
    const fail = (message: string): number => {
      const time = invocation.shell.machine.now().toISOString().slice(0, 19);
      invocation.io.err(`time="${time}Z" level=fatal msg=${JSON.stringify(message)}\n`);
      return 1;
    };
    const source = from.startsWith('docker://') ? readReference(from) : null;
    const image =
      source === null ? makeImage({ origin: from, format: 'oci' }) : await fetched(host, invocation, source);
    if (typeof image === 'string') return fail(`initializing source ${from}: ${image}`);
    if (command === 'inspect') {
      invocation.io.out(
        `${JSON.stringify({ Name: source?.name, Digest: image.manifest.digest }, null, 4)}\n`,
      );
      return 0;
    }
    const target = to.startsWith('docker://') ? readReference(to) : null;
    if (target === null) return 0;
    const [credentials] = valuesOf(args, ['--dest-creds']);
    const refused = await sent(host, invocation, { reference: target, image, credentials });
    return refused === null ? 0 : fail(refused);
  };

/** podman and buildah keep their images where docker does here, and need no daemon. */
export const podman =
  (host: BuildHost): Program =>
  async (invocation) => {
    const { io } = invocation;
    const words = invocation.args.filter(
      (word, index, all) => word !== '--storage-driver' && all[index - 1] !== '--storage-driver',
    );
    const [command = '', ...args] = words;
    const operands = operandsOf(args, WITH_VALUES);
    const [first, second] = operands.map(readReference);
    switch (command) {
      case 'login':
        return dockerLogin(host, { ...invocation, args });
      case 'build':
      case 'bud':
        for (const tag of valuesOf(args, ['-t', '--tag']).flatMap((text) => readReference(text) ?? [])) {
          const image = makeImage({ origin: `${fullName(tag)} ${host.commit}`, format: 'oci' });
          host.images.set(fullName(tag), image);
        }
        return 0;
      case 'tag': {
        const image = first == null ? undefined : host.images.get(fullName(first));
        if (image === undefined || second == null) break;
        host.images.set(fullName(second), image);
        return 0;
      }
      case 'pull': {
        if (first == null) break;
        const image = await fetched(host, invocation, first);
        if (typeof image !== 'string') {
          host.images.set(fullName(first), image);
          return 0;
        }
        io.err(`Error: initializing source docker://${fullName(first)}: ${image}\n`);
        return 125;
      }
      case 'push':
        return podmanPush(host, invocation, operands);
      default:
        return notRun(invocation);
    }
    io.err(`Error: ${operands[0] ?? ''}: image not known\n`);
    return 125;
  };

async function podmanPush(
  host: BuildHost,
  invocation: Invocation,
  operands: readonly string[],
): Promise<number> {
  const { io } = invocation;
  const [local = '', remote = local] = operands;
  const source = readReference(local);
  const target = readReference(remote);
  const image = source === null ? undefined : host.images.get(fullName(source));
  if (image === undefined || target === null) {
    io.err(`Error: ${local}: image not known\n`);
    return 125;
  }
  const refused = await sent(host, invocation, { reference: target, image });
  if (refused === null) return 0;
  io.err(`Error: ${refused}\n`);
  return 125;
}
