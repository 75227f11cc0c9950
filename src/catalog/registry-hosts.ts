/**
 * Hosts that ask for a login, and how one logs in to each.
 * Source: Amazon ECR, ECR Public and CodeArtifact User Guides (registry authentication, tokens); read 2026-11.
 */

export type RegistryKind = 'ecr' | 'ecr-public' | 'ecr-api' | 'codeartifact' | 'docker-hub' | 'other';

const KINDS: readonly (readonly [RegExp, RegistryKind])[] = [
  [/\.dkr[.-]ecr(?:-fips)?\./, 'ecr'],
  [/(?:^|\.)api\.ecr(?:-fips)?\./, 'ecr-api'],
  [/^public\.ecr\.aws$/, 'ecr-public'],
  [/\.d\.codeartifact\./, 'codeartifact'],
  [/^(?:[a-z0-9-]+\.)?docker\.(?:io|com)$/, 'docker-hub'],
];

export function registryKindOf(host: string): RegistryKind {
  return KINDS.find(([pattern]) => pattern.test(host))?.[1] ?? 'other';
}

/** Hosts of registries as messages print them, redacted ones among them. Each is tried where a name begins, and nowhere inside it. */
export const REGISTRY_HOST =
  /(?<![\w<>*${}[\]-])(?:[\w<>*${}[\]-]{0,80}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9<>*${}-]{1,40}\.(?:amazonaws\.com(?:\.cn)?|on\.aws|on\.amazonwebservices\.com\.cn)|public\.ecr\.aws|[a-z0-9-]{1,80}\.d\.codeartifact\.[a-z0-9-]{1,40}\.amazonaws\.com(?:\.cn)?|(?:[a-z0-9-]{1,40}\.)?docker\.(?:io|com)|quay\.io|ghcr\.io|(?:[a-z0-9-]{1,40}\.)?gcr\.io|[a-z0-9-]{1,40}\.pkg\.dev|[a-z0-9]{1,60}\.azurecr\.io|mcr\.microsoft\.com|nvcr\.io)(?=[/:\s"'`,)]|$)|(?<=https:\/\/)[a-z0-9.-]{1,200}(?=(?::\d{1,5})?\/v2\/)|(?<=(?:reference|image|metadata for) "?)(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?=(?::\d{1,5})?\/)/g;
