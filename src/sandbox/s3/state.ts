import type { Tag } from '../resource-tags.ts';

export type Tags = readonly Tag[];

/** A bucket; its name is taken in all accounts. */
export interface BucketState {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  policy: string | null;
  tags: Tags;
  /** Whether policies see the bucket's tags. */
  abac: boolean;
  readonly objects: Map<string, ObjectState>;
  /** Multipart uploads that are neither completed nor aborted, by their ID. */
  readonly uploads: Map<string, UploadState>;
}

/** What a write says of an object beside its bytes. */
export interface ObjectAttributes {
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly encryption: string;
  /** The customer key; null where S3's own is used. */
  readonly keyArn: string | null;
}

export interface ObjectState extends ObjectAttributes {
  readonly key: string;
  /** Encrypted under a customer key; as it came otherwise. */
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface PartState {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly modifiedAt: Date;
}

export interface UploadState extends ObjectAttributes {
  readonly id: string;
  readonly key: string;
  readonly initiatedAt: Date;
  readonly parts: Map<number, PartState>;
}
