/**
 * Addresses of container images. Comes in: an address as docker and its kin take it. Goes out: the ECR
 * repository it names, in any partition, by its plain, FIPS or dual-stack host name; or another registry's
 * host. Never: guesses a part that is not in the text.
 * Source: Amazon ECR User Guide, registries and ecr-requests; the OCI distribution specification's reference grammar.
 */
import { isRegistrySuffix, partitionOf, dnsSuffixOf } from '#catalog/partitions.ts';
import type { ImageRepository } from './evidence.ts';

export type ImageAddress =
  | {
      readonly kind: 'ecr';
      readonly repository: ImageRepository;
      readonly tag: string | null;
      readonly digest: string | null;
    }
  /** `public.ecr.aws/ALIAS/NAME`: the alias does not tell the account. */
  | {
      readonly kind: 'ecr-public';
      readonly alias: string;
      readonly name: string;
      readonly tag: string | null;
      readonly digest: string | null;
    }
  /** Any other registry; null: none is named, which docker takes for Docker Hub or a local image. */
  | { readonly kind: 'other'; readonly host: string | null };

export interface RegistryHost {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

const PUBLIC_REGISTRY = 'public.ecr.aws';

const REGISTRY = /^(\d{12})\.dkr([.-])ecr(?:-fips)?\.([a-z0-9]+(?:-[a-z0-9]+)*)\.([a-z0-9.-]+)$/;
const NAME = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+:[0-9a-f]{32,128}$/;
const MAX_NAME = 256;

/** The registry a host name stands for, `https://` and a path after it allowed; null when it is no ECR registry. */
export function readRegistryHost(text: string): RegistryHost | null {
  const host = text.replace(/^https?:\/\//, '').split('/', 1)[0] ?? '';
  const match = host.length > 253 ? null : REGISTRY.exec(host.toLowerCase());
  if (match === null) return null;
  const [, account = '', separator, region = '', suffix = ''] = match;
  // `dkr-ecr` is the dual-stack form and exists under its own suffixes only.
  if ((separator === '-') !== suffix.startsWith('on.') || !isRegistrySuffix(region, suffix)) return null;
  return { account, region, partition: partitionOf(region) };
}

/** Null: the text is no image address at all. */
export function readImageAddress(text: string): ImageAddress | null {
  const parts = splitAddress(text.trim().replace(/^(?:docker|oci|https?):\/\//, ''));
  if (parts === null) return null;
  const { host, name, tag, digest } = parts;
  if (host === PUBLIC_REGISTRY) {
    const slash = name.indexOf('/');
    if (slash <= 0) return null;
    return { kind: 'ecr-public', alias: name.slice(0, slash), name: name.slice(slash + 1), tag, digest };
  }
  const registry = host === null ? null : readRegistryHost(host);
  return registry === null
    ? { kind: 'other', host }
    : { kind: 'ecr', repository: { ...registry, name }, tag, digest };
}

interface AddressParts {
  readonly host: string | null;
  readonly name: string;
  readonly tag: string | null;
  readonly digest: string | null;
}

function splitAddress(address: string): AddressParts | null {
  const [beforeDigest = '', digest = null, extra] = address.split('@');
  if (extra !== undefined || (digest !== null && !DIGEST.test(digest))) return null;
  const slash = beforeDigest.indexOf('/');
  const first = beforeDigest.slice(0, Math.max(slash, 0));
  const hasHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const rest = hasHost ? beforeDigest.slice(slash + 1) : beforeDigest;
  const [name = '', tag = null, more] = rest.split(':');
  if (more !== undefined || name.length > MAX_NAME || !NAME.test(name)) return null;
  if (tag !== null && !TAG.test(tag)) return null;
  return { host: hasHost ? first : null, name, tag, digest };
}

export function repositoryArn(repository: ImageRepository): string {
  const { partition, region, account, name } = repository;
  return `arn:${partition}:ecr:${region}:${account}:repository/${name}`;
}

/** The plain host name of an account's registry. */
export function registryHostOf(account: string, region: string): string {
  return `${account}.dkr.ecr.${region}.${dnsSuffixOf(region)}`;
}
