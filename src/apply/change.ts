/** A plan being applied, as the journal holds it: what was there before, what was done, how far it went. */
import { z } from 'zod';
import { COURSES, type Plan, type Step } from '#plan/plan.ts';
import { stepSchema } from '#plan/steps/step.ts';
import { marked } from './mark.ts';

const CHANGE_SCHEMA = 'rolemend.change/1';

/** `started` and `undoing` are written before the call, so that a lost answer is found and asked about. */
export const STEP_STATES = ['planned', 'started', 'done', 'undoing', 'undone', 'kept'] as const;

export const CHANGE_STATES = ['applying', 'applied', 'failed', 'interrupted', 'undoing', 'undone'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

const text = z.string();
const boundTo = z.record(text, z.union([text, z.array(text).readonly()])).readonly();

const grantSchema = z
  .strictObject({
    action: text,
    resource: text,
    role: text.exactOptional(),
    condition: boundTo.exactOptional(),
    scope: text.exactOptional(),
  })
  .readonly();

const stepRecordSchema = z
  .strictObject({
    step: stepSchema,
    state: z.enum(STEP_STATES),
    /** What AWS named when the step was taken: the version of a policy, the time a repository was made. */
    versionId: text.nullable(),
    /** When the state was reached; ISO 8601, UTC. */
    at: text,
    /** When a write was last sent of which nothing was heard and which was then repeated: it may arrive yet. */
    lost: text.exactOptional(),
  })
  .readonly();

/** A person's yes to a change. */
const approvalSchema = z
  .strictObject({
    /** The hash of the plan that was shown. */
    plan: text,
    /** SHA-256 of the file that the plan travelled in. */
    file: text.exactOptional(),
    /** At the question, by `--yes`, or by `--approve` with the hash of the file. */
    how: z.enum(['asked', 'yes', 'approve']),
    /** ARN of the caller whose credentials were used. */
    by: text,
    /** ISO 8601, UTC. */
    at: text,
    /** Name of the machine. */
    host: text.exactOptional(),
    /** ARN of the role that the writes were made as, where it was another. */
    as: text.exactOptional(),
  })
  .readonly();

export type Approval = z.infer<typeof approvalSchema>;

export type StepRecord = z.infer<typeof stepRecordSchema>;

/** A further plan that was applied as part of a change, for a build that still failed after it. */
const roundSchema = z
  .strictObject({
    planId: text,
    /** Index of its first step. */
    from: z.int().min(1),
    approval: approvalSchema.exactOptional(),
  })
  .readonly();

/** Written by this version or an earlier one of the same schema; an unknown field means another program wrote it. */
export const changeSchema = z
  .strictObject({
    schema: z.literal(CHANGE_SCHEMA),
    id: text,
    planId: text,
    strategy: z.enum(COURSES),
    project: z
      .strictObject({ name: text, arn: text, account: text, region: text, partition: text })
      .readonly(),
    roleArn: text,
    grants: z.array(grantSchema).readonly(),
    /** What a boundary that was changed lets the role do besides. */
    opens: z.array(grantSchema).readonly().exactOptional(),
    startedAt: text,
    updatedAt: text,
    state: z.enum(CHANGE_STATES),
    /** What stopped it last, in words; null while nothing did. */
    problem: text.nullable(),
    steps: z.array(stepRecordSchema).readonly(),
    /** ID of the green build that a change which took something out was to end with. */
    proved: text.exactOptional(),
    /** The commit of the source that a person vouched for: the build that proves it is of that one. */
    commit: text.exactOptional(),
    /** Who said yes; entries of earlier versions have none. */
    approval: approvalSchema.exactOptional(),
    /** The plans that came after the first. */
    rounds: z.array(roundSchema).readonly().exactOptional(),
    /** Written by earlier versions; by now a build stands beside the entries. */
    build: z.strictObject({ token: text, at: text, id: text.nullable() }).readonly().exactOptional(),
  })
  .readonly();

export type Change = z.infer<typeof changeSchema>;

/** Whether anything of it was done, or may have been. */
export function hasEffect({ steps }: { readonly steps: readonly Pick<StepRecord, 'state'>[] }): boolean {
  return steps.some(({ state }) => state === 'done' || state === 'started' || state === 'undoing');
}

/** The change under its own id, what it makes bearing its mark. */
export function withId(change: Change, id: string): Change {
  return {
    ...change,
    id,
    steps: change.steps.map((record) => ({ ...record, step: marked(record.step, id) })),
  };
}

/** The change that applying `plan` will be; nothing of it is done yet. */
export function newChange(plan: Plan, now: Date, approval: Approval | null = null): Change {
  const at = now.toISOString();
  const commit = plan.nextBuild.kind === 'start' ? plan.nextBuild.commit : null;
  return {
    schema: CHANGE_SCHEMA,
    id: `${at.replace(/[-:.]/g, '')}-${plan.id.slice(0, 6)}`,
    planId: plan.id,
    strategy: plan.strategy,
    project: plan.project,
    roleArn: plan.roleArn,
    grants: plan.grants,
    startedAt: at,
    updatedAt: at,
    state: 'applying',
    problem: null,
    steps: plan.steps.map((step) => planned(step, at)),
    ...opening(opensOf(plan)),
    ...(commit === null ? {} : { commit }),
    ...(approval === null ? {} : { approval }),
  };
}

const opensOf = ({ opened }: Plan): Change['grants'] => opened.flatMap(({ pairs }) => pairs);

const opening = (opens: Change['grants']): Pick<Change, 'opens'> => (opens.length === 0 ? {} : { opens });

const planned = (step: Step, at: string): StepRecord => ({ step, state: 'planned', versionId: null, at });

/** The change with a further plan's steps to be taken; what it made itself by now is told from others' by its own mark. */
export function extended(change: Change, plan: Plan, { now, approval }: Extending): Change {
  const at = now.toISOString();
  const isOtherRole = plan.roleArn !== change.roleArn;
  const granted = isOtherRole
    ? change.grants.map((grant) => ({ role: change.roleArn, ...grant }))
    : change.grants;
  const round = { planId: plan.id, from: change.steps.length, ...(approval === null ? {} : { approval }) };
  return {
    ...change,
    roleArn: plan.roleArn,
    grants: [...granted, ...plan.grants],
    ...opening([...(change.opens ?? []), ...opensOf(plan)]),
    updatedAt: at,
    state: 'applying',
    problem: null,
    steps: [...change.steps, ...plan.steps.map((step) => planned(marked(step, change.id), at))],
    rounds: [...(change.rounds ?? []), round],
  };
}

interface Extending {
  readonly now: Date;
  readonly approval: Approval | null;
}
