/** What Parameter Store holds of one account and region: parameters by name. */
export type SsmState = Map<string, ParameterState>;

export interface ParameterState {
  readonly name: string;
  readonly type: 'String' | 'StringList' | 'SecureString';
  /** A SecureString under a customer key is kept encrypted. */
  readonly value: string;
  /** The customer key; null where AWS's own key is used. */
  readonly keyArn: string | null;
  readonly tags: Map<string, string>;
  readonly version: number;
  readonly modifiedAt: Date;
}

export const newSsmState = (): SsmState => new Map();
