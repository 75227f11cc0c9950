/** References to images as docker and its kin take them. */
import { readRegistryHost } from '#evidence/image-address.ts';

export interface ImageReference {
  /** Null: Docker Hub, or an image that is only here. */
  readonly host: string | null;
  readonly name: string;
  /** A tag, or a digest. */
  readonly reference: string;
}

/** Null: docker would refuse it as `invalid reference format`. */
export function readReference(text: string): ImageReference | null {
  const address = text.replace(/^(?:docker|oci|https?):\/\//, '');
  const slash = address.indexOf('/');
  const first = address.slice(0, Math.max(0, slash));
  const hosted = slash > 0 && (/[.:]/.test(first) || first === 'localhost');
  const rest = hosted ? address.slice(slash + 1) : address;
  const [, name, tag, digest] =
    /^([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(rest) ?? [];
  if (name === undefined || (hosted && !isHost(first))) return null;
  return { host: hosted ? first : null, name, reference: digest ?? tag ?? 'latest' };
}

/** Source: distribution/reference, regexp.go: a host's labels are not empty, as an unset account number leaves one. */
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?::\d+)?$/i;

export const isHost = (text: string): boolean => HOST.test(text);

export const fullName = ({ host, name, reference }: ImageReference): string =>
  `${host === null ? '' : `${host}/`}${name}${reference.startsWith('sha256:') ? '@' : ':'}${reference}`;

/** Whether the sandbox serves this registry: ECR's by their names, or its own address. */
export function isServed(host: string | null, endpoint: string): host is string {
  return host !== null && (readRegistryHost(host) !== null || host === new URL(endpoint).host);
}
