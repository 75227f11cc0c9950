import type { Handoff } from './handoffs/handoff.ts';
import type { Operator } from './operator/right.ts';
import type { Alternative } from './plan.ts';

/** Why there is no plan. Each carries its message and the next command, in the grammar of messages. */
export type PlanProblemKind =
  | 'policy-name' // not a name that IAM accepts
  | 'no-role' // gone, or CodeBuild may not assume it
  | 'role-unreadable' // the present role, or what bears on another one
  | 'policy-shared' // changing it would change other roles
  | 'policy-unreadable' // the policy to be merged with could not be read
  | 'quota' // nothing that fits
  | 'roles-needed' // the strategy looks at all roles, and they were not given
  | 'source-not-trusted' // the person vouches for a source that is not the build's
  | 'would-escape' // another role would get round a Deny or a boundary
  | 'changes-for-role' // a policy that was named would let in the role that the project has, and it gets another
  | 'no-such-role'
  | 'no-fitting-role';

/** Why there is no plan, and what can be asked of others all the same. */
export interface NoPlan extends PlanProblem {
  readonly handoffs: readonly Handoff[];
  /** What whoever runs Rolemend lacks, which may be why; null: nobody was asked. */
  readonly operator: Operator | null;
  /** Other plans that end it; empty: none does, or nobody looked. */
  readonly alternatives: readonly Alternative[];
}

export interface PlanProblem {
  readonly kind: PlanProblemKind;
  readonly message: string;
  readonly next: string;
}
