/** What ECR holds of one account and region. */
export interface EcrState {
  readonly repositories: Map<string, RepositoryState>;
  registryPolicy: string | null;
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
  readonly pushedAt: Date;
  readonly tags: Set<string>;
}

export function newEcrState(): EcrState {
  return { repositories: new Map(), registryPolicy: null };
}
