/** What KMS holds of one account and region: keys by ID, and the names that lead to them. */
export interface KmsState {
  readonly keys: Map<string, KeyState>;
  readonly aliases: Map<string, AliasState>;
}

export interface KeyState {
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly createdAt: Date;
  /** The key itself; it never leaves the sandbox. */
  readonly material: Uint8Array;
  /** By their ID. */
  readonly grants: Map<string, GrantState>;
  readonly tags: Map<string, string>;
  policy: string;
  enabled: boolean;
  /** When the key will be gone; null: it stays. */
  deletedAt: Date | null;
}

/** `alias/NAME`, and the key it stands for now. */
export interface AliasState {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly keyId: string;
  readonly updatedAt: Date;
}

export type EncryptionContext = Readonly<Record<string, string>>;

/** At most one of the two. */
export interface GrantConstraints {
  readonly equals: EncryptionContext | null;
  readonly subset: EncryptionContext | null;
}

export interface GrantState {
  readonly id: string;
  readonly token: string;
  readonly name: string | null;
  /** An IAM ARN, or the name of a service. */
  readonly grantee: string;
  readonly retiring: string | null;
  readonly operations: readonly string[];
  readonly constraints: GrantConstraints;
  readonly createdAt: Date;
  readonly issuingAccount: string;
}

export const newKmsState = (): KmsState => ({ keys: new Map(), aliases: new Map() });
