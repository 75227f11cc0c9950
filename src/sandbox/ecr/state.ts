/** What ECR holds of one account and region. */
export interface EcrState {
  readonly repositories: Map<string, RepositoryState>;
  registryPolicy: string | null;
  /** By prefix. */
  readonly cacheRules: Map<string, CacheRule>;
  /** What is signed on its push; null: there is no signing configuration. */
  signingRules: readonly SigningRule[] | null;
  /** By prefix. */
  readonly templates: Map<string, CreationTemplate>;
}

/** A rule of a signing configuration; without filters it is for every repository. */
export interface SigningRule {
  readonly profileArn: string;
  readonly filters: readonly string[];
}

/** A repository creation template, as the API takes and shows it. */
export interface CreationTemplate {
  readonly prefix: string;
  readonly appliedFor: readonly string[];
  readonly createdAt: Date;
  readonly encryptionConfiguration?:
    | { readonly encryptionType: string; readonly kmsKey?: string | undefined }
    | undefined;
  readonly resourceTags: readonly { readonly Key: string; readonly Value: string }[];
  readonly imageTagMutability: string;
  readonly repositoryPolicy?: string | undefined;
}

/** A pull-through cache rule. */
export interface CacheRule {
  readonly prefix: string;
  readonly upstreamUrl: string;
  readonly upstreamRegistry: string;
  readonly credentialArn: string | null;
  readonly createdAt: Date;
}

export interface RepositoryState {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  tagMutability: string;
  scanOnPush: boolean;
  readonly encryption: { readonly type: string; readonly kmsKey: string | null };
  policy: string | null;
  readonly tags: Map<string, string>;
  /** Layers by digest. */
  readonly blobs: Map<string, Uint8Array>;
  /** Uploads under way, by ID. */
  readonly uploads: Map<string, Upload>;
  /** Manifests by digest. */
  readonly images: Map<string, ImageState>;
}

export interface Upload {
  readonly id: string;
  readonly chunks: Uint8Array[];
  size: number;
}

export interface ImageState {
  readonly digest: string;
  readonly mediaType: string;
  readonly manifest: string;
  /** Digest of the image this one refers to: a signature, an attestation. */
  readonly subject: string | null;
  readonly pushedAt: Date;
  readonly tags: Set<string>;
  /** By the profile's ARN. */
  readonly signing: Map<string, SigningStatus>;
}

/** How the signing of an image with a profile went; `failure` null: it is signed. */
export interface SigningStatus {
  readonly profileArn: string;
  readonly failure: string | null;
}

export function newEcrState(): EcrState {
  return {
    repositories: new Map(),
    registryPolicy: null,
    cacheRules: new Map(),
    signingRules: null,
    templates: new Map(),
  };
}

export function newRepository(
  arn: string,
  createdAt: Date,
  settings: Partial<Pick<RepositoryState, 'tagMutability' | 'scanOnPush' | 'encryption' | 'tags'>> = {},
): RepositoryState {
  return {
    name: arn.slice(arn.indexOf(':repository/') + ':repository/'.length),
    arn,
    createdAt,
    tagMutability: 'MUTABLE',
    scanOnPush: false,
    encryption: { type: 'AES256', kmsKey: null },
    policy: null,
    tags: new Map(),
    blobs: new Map(),
    uploads: new Map(),
    images: new Map(),
    ...settings,
  };
}

/** What a repository's layers and unfinished uploads hold. */
export function bytesIn({ blobs, uploads }: RepositoryState): number {
  const layers = [...blobs.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  return [...uploads.values()].reduce((sum, { size }) => sum + size, layers);
}
