/** Pushes and pulls of images, as far as their addresses are known. */
import { readImageAddress, readRegistryHost, type ImageAddress } from '../../image-address.ts';
import { knownPrefix, knownText, type ShellText, whyUnknown } from '../text.ts';
import { type Reading, unresolved, used } from './reading.ts';

/** What an image address needs of a push: nothing for other registries. */
export function pushOf(image: ShellText, more: { readonly readsBack?: true } = {}): readonly Reading[] {
  const address = addressOf(image);
  if (typeof address === 'string')
    return [unresolved(`the address of the image pushed is not known: ${address}`)];
  if (address.kind === 'ecr') {
    return [used({ kind: 'image-push', repository: address.repository, tag: address.tag, ...more }, image)];
  }
  if (address.kind === 'ecr-public') {
    return [used({ kind: 'public-image-push', alias: address.alias, name: address.name }, image)];
  }
  return brokenHost(address.host, image);
}

/** A pull from ECR Public or another registry asks for nothing of IAM. */
export function pullOf(image: ShellText): readonly Reading[] {
  const address = addressOf(image);
  if (typeof address === 'string')
    return [unresolved(`the address of the image pulled is not known: ${address}`)];
  if (address.kind !== 'ecr') return brokenHost(address.kind === 'other' ? address.host : null, image);
  return [used({ kind: 'image-pull', repository: address.repository, tag: address.tag }, image)];
}

/** A host that was meant to be a registry of ECR, most often with an empty account. */
function brokenHost(host: string | null, image: ShellText): readonly Reading[] {
  if (host === null || !/\bdkr[.-]ecr\b/.test(host)) return [];
  return [
    unresolved(
      `\`${knownText(image) ?? host}\` is no address of a registry: expected \`ACCOUNT.dkr.ecr.REGION.amazonaws.com\``,
    ),
  ];
}

/** The address, or why it is not known. A tag that is not known leaves the repository known. */
function addressOf(image: ShellText): ImageAddress | string {
  const text = knownText(image);
  if (text !== null) return readImageAddress(text) ?? `\`${text}\` is no image address`;
  const why = whyUnknown(image) ?? '';
  const prefix = knownPrefix(image).replace(/^(?:docker|oci):\/\//, '');
  const slash = prefix.indexOf('/');
  const first = slash < 0 ? prefix : prefix.slice(0, slash);
  const isHost = readRegistryHost(first) !== null || first === 'public.ecr.aws';
  // `name:` before what is not known is a local image or Docker Hub's.
  if (slash < 0) return /^[a-z0-9._-]+:/.test(prefix) && !isHost ? { kind: 'other', host: null } : why;
  const end = prefix.slice(slash).search(/[:@]/);
  if (!isHost && (first.includes('.') || first.includes(':'))) return { kind: 'other', host: first };
  return end < 0 ? why : (readImageAddress(prefix.slice(0, slash + end)) ?? why);
}

/** `type=registry,ref=ADDRESS` of buildx; null for another type of cache or output. */
export function registryReference(value: ShellText, key: 'ref' | 'name'): ShellText | null {
  const prefix = knownPrefix(value);
  if (!prefix.includes('=')) return value;
  const fields = prefix.split(',');
  if (!fields.some((field) => field === 'type=registry' || (key === 'name' && field === 'type=image')))
    return null;
  const at = fields.findIndex((field) => field.startsWith(`${key}=`));
  const field = fields[at];
  if (field === undefined) return null;
  const start = field.slice(key.length + 1);
  const isLast = at === fields.length - 1;
  const rest = isLast ? value.pieces.slice(1) : [];
  return { pieces: start === '' ? rest : [start, ...rest], origins: value.origins };
}
