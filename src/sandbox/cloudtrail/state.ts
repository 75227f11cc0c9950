/** A management event as CloudTrail keeps it. Source: facts 6.4 [BOTO cloudtrail]. */
export interface TrailEvent {
  readonly id: string;
  readonly name: string;
  /** `ecr.amazonaws.com`. */
  readonly source: string;
  readonly time: Date;
  readonly username: string;
  readonly accessKeyId: string;
  readonly readOnly: boolean;
  readonly resources: readonly { readonly type: string; readonly name: string }[];
  /** The record itself, as JSON. */
  readonly record: string;
}
