/** What is known of the resources that a build uses, beside their policies. */

/** Values by key. */
export type Tags = Readonly<Record<string, string>>;

/** One tag of a role or a resource, by the ARN of that. */
export interface TagAddress {
  readonly account: string;
  readonly on: string;
  readonly key: string;
}

export interface RepositoryAddress {
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/** What is looked at of a repository. */
export interface RepositorySettings {
  readonly arn: string;
  readonly scanOnPush: boolean;
  readonly tagMutability: string;
  /** Tagged images and layers it holds; undo refuses to delete a repository that is not empty. */
  readonly imageCount: number;
  /** ISO 8601, UTC: it tells a repository from another of that name. */
  readonly createdAt: string;
}

/** The project's account, one that is not known, or one that was opened besides. */
export type BucketOwner = 'own' | 'foreign' | { readonly account: string };

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

/** What is pushed to a repository that a filter takes in is signed as whoever pushes; a rule without filters takes in all. */
export interface SigningRule {
  readonly profileArn: string;
  /** Names of repositories; `*` stands for any characters. */
  readonly filters: readonly string[];
}

/** What repositories under a prefix are made with that ECR makes by itself. */
export interface CreationTemplate {
  /** `ROOT`: all that no other template takes in. */
  readonly prefix: string;
  /** `CREATE_ON_PUSH`, `PULL_THROUGH_CACHE`, `REPLICATION`. */
  readonly appliedFor: readonly string[];
  /** The role as which ECR makes them; null: its service-linked one. */
  readonly roleArn: string | null;
}
