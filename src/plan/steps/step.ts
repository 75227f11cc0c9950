/**
 * The kinds of steps there are. The union, the journal's reader and every per-kind table of every room derive from
 * this one registry: a kind that some room has not answered for does not compile.
 */
import { z } from 'zod';
import { addTag } from './add-tag.ts';
import { attachRolePolicy } from './attach-role-policy.ts';
import { createPolicy } from './create-policy.ts';
import { createPolicyVersion } from './create-policy-version.ts';
import { createRepository } from './create-repository.ts';
import { createRole } from './create-role.ts';
import { deleteRolePolicy } from './delete-role-policy.ts';
import { detachRolePolicy } from './detach-role-policy.ts';
import { putRolePolicy } from './put-role-policy.ts';
import { setProjectRole } from './set-project-role.ts';
import { setProjectSetting } from './set-project-setting.ts';
import { writePolicy } from './write-policy.ts';
import type { AfterState, StepKindOf, Texts } from './step-kind.ts';

const REGISTRY = {
  'put-role-policy': putRolePolicy,
  'create-policy': createPolicy,
  'create-policy-version': createPolicyVersion,
  'attach-role-policy': attachRolePolicy,
  'delete-role-policy': deleteRolePolicy,
  'detach-role-policy': detachRolePolicy,
  'create-role': createRole,
  'set-project-role': setProjectRole,
  'set-project-setting': setProjectSetting,
  'add-tag': addTag,
  'create-repository': createRepository,
  'write-policy': writePolicy,
};

/** One change, with what was there before; `null` before: nothing was. */
export type Step = z.infer<(typeof REGISTRY)[keyof typeof REGISTRY]['schema']>;
/** The name of a kind of step. */
export type StepKind = Step['kind'];
/** A step of one kind. */
export type StepOf<Kind extends StepKind> = Extract<Step, { readonly kind: Kind }>;
/** The names of all of them. */
export const STEP_KINDS = Object.keys(REGISTRY) as [StepKind, ...StepKind[]];
/** What some room has to say of each kind. */
export type PerStep<Answer, More extends readonly unknown[] = []> = {
  readonly [Kind in StepKind]: (step: StepOf<Kind>, ...more: More) => Answer;
};

const KINDS: { readonly [Kind in StepKind]: StepKindOf<StepOf<Kind>> } = REGISTRY;

/** The answer of a room's table for the step at hand. */
export function forStep<Answer, More extends readonly unknown[]>(
  table: PerStep<Answer, More>,
  step: Step,
  ...more: More
): Answer {
  return (table[step.kind] as (step: Step, ...more: More) => Answer)(step, ...more);
}

const schemas = Object.values(REGISTRY).map(({ schema }) => schema);

/** Reads any step back. */
export const stepSchema: z.ZodType<Step> = z.discriminatedUnion(
  'kind',
  schemas as [(typeof schemas)[number], ...typeof schemas],
);

const kindOf = (step: Step): StepKindOf<Step> => KINDS[step.kind] as StepKindOf<Step>;

/** The state once the step is taken. */
export const afterStep = (state: AfterState, step: Step): AfterState => kindOf(step).after(state, step);

/** The text it writes, as people are shown it, and what that takes the place of; null where it writes none. */
export const shownBy = (step: Step): Texts | null => kindOf(step).shown(step);

/** What the step does, in one line. */
export const stepSummary = (step: Step): string => kindOf(step).summary(step);

/** The ARN or name the step does it to. */
export const stepTarget = (step: Step): string => kindOf(step).target(step);

/** The policy text a step writes and what it replaces; null where it writes none. `steps` are all of the plan. */
export const textsOf = (step: Step, steps: readonly Step[]): Texts | null =>
  kindOf(step).policy?.texts(step, steps) ?? null;

/** The step with another policy text to write; one that writes none stays as it is. */
export const withText = (step: Step, after: string): Step =>
  kindOf(step).policy?.withText(step, after) ?? step;

const OWN = (): null => null;

const ACCOUNTS: PerStep<string | null> = {
  'put-role-policy': OWN,
  'create-policy': OWN,
  'create-policy-version': OWN,
  'attach-role-policy': OWN,
  'delete-role-policy': OWN,
  'detach-role-policy': OWN,
  'create-role': OWN,
  'set-project-role': OWN,
  'set-project-setting': OWN,
  'add-tag': ({ account }) => account,
  'create-repository': OWN,
  'write-policy': ({ at }) => at.account,
};

/** The account that the step names; null: it is taken in the project's own. */
export const accountOfStep = (step: Step): string | null => forStep(ACCOUNTS, step);
