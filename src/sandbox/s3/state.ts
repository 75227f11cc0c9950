/** A bucket; its name is taken in all accounts. */
export interface BucketState {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: Date;
  policy: string | null;
  readonly objects: Map<string, ObjectState>;
}

export interface ObjectState {
  readonly key: string;
  /** Encrypted under a customer key; as it came otherwise. */
  readonly bytes: Uint8Array;
  readonly size: number;
  readonly etag: string;
  readonly contentType: string;
  readonly modifiedAt: Date;
  readonly metadata: Readonly<Record<string, string>>;
  /** The customer key; null where S3's own is used. */
  readonly keyArn: string | null;
}
