/** One thing that whoever runs Rolemend has to be allowed, and what for. */

/** What a right is needed for. */
export type Purpose = 'read' | 'apply' | 'undo' | 'retry';

/** What a call asks IAM for, with the keys its request is known to carry. */
export interface Asked {
  readonly action: string;
  /** As IAM evaluates it: an ARN with the path of a role, `*` where the action has no resource types. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
}

/** One right, and what it is for. */
export interface Right extends Asked {
  readonly for: Purpose;
}

/** What whoever runs Rolemend may do of what a plan asks of them. */
export interface Operator {
  /** ARN of the caller. */
  readonly as: string;
  /** What the caller may not do, for certain: AWS refused it, or its simulator says so. */
  readonly lacks: readonly Right[];
  /** What is not known either way. */
  readonly unchecked: readonly Right[];
  /** Why that is not known, in words; null: everything is. */
  readonly whyUnchecked: string | null;
}
