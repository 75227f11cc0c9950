/** A plan in the documents: its steps, what it grants and withholds, its proof, and what others have to do. */
import { z } from 'zod';
import { GRADES } from '#evidence/evidence.ts';
import { OWNER_KINDS } from '#plan/owner.ts';
import { OWNING_TOOLS } from '#plan/keeper.ts';
import { COURSES, STRATEGIES } from '#plan/plan.ts';
import { STEP_KINDS } from '#plan/steps/step.ts';
import { layer, list, object, scope, text, texts, verdict } from './shapes.ts';

const pair = { action: text, resource: text };
const condition = z.record(text, z.union([text, texts])).readonly();
const grantMembers = {
  ...pair,
  role: text.exactOptional().describe('ARN of the role that is given it, where it is not `plan.role`'),
  condition: condition.exactOptional().describe('context keys it is bound to'),
};
/** What is granted. */
export const grantShape = object(grantMembers);

const beforeAndAfter = object({ before: text.nullable(), after: text });

const accessTest = z.union([
  object({
    kind: z.literal('context'),
    operator: text,
    key: text,
    values: texts,
    plain: z.boolean(),
    holds: z.boolean(),
  }),
  object({ kind: z.enum(['resource', 'variables']), pattern: text, holds: z.boolean() }),
  object({
    kind: z.literal('principal'),
    clause: z.union([
      object({
        kind: z.enum(['principal', 'not-principal']),
        entries: list(
          z.union([
            object({ kind: z.literal('anyone') }),
            object({ kind: z.enum(['aws', 'service', 'federated', 'canonical-user']), value: text }),
          ]),
        ),
      }),
      object({ kind: z.literal('unnamed') }),
    ]),
    holds: z.boolean(),
  }),
]);
/** Requests, as a change of policies newly allows them. */
export const accessShape = object({
  actions: texts,
  exceptActions: texts,
  resources: texts,
  exceptResources: texts,
  conditions: list(accessTest),
  atMost: text.nullable().describe('why some or all of these requests may not belong here'),
});

const usersShape = object({ roles: texts, users: texts, groups: texts });

export const expectedEndShape = object({
  kind: z.enum(['green', 'not-green', 'cannot-be-told']),
  remaining: list(
    object({
      action: text.nullable(),
      resource: text.nullable(),
      layer: layer.nullable(),
      owner: text,
      why: text.nullable(),
    }),
  ),
  unless: list(object({ layer: layer.nullable(), needs: text })),
});

const rightMembers = {
  ...pair,
  context: z.record(text, text).readonly().exactOptional(),
  account: text.exactOptional().describe("where it is not the project's own"),
  for: z.enum(['read', 'apply', 'undo', 'retry']),
  isWide: z.literal(true).exactOptional(),
};
/** What whoever runs Rolemend may do of what a plan asks. */
export const operatorShape = object({
  as: text.describe('ARN of the caller'),
  principal: text.nullable().describe('ARN of the user or role behind it'),
  lacks: list(object({ ...rightMembers, isDeny: z.literal(true).exactOptional() })),
  unchecked: list(object(rightMembers)),
  whyUnchecked: text.nullable(),
});

const heldEnd = z.enum(['stopped', 'passes', 'not known']);
/** An edit that somebody else has to make. */
export const handoffShape = object({
  layer: layer.nullable(),
  owner: object({ kind: z.enum(OWNER_KINDS), account: text.nullable() }),
  at: text.describe('ARN of the policy or of what carries it'),
  actions: texts.describe('refused for certain'),
  mayAlsoStop: texts.describe('asked for next, and not known to pass'),
  resources: texts,
  change: object({
    before: text.nullable(),
    after: text.nullable(),
    statement: z.custom<object>((value) => typeof value === 'object').nullable(),
    flag: text.nullable().describe('what to type after `--change` to have Rolemend make the edit'),
  }),
  awsCli: text.nullable(),
  why: text,
  newlyAllows: texts,
  evidence: list(object({ grade: z.enum(GRADES), where: text, text }))
    .exactOptional()
    .describe('what shows it, the strongest first'),
  done: texts.exactOptional().describe("what the asker's own side changes for the same, in words"),
  requests: list(object({ ...pair, by: text, today: heldEnd, after: heldEnd })).exactOptional(),
});

const stepShape = object({
  kind: z.enum(STEP_KINDS),
  summary: text,
  target: text,
  text: beforeAndAfter.nullable().describe('the policy it writes; null: it writes none'),
  details: z
    .custom<object>((value) => typeof value === 'object')
    .describe('the step itself, as the journal has it'),
});

/** Of all that is changed what bears on it most, and each thing by itself. */
const keeper = {
  tool: z.enum(OWNING_TOOLS).nullable(),
  grade: z.enum(['proved', 'indicated', 'unknown']),
  fate: z.enum(['stays', 'reverted', 'unknown']),
  why: text.nullable(),
};

/** One of several plans that end the same problem. */
export const alternativeShape = object({
  chosen: z.boolean().describe('it is the plan of this document'),
  strategy: z.enum(STRATEGIES),
  role: text.nullable().describe('name of the role to switch to'),
  changes: texts.describe('each as typed after `--change`'),
  steps: texts.describe('in words'),
  grants: z.int().describe('how many permissions'),
  onlyProject: z.int().describe('how many of them are bound to the project, as `--only-project` does'),
  newlyAllows: texts.describe('what it allows beyond the needs'),
  opens: texts.describe('what the policies of others that it changes let through by then'),
  size: object({ steps: z.int(), characters: z.int().describe('of policies, as IAM counts them') }),
  reach: object({
    projects: texts.nullable().describe('other projects that get the same; null: not known'),
    users: texts.nullable().describe('others who have a policy that is changed; null: not known'),
  }),
  ahead: text.nullable().describe('why it stands before the next one; null: it is the last'),
  command: text.describe('what to type for it'),
});

export const planShape = object({
  id: text,
  hash: text.describe('SHA-256 of the steps and of the state they were made from'),
  strategy: z.enum(COURSES),
  role: text.describe('ARN of the role that runs the next build'),
  steps: list(stepShape),
  grants: list(object({ ...grantMembers, scope })),
  withheld: list(
    object({
      ...pair,
      why: text,
      scope,
      confirm: text.nullable().describe('what to give `--confirm` to have it granted'),
      offered: z.boolean(),
      where: text.nullable(),
    }),
  ),
  proof: object({
    enough: z.boolean(),
    unmet: list(object({ ...pair, decision: verdict.exclude(['allowed']) })),
    allowed: z.int(),
    open: z.int(),
    surplus: list(accessShape),
    exact: z.boolean(),
    limits: texts,
    minimal: z.boolean(),
  }),
  newlyAllows: texts.describe('what it allows beyond the needs, in words'),
  expectedEnd: expectedEndShape,
  nextBuild: z.union([
    object({ kind: z.literal('retry'), id: text, batch: z.literal(true).exactOptional() }),
    object({ kind: z.literal('start'), commit: text.nullable(), batch: z.literal(true).exactOptional() }),
  ]),
  reach: object({ projects: texts, complete: z.boolean() }).nullable(),
  opened: list(
    object({
      change: text,
      newlyAllows: texts,
      pairs: list(grantShape),
      users: usersShape.nullable(),
    }),
  ),
  ownership: object({
    ...keeper,
    things: list(object({ thing: text.describe('`role build`'), arn: text, ...keeper })),
  }),
  notPutBack: list(object({ what: text, why: text })),
  operator: operatorShape.nullable(),
  handoffs: list(handoffShape),
  alternatives: list(alternativeShape).describe(
    'the plans that end the problem, best first; empty: no choice',
  ),
  notes: texts,
});
