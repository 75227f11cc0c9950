/** What is known of the resources that a build uses, beside their policies. */

/** Values by key. */
export type Tags = Readonly<Record<string, string>>;

export type BucketOwner = 'own' | 'foreign';

/** What encrypts a secret or parameter. */
export interface Encryption {
  /** ARN of a key of the account's own; null: AWS's own key, or none. */
  readonly keyArn: string | null;
  /** The secret's own ARN, with the random end that its name does not tell. */
  readonly arn?: string;
}

/** Images of a repository under this prefix are fetched from an upstream registry on their first pull. */
export interface PullThroughCacheRule {
  readonly prefix: string;
  readonly upstreamUrl: string;
}
