/** A rule that AWS manages, by its identifier (`IAM_NO_INLINE_POLICY_CHECK`). */
export interface ConfigRule {
  readonly name: string;
  readonly identifier: string;
}
