/**
 * A plan as a file that travels. Comes in: a plan, and what it was made from. Goes out: a text of the account, the inputs and
 * all that would be done, byte by byte the same for the same plan; and what such a text was made from. Never: holds a time or
 * whoever made it, or gives back a step to take: whoever applies it plans afresh, and has to come to the same text.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { WRITTEN_POLICIES } from '#account/policy-address.ts';
import { PROJECT_SETTINGS } from '#account/project-setting.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { LAYERS } from '#iam/decision.ts';
import { flagOf, readChangeTarget } from './change-target.ts';
import { readConfirmation } from './confirmation.ts';
import { OWNER_KINDS } from './owner.ts';
import { type Plan, type PlanOptions, STRATEGIES } from './plan.ts';
import { SCOPES } from './scope.ts';
import { isPolicyPath, readTag } from './house-rules.ts';
import { tagsSchema } from './steps/step-kind.ts';
import { stepSchema } from './steps/step.ts';

const PLAN_FILE_SCHEMA = 'rolemend.plan/1';

const text = z.string();
const texts = z.array(text).readonly();

/** As strict as `--confirm` is with what is typed. */
const confirmationSchema = z
  .strictObject({ action: text, resource: text })
  .readonly()
  .refine(({ action, resource }) => readConfirmation(`${action}=${resource}`).ok);

/** As strict as `--change`. */
const changeSchema = z
  .strictObject({
    kind: z.enum([...WRITTEN_POLICIES, 'managed', 'boundary', 'trustCondition', 'tag', ...PROJECT_SETTINGS]),
    on: text,
  })
  .readonly()
  .refine((target) => readChangeTarget(flagOf(target)).ok);

/** Flags, which are asked for one by one: a new one does not compile until it is recorded. */
type Recorded = Required<
  Omit<PlanOptions, 'presentPolicy' | 'boundaries' | 'roleUses' | 'settled' | 'inlineRule' | 'states'>
>;

const planningSchema = z
  .strictObject({
    strategy: z.enum(STRATEGIES),
    policyName: text,
    least: z.boolean(),
    roleName: text.nullable(),
    scanOnPush: z.boolean(),
    tagMutability: z.enum(['MUTABLE', 'IMMUTABLE']),
    confirmed: z.array(confirmationSchema).readonly(),
    trustSource: z.boolean(),
    vouchedCommit: z
      .string()
      .regex(/^[0-9a-f]{40,64}$/)
      .nullable(),
    changes: z.array(changeSchema).readonly(),
    noInline: z.boolean(),
    policyPath: text.refine(isPolicyPath),
    tags: tagsSchema.refine((tags) => tags.every(({ key, value }) => readTag(`${key}=${value}`).ok)),
    onlyProject: z.boolean(),
  })
  .readonly() satisfies z.ZodType<Recorded>;

const grantSchema = z
  .strictObject({
    action: text,
    resource: text,
    role: text.exactOptional(),
    condition: z
      .record(text, z.union([text, texts]))
      .readonly()
      .exactOptional(),
    scope: z.enum(SCOPES),
  })
  .readonly();

const heldEnd = z.enum(['stopped', 'passes', 'not known']);

const callSchema = z.strictObject({
  operation: text,
  options: z.array(z.union([z.tuple([text, text]).readonly(), z.tuple([text]).readonly()])).readonly(),
});

const handoffSchema = z
  .strictObject({
    layer: z.enum(LAYERS).nullable(),
    owner: z.strictObject({ kind: z.enum(OWNER_KINDS), account: text.nullable() }).readonly(),
    at: text,
    actions: texts,
    mayAlsoStop: texts,
    resources: texts,
    change: z
      .strictObject({
        before: text.nullable(),
        after: text.nullable(),
        statement: z.custom<object>((value) => typeof value === 'object').nullable(),
      })
      .readonly(),
    calls: z.array(callSchema.extend({ input: callSchema.readonly().exactOptional() }).readonly()).readonly(),
    why: text,
    newlyAllows: texts,
    requests: z
      .array(
        z.strictObject({ action: text, resource: text, by: text, today: heldEnd, after: heldEnd }).readonly(),
      )
      .readonly()
      .exactOptional(),
  })
  .readonly();

const nextBuildSchema = z.union([
  z.strictObject({ kind: z.literal('retry'), id: text, batch: z.literal(true).exactOptional() }).readonly(),
  z
    .strictObject({
      kind: z.literal('start'),
      commit: text.nullable(),
      batch: z.literal(true).exactOptional(),
    })
    .readonly(),
]);

/** What a plan was made from: where, and by which flags. */
const originSchema = z.object({
  schema: z.literal(PLAN_FILE_SCHEMA),
  account: text.regex(/^\d{12}$/),
  region: text.regex(/^[a-z0-9-]{1,64}$/),
  inputs: z
    .strictObject({
      project: text.min(1),
      /** The build that was explained, by its ID; null: there was none. */
      build: text.nullable(),
      /** Whether files of the source were looked at; where they lie is for whoever applies it to say. */
      source: z.boolean(),
      trailPages: z.int().min(0),
      /** Accounts that were opened beside the project's own; by whose credentials is for whoever applies it to say. */
      accounts: z
        .array(text.regex(/^\d{12}$/))
        .readonly()
        .exactOptional(),
      planning: planningSchema,
    })
    .readonly(),
});

/** The whole file; all of `plan` is compared with what is planned afresh, and none of it is applied. */
const planFileSchema = originSchema.extend({
  plan: z
    .strictObject({
      id: text,
      hash: text,
      project: text,
      role: text,
      nextBuild: nextBuildSchema,
      expectedEnd: z.enum(['green', 'not-green', 'cannot-be-told']),
      steps: z.array(stepSchema).readonly(),
      grants: z.array(grantSchema).readonly(),
      handoffs: z.array(handoffSchema).readonly(),
    })
    .readonly(),
});

type PlanFile = z.infer<typeof planFileSchema>;

/** Where a plan was made, and from what. */
export type PlanOrigin = Readonly<z.infer<typeof originSchema>>;
/** What it was made from besides the account. */
export type PlanInputs = PlanOrigin['inputs'];

/** The flags as they are recorded; what was read of the account is none of them. */
export function recordedPlanning(options: PlanOptions): PlanInputs['planning'] {
  const {
    presentPolicy: _,
    boundaries: __,
    roleUses: ______,
    settled: ___,
    inlineRule: ____,
    states: _____,
    ...flags
  } = options;
  const {
    changes = [],
    noInline = false,
    policyPath = '/',
    tags = [],
    onlyProject = false,
    ...planning
  } = flags;
  return { ...planning, changes, noInline, policyPath, tags, onlyProject };
}

/** The plan, and what it was made from, as the text of its file. */
export function planFileText(plan: Plan, inputs: PlanInputs): string {
  const { id, hash, project, roleArn, nextBuild, expectedEnd, steps, grants, handoffs } = plan;
  const file: PlanFile = {
    schema: PLAN_FILE_SCHEMA,
    account: project.account,
    region: project.region,
    inputs,
    plan: {
      id,
      hash,
      project: project.arn,
      role: roleArn,
      nextBuild,
      expectedEnd: expectedEnd.kind,
      steps,
      grants,
      handoffs,
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** What a file was made from; else what is wrong with it, in words. */
export function readPlanOrigin(file: string): Result<PlanOrigin, string> {
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch {
    return err('it is no JSON');
  }
  const parsed = originSchema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const at = parsed.error.issues[0]?.path.join('.') ?? '';
  return err(`${at === '' ? 'it' : `\`${at}\``} is not as \`rolemend fix --plan\` writes it`);
}

/** What an approval names: the SHA-256 of the file's bytes, and so of all that it holds. */
export const planFileHash = (file: string): string => createHash('sha256').update(file).digest('hex');
