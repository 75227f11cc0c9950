/** What Secrets Manager holds of one account and region: secrets by name. */
export type SecretsState = Map<string, SecretState>;

export interface SecretState {
  readonly name: string;
  /** Ends in a hyphen and six letters or digits. */
  readonly arn: string;
  readonly account: string;
  readonly createdAt: Date;
  /** The customer key; null where AWS's own key is used. */
  readonly keyArn: string | null;
  readonly versionId: string;
  readonly kind: 'string' | 'binary';
  /** Encrypted under a customer key; as it came where AWS's own is used. */
  readonly value: Uint8Array;
  readonly tags: Map<string, string>;
  policy: string | null;
}

export const newSecretsState = (): SecretsState => new Map();
