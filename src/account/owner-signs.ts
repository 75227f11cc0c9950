/** What AWS says of who keeps a thing that a plan changes. Signs alone: what they come to is judged elsewhere. */
import type { Tags } from './resources.ts';
import { nameInArn } from '#iam/arn.ts';
import type { Project } from './project.ts';
import type { Known, Role } from './snapshot.ts';

/** A thing that a tool may keep. */
export interface KeptThing {
  readonly kind: 'role' | 'policy' | 'repository' | 'project' | 'other';
  readonly arn: string;
}

/** A thing with what is known of it already. */
export interface AskedThing extends KeptThing {
  /** Null: they were not read. */
  readonly tags: Tags | null;
  /** What it serves is part of a stack. */
  readonly isBesideStack: boolean;
}

/** What AWS was asked, and what it said. */
export interface OwnerSigns {
  readonly tags: Known<Tags>;
  /** Absent: nothing asked for a stack, or there is none in the region. */
  readonly stack: Known<InStack>;
  /** Absent: CloudTrail was not asked. */
  readonly calls: Known<readonly SignedCall[]>;
}

/** The stack that a thing is part of, as CloudFormation told it. */
export interface InStack {
  readonly stack: string;
  /** False where it is another resource of that name. */
  readonly holdsIt: boolean;
  /** False where the stack left the thing behind, or is gone. */
  readonly isKept: boolean;
  /** Types of its resources, as far as the answer has them. */
  readonly types: readonly string[];
  /** The template as its author wrote it; untrusted. */
  readonly template: Known<string>;
}

/** A call that changed the thing, and the client it came of by that client's own word. */
export interface SignedCall {
  readonly action: string;
  readonly agent: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Tags that only AWS sets, on what a stack made. Source: CloudFormation user guide, resource tags. */
export const STACK_NAME_TAG = 'aws:cloudformation:stack-name';
export const STACK_ID_TAG = 'aws:cloudformation:stack-id';

/**
 * Whether a name is made as CloudFormation makes names: stack, logical ID, twelve or thirteen random signs.
 * Source: CloudFormation user guide, name type.
 */
export const isStackName = (name: string): boolean =>
  /^[A-Za-z][A-Za-z0-9-]*-[A-Za-z0-9]+-(?=[A-Za-z0-9]*\d)(?=[A-Za-z0-9]*[A-Z])[A-Za-z0-9]{12,13}$/.test(name);

/** The role of a project, as its owner is asked for. */
export const askedRole = ({ arn, tags }: Role, project: Pick<Project, 'tags'>): AskedThing => ({
  kind: 'role',
  arn,
  tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
  isBesideStack: STACK_NAME_TAG in (project.tags ?? {}),
});

/** Whether what is known of a thing points at a stack that made it. */
export const isSignOfStack = ({ arn, tags, isBesideStack }: AskedThing): boolean =>
  isBesideStack || STACK_NAME_TAG in (tags ?? {}) || isStackName(nameInArn(arn));
