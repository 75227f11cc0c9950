/** Stacks as far as they are described: what they made is made by whoever arranges the world. */
export interface StackState {
  readonly name: string;
  readonly id: string;
  /** As its author wrote it. */
  readonly template: string;
  readonly resources: readonly StackResource[];
  readonly createdAt: Date;
}

/** Something that a stack made, by the two names it has. */
export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
}
