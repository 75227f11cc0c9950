/** What KMS holds of one account and region: keys by ID. */
export type KmsState = Map<string, KeyState>;

export interface KeyState {
  readonly id: string;
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  readonly description: string;
  readonly createdAt: Date;
  /** The key itself; it never leaves the sandbox. */
  readonly material: Uint8Array;
  policy: string;
}

export const newKmsState = (): KmsState => new Map();
