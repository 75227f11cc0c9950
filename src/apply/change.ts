/** A plan being applied, as the journal holds it: what was there before, what was done, how far it went. */
import { z } from 'zod';
import { type Grant, STRATEGIES, type Plan, type Step } from '#plan/plan.ts';

export const CHANGE_SCHEMA = 'rolemend.change/1';

/** `started` and `undoing` are written before the call, so that a lost answer is found and asked about. */
const STEP_STATES = ['planned', 'started', 'done', 'undoing', 'undone', 'kept'] as const;
export type StepState = (typeof STEP_STATES)[number];

const CHANGE_STATES = ['applying', 'applied', 'failed', 'interrupted', 'undoing', 'undone'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

export interface StepRecord {
  readonly step: Step;
  readonly state: StepState;
  /** The version AWS made for a create-policy-version step. */
  readonly versionId: string | null;
  /** When the state was reached; ISO 8601, UTC. */
  readonly at: string;
}

export interface Change {
  readonly schema: typeof CHANGE_SCHEMA;
  readonly id: string;
  readonly planId: string;
  readonly strategy: Plan['strategy'];
  readonly project: Plan['project'];
  readonly roleArn: string;
  readonly grants: readonly Grant[];
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly state: ChangeState;
  /** What stopped it last, in words; null while nothing did. */
  readonly problem: string | null;
  readonly steps: readonly StepRecord[];
}

/** The change that applying `plan` will be; nothing of it is done yet. */
export function newChange(plan: Plan, now: Date): Change {
  const at = now.toISOString();
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
    steps: plan.steps.map((step) => ({ step, state: 'planned', versionId: null, at })),
  };
}

const text = z.string();
const boundTo = z.record(text, z.union([text, z.array(text)]));
const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('put-role-policy'),
    role: text,
    roleArn: text,
    policyName: text,
    before: text.nullable(),
    after: text,
  }),
  z.strictObject({
    kind: z.literal('create-policy'),
    policyName: text,
    path: text,
    policyArn: text,
    description: text,
    after: text,
  }),
  z.strictObject({
    kind: z.literal('create-policy-version'),
    policyArn: text,
    before: z.strictObject({ versionId: text, document: text }),
    after: text,
  }),
  z.strictObject({ kind: z.literal('attach-role-policy'), role: text, roleArn: text, policyArn: text }),
  z.strictObject({
    kind: z.literal('create-role'),
    role: text,
    roleArn: text,
    path: text,
    description: text,
    trustPolicy: text,
    boundaryArn: text.nullable(),
  }),
  z.strictObject({ kind: z.literal('set-project-role'), project: text, before: text, after: text }),
  z.strictObject({
    kind: z.literal('create-repository'),
    account: text,
    region: text,
    name: text,
    arn: text,
    scanOnPush: z.boolean(),
    tagMutability: z.enum(['MUTABLE', 'IMMUTABLE']),
  }),
]) satisfies z.ZodType<Step>;

/** Written by this version or an earlier one of the same schema; an unknown field means another program wrote it. */
export const changeSchema = z.strictObject({
  schema: z.literal(CHANGE_SCHEMA),
  id: text,
  planId: text,
  strategy: z.enum(STRATEGIES),
  project: z.strictObject({ name: text, arn: text, account: text, region: text, partition: text }),
  roleArn: text,
  grants: z.array(z.strictObject({ action: text, resource: text, condition: boundTo.exactOptional() })),
  startedAt: text,
  updatedAt: text,
  state: z.enum(CHANGE_STATES),
  problem: text.nullable(),
  steps: z.array(
    z.strictObject({ step: stepSchema, state: z.enum(STEP_STATES), versionId: text.nullable(), at: text }),
  ),
}) satisfies z.ZodType<Change>;
