/** What every kind of step says of itself: its schema, the state it leads to, the texts it writes, its one line for people. */
import { z } from 'zod';
import type { Tag } from '#account/ports.ts';
import { type Known, known, type ManagedPolicy, type Role, type Snapshot } from '#account/snapshot.ts';

/** Tags of what a step makes. */
export const tagsSchema = z
  .array(z.strictObject({ key: z.string(), value: z.string() }).readonly())
  .readonly();

/** ` with the tag a = b`; nothing where there are none. */
export function wordTags(tags: readonly Tag[] = []): string {
  const words = tags.map(({ key, value }) => `\`${key}\` = \`${value}\``).join(', ');
  return tags.length === 0 ? '' : ` with the ${tags.length === 1 ? 'tag' : 'tags'} ${words}`;
}

/** A kind of step; `Step` is what its schema reads, so that nothing is planned that the journal could not read back. */
export interface StepKindOf<Step> {
  readonly schema: z.ZodType<Step>;
  readonly after: (state: AfterState, step: Step) => AfterState;
  /** For kinds that write a policy; null for those that write none. */
  readonly policy: PolicyOf<Step> | null;
  /** The text it writes, a policy's or a trust policy's, and what that takes the place of; null where it writes none. */
  readonly shown: (step: Step) => Texts | null;
  /** What the step does, in one line. */
  readonly summary: (step: Step) => string;
  /** The ARN or name it does it to. */
  readonly target: (step: Step) => string;
}

export interface PolicyOf<Step> {
  readonly texts: (step: Step, others: readonly OtherStep[]) => Texts;
  /** The same step, writing another text. */
  readonly withText: (step: Step, after: string) => Step;
}

/** The text a step writes, and what it takes the place of. */
export interface Texts {
  /** What was in effect before the plan; null: nothing. */
  readonly before: string | null;
  readonly after: string;
}

/** As much of the plan's other steps as a kind may look at. */
export interface OtherStep {
  readonly kind: string;
  readonly policyArn?: string;
}

/** The snapshot on the way from before a plan to after it. */
export interface AfterState {
  readonly snapshot: Snapshot;
  /** Roles beside the snapshot's own. */
  readonly roles: readonly Role[];
  /** By ARN: managed policies made or changed on the way. */
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
}

/** The state with one role changed, wherever it stands. */
export function changeRole(state: AfterState, arn: string, change: (role: Role) => Role): AfterState {
  const { role, batchRole } = state.snapshot;
  const changed = (one: Known<Role>): Known<Role> =>
    one.kind === 'known' && one.value.arn === arn ? known(change(one.value)) : one;
  return {
    ...state,
    roles: state.roles.map((other) => (other.arn === arn ? change(other) : other)),
    snapshot: { ...state.snapshot, role: changed(role), batchRole: changed(batchRole) },
  };
}

/** The state with a managed policy made or changed. */
export function withPolicy(state: AfterState, policy: ManagedPolicy): AfterState {
  return { ...state, policies: new Map([...state.policies, [policy.arn, policy]]) };
}
