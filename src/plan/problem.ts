/** Why there is no plan. Each carries its message and the next command, in the grammar of messages. */
export type PlanProblemKind =
  | 'policy-name' // not a name that IAM accepts
  | 'no-role' // gone, or could not be read
  | 'role-changed' // the project uses another role than the build did
  | 'policy-shared' // changing it would change other roles
  | 'policy-unreadable' // the policy to be merged with could not be read
  | 'quota' // nothing that fits
  | 'roles-needed' // the strategy looks at all roles, and they were not given
  | 'source-not-trusted' // the person vouches for a source that is not the build's
  | 'no-such-role'
  | 'no-fitting-role';

export interface PlanProblem {
  readonly kind: PlanProblemKind;
  readonly message: string;
  readonly next: string;
}
