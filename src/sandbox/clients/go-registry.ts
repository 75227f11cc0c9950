/**
 * kaniko and crane: both are go-containerregistry. Comes in: their command lines. Goes out: what they print.
 * Source: messages C1, C2; kaniko's CheckPushPermissions and go-containerregistry's transport.Error (v0.20).
 */
import type { Invocation, Program } from '../shell/shell.ts';
import { pathOf } from '../shell/shell.ts';
import { type BuildHost, notPushed, notRun } from './build-host.ts';
import { registryOf } from './credentials.ts';
import { dockerLogin } from './docker-login.ts';
import { baseImages } from './dockerfile.ts';
import { type Image, makeImage } from './image.ts';
import { fullName, type ImageReference, isServed, readReference } from './image-reference.ts';
import { operandsOf, valuesOf } from './options.ts';
import {
  ask,
  type PullManner,
  pullImage,
  pushImage,
  type Refusal,
  refusalOf,
  statusLine,
} from './registry-call.ts';

const MANNER = { headManifest: true, onePut: false };
const WHOLE: PullManner = { headFirst: true, layers: true };

function goWords({ method, url, error, ...refusal }: Refusal): string {
  if (error !== null) return `${method} ${url}: ${error.code}: ${error.message}`;
  const status = statusLine({ method, url, error, ...refusal });
  const hint = method === 'HEAD' ? ' (HEAD responses have no body, use GET for details)' : '';
  return `${method} ${url}: unexpected status code ${status}${hint}`;
}

export const kaniko =
  (host: BuildHost): Program =>
  async (invocation) => {
    const { args, io } = invocation;
    const destinations = referencesOf(valuesOf(args, ['--destination', '-d']));
    const caches = args.some((word) => /^--cache(?:=true)?$/.test(word))
      ? valuesOf(args, ['--cache-repo'])
      : [];
    const push = !args.some((word) => /^--no-push(?:=true)?$/.test(word));
    if (push) {
      const refused = await checkPush(host, invocation, [...destinations, ...referencesOf(caches)]);
      if (refused !== null) {
        io.err(
          `error checking push permissions -- make sure you entered the correct tag name, and that you are authenticated correctly, and try again: ${refused}\n`,
        );
        return 1;
      }
    }
    host.pass(16_000);
    const base = await kanikoBases(host, invocation);
    if (base === null) return 1;
    const image = makeImage({
      origin: `kaniko ${destinations[0]?.name ?? ''} ${host.commit}`,
      format: 'docker',
      base: base.flatMap(({ blobs }) => blobs.slice(0, -1)),
    });
    for (const cache of referencesOf(caches)) await pushCache(host, invocation, cache);
    for (const destination of push ? destinations : []) {
      const refusal = await send(host, invocation, { reference: destination, image });
      if (refusal === null) {
        io.err(`INFO[0016] Pushed ${fullName(destination)}\n`);
        continue;
      }
      io.err(
        `error pushing image: failed to push to destination ${fullName(destination)}: ${goWords(refusal)}\n`,
      );
      return 1;
    }
    return 0;
  };

const referencesOf = (texts: readonly string[]): readonly ImageReference[] =>
  texts.flatMap((text) => readReference(text) ?? []);

/** Asks for an upload to every target before it builds anything. */
async function checkPush(
  host: BuildHost,
  invocation: Invocation,
  targets: readonly ImageReference[],
): Promise<string | null> {
  for (const target of targets) {
    if (!isServed(target.host, host.connection.endpoint)) continue;
    const registry = await registryOf(host, invocation, { host: target.host, name: target.name });
    const request = { method: 'POST', path: `/v2/${target.name}/blobs/uploads/` };
    const answer = await ask(registry, request);
    if (answer.status === 202) continue;
    return `checking push permission for "${fullName(target)}": ${goWords(await refusalOf(registry, request, answer))}`;
  }
  return null;
}

async function kanikoBases(host: BuildHost, invocation: Invocation): Promise<readonly Image[] | null> {
  const { args, io, shell } = invocation;
  const context = (valuesOf(args, ['--context', '-c'])[0] ?? '.').replace(/^dir:\/\//, '');
  const file = valuesOf(args, ['--dockerfile', '-f'])[0] ?? 'Dockerfile';
  const text = shell.machine.files.get(pathOf(shell, `${context}/${file}`)) ?? '';
  const images: Image[] = [];
  for (const base of referencesOf(baseImages(text, {}))) {
    const pulled = await fetched(host, invocation, base);
    if (typeof pulled === 'string') {
      io.err(`error building image: unable to retrieve image: ${pulled}\n`);
      return null;
    }
    images.push(pulled);
  }
  return images;
}

/** An image, or why it could not be had. */
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
  return pulled.kind === 'image' ? pulled.image : goWords(pulled.refusal);
}

interface Sending {
  readonly reference: ImageReference;
  readonly image: Image;
}

async function send(
  host: BuildHost,
  invocation: Invocation,
  { reference, image }: Sending,
): Promise<Refusal | null> {
  const { host: registryHost, name } = reference;
  if (!isServed(registryHost, host.connection.endpoint)) {
    notPushed(invocation, reference);
    return null;
  }
  const registry = await registryOf(host, invocation, { host: registryHost, name });
  return pushImage(registry, { image, reference: reference.reference }, MANNER);
}

/** A cache that cannot be written is a warning. */
async function pushCache(host: BuildHost, invocation: Invocation, cache: ImageReference): Promise<void> {
  const image = makeImage({ origin: `kaniko cache ${host.commit}`, format: 'docker' });
  const reference = { ...cache, reference: image.manifest.digest.slice(7) };
  const refusal = await send(host, invocation, { reference, image });
  if (refusal === null) return;
  invocation.io.err(
    `WARN[0012] Error uploading layer to cache: failed to push to destination ${fullName(reference)}: ${goWords(refusal)}\n`,
  );
}

const CRANE_VALUES = new Set(['--platform', '-u', '--username', '-p', '--password']);

export const crane =
  (host: BuildHost): Program =>
  async (invocation) => {
    const [command = '', ...args] = invocation.args;
    const operands = operandsOf(args, CRANE_VALUES);
    switch (command) {
      case 'auth':
        return args[0] === 'login'
          ? dockerLogin(host, { ...invocation, args: args.slice(1) })
          : notRun(invocation);
      case 'copy':
      case 'cp':
        return craneCopy(host, invocation, operands);
      case 'push':
        return cranePush(host, invocation, operands);
      case 'manifest':
      case 'digest':
      case 'pull':
        return craneRead(host, { ...invocation, name: command }, operands);
      default:
        return notRun(invocation);
    }
  };

async function craneRead(
  host: BuildHost,
  invocation: Invocation,
  [text = '']: readonly string[],
): Promise<number> {
  const { io, name } = invocation;
  const reference = readReference(text);
  const image =
    reference === null ? `could not parse reference: ${text}` : await fetched(host, invocation, reference);
  if (typeof image === 'string') {
    io.err(`Error: ${image}\n`);
    return 1;
  }
  if (name === 'manifest') io.out(image.manifest.text);
  if (name === 'digest') io.out(`${image.manifest.digest}\n`);
  return 0;
}

async function craneCopy(
  host: BuildHost,
  invocation: Invocation,
  [from = '', to = '']: readonly string[],
): Promise<number> {
  const source = readReference(from);
  if (source === null) {
    invocation.io.err(`Error: parsing reference "${from}": could not parse reference: ${from}\n`);
    return 1;
  }
  const image = await fetched(host, invocation, source);
  if (typeof image === 'string') {
    invocation.io.err(`Error: fetching "${from}": ${image}\n`);
    return 1;
  }
  return cranePushed(host, invocation, { to, image });
}

const cranePush = (host: BuildHost, invocation: Invocation, [from = '', to = '']: readonly string[]) =>
  cranePushed(host, invocation, { to, image: makeImage({ origin: from, format: 'docker' }) });

async function cranePushed(
  host: BuildHost,
  invocation: Invocation,
  { to, image }: { readonly to: string; readonly image: Image },
): Promise<number> {
  const reference = readReference(to);
  const refusal = reference === null ? null : await send(host, invocation, { reference, image });
  if (reference !== null && refusal === null) {
    invocation.io.out(`${reference.host ?? ''}/${reference.name}@${image.manifest.digest}\n`);
    return 0;
  }
  invocation.io.err(
    refusal === null
      ? `Error: could not parse reference: ${to}\n`
      : `Error: pushing image ${to}: ${goWords(refusal)}\n`,
  );
  return 1;
}
