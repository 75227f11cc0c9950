/** One thing that whoever runs Rolemend has to be allowed, and what for. */

/** What a right is needed for. */
export type Purpose = 'read' | 'apply' | 'undo' | 'retry';

/** What a call asks IAM for, with the keys its request is known to carry. */
export interface Asked {
  readonly action: string;
  /** As IAM evaluates it: an ARN with the path of a role, `*` where the action has no resource types. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string>>;
  /** The account whose caller is asked, where it is not the project's own. */
  readonly account?: string;
}

/** Whether it stands for things of which the names are not known, or known in part; what has no resource types is on `*`. */
export const isPattern = (resource: string): boolean => resource !== '*' && /[*?]/.test(resource);

/** One right, and what it is for. */
export interface Right extends Asked {
  readonly for: Purpose;
  /** The resource is a pattern for whatever may be there, because that could not be read. */
  readonly isWide?: true;
}

/** A right that is lacking for certain. */
export interface Lack extends Right {
  /** A Deny stands against it, which no Allow outweighs. */
  readonly isDeny?: true;
}

/** What whoever runs Rolemend may do of what a plan asks of them. */
export interface Operator {
  /** ARN of the caller. */
  readonly as: string;
  /** ARN of the user or role behind it, whose policies count; null: not known, or it is neither. */
  readonly principal: string | null;
  /** What the caller may not do, for certain: AWS refused it, or its simulator says so. */
  readonly lacks: readonly Lack[];
  /** What is not known either way. */
  readonly unchecked: readonly Right[];
  /** Why that is not known, in words; null: everything is. */
  readonly whyUnchecked: string | null;
}
