/** Pushes and pulls of images, as far as their addresses are known. */
import { dnsSuffixOf } from '#catalog/partitions.ts';
import type { ImageRepository } from '../../evidence.ts';
import { readImageAddress, readRegistryHost, type ImageAddress } from '../../image-address.ts';
import {
  firstOf,
  isOfSetting,
  knownPrefix,
  knownText,
  type ShellText,
  whyUnknown,
  withoutPrefix,
} from '../text.ts';
import { type Reading, unresolved, used } from './reading.ts';

const SCHEME = /^(?:docker|oci|https?):\/\//;

/** What an image address needs of a push: nothing for other registries. */
export function pushOf(image: ShellText, more: { readonly readsBack?: true } = {}): readonly Reading[] {
  const address = addressOf(image);
  if (typeof address === 'string')
    return [unresolved(`the address of the image pushed is not known: ${address}`)];
  if (address.kind === 'ecr') {
    const use = { kind: 'image-push', repository: address.repository, tag: address.tag, ...more } as const;
    return [{ ...used(use, image), isNamedBySettings: isNamedBySettings(image, address.repository) }];
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
  const use = { kind: 'image-pull', repository: address.repository, tag: address.tag } as const;
  return [{ ...used(use, image), isNamedBySettings: isNamedBySettings(image, address.repository) }];
}

/**
 * Whether account, region and whole name of a repository each lie unedited in the value of one setting. A tag may be anything: no
 * permission names it.
 */
function isNamedBySettings(image: ShellText, { account, region, name }: ImageRepository): boolean {
  const text = knownPrefix(image);
  const scheme = SCHEME.exec(text)?.[0].length ?? 0;
  const slash = text.indexOf('/', scheme);
  const host = text.slice(scheme, slash).toLowerCase();
  const places = [
    [scheme, account.length],
    [scheme + host.lastIndexOf(`.${region}.`) + 1, region.length],
    [slash + 1, name.length],
  ] as const;
  return places.every(([start, length]) => isOfSetting(image, start, start + length));
}

/** A host that was meant to be a registry of ECR, most often with an empty account. */
function brokenHost(host: string | null, image: ShellText): readonly Reading[] {
  if (host === null || !/\bdkr[.-]ecr\b/.test(host)) return [];
  const region = /\becr\.([a-z]{2,4}(?:-[a-z]{1,20}){1,3}-\d)\./.exec(host)?.[1] ?? '';
  return [
    unresolved(
      `\`${knownText(image) ?? host}\` is no address of a registry: expected \`ACCOUNT.dkr.ecr.REGION.${dnsSuffixOf(region)}\``,
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
  const before = fields.slice(0, at).reduce((sum, { length }) => sum + length + 1, key.length + 1);
  const rest = withoutPrefix(value, before);
  return at === fields.length - 1 ? rest : firstOf(rest, field.length - key.length - 1);
}
