/** `rolemend verify --json`, `rolemend fix --json`, `rolemend undo --json`: what was done, and what came of it. */
import { z } from 'zod';
import { diagnosisShape } from './diagnosis.ts';
import { expectedEndShape, grantShape, planShape } from './plan.ts';
import { layer, list, object, projectShape, text, texts, time, verdict } from './shapes.ts';

const comparisonShape = object({
  action: text,
  resource: text,
  own: verdict,
  simulator: verdict.nullable(),
  agree: z.boolean().exactOptional(),
  reason: text.nullable().exactOptional(),
  unseen: list(layer).exactOptional().describe('layers that the simulator does not look at'),
  counts: z.enum(['both', 'own']).exactOptional(),
});
const comparisonsMembers = {
  comparisons: list(comparisonShape),
  agree: z.boolean().exactOptional().describe('absent where the simulator could not be asked'),
  allowed: z.boolean().exactOptional(),
  simulatorProblem: object({ code: text, message: text }).exactOptional(),
};
export const comparisonsShape = object(comparisonsMembers);

export const retryShape = object({
  kind: text.exactOptional(),
  build: object({
    id: text,
    number: z.int().nullable().exactOptional(),
    status: text.exactOptional(),
  }).nullable(),
  delayed: texts.exactOptional().describe('builds that were denied what IAM had not let through yet'),
  error: object({ code: text, message: text }).exactOptional(),
});

export const verificationShape = object({
  schema: z.literal('rolemend.verification/1'),
  project: projectShape,
  role: text,
  ...comparisonsMembers,
  retry: retryShape.nullable(),
  takenAt: time,
});

export const changeShape = object({
  id: text,
  state: text,
  strategy: text,
  role: text,
  grants: list(grantShape.unwrap().extend({ scope: text.exactOptional() }).readonly()),
  approval: z.custom<object>((value) => typeof value === 'object').exactOptional(),
  steps: list(object({ summary: text, state: text })),
});

export const roundShape = object({ plan: text, steps: texts, retry: retryShape.nullable() });

export const fixShape = object({
  schema: z.literal('rolemend.fix/1'),
  outcome: z
    .enum([
      'unfinished',
      'stopped',
      'held-back',
      'refused',
      'no-plan',
      'not-permitted',
      'declined',
      'not-narrowed',
      'nothing-to-change',
      'applied',
    ])
    .describe('which other members there are hangs on it'),
  why: text.exactOptional(),
  message: text.exactOptional(),
  done: z
    .union([texts, z.boolean()])
    .exactOptional()
    .describe('steps that stand; of a plan that travelled, whether nothing of it is left to do'),
  difference: text.nullable().exactOptional(),
  usedBy: text.nullable().exactOptional().describe('the change that used the approval'),
  change: changeShape.exactOptional(),
  confirmation: object({ kind: text, pending: texts }).exactOptional(),
  verification: comparisonsShape.nullable().exactOptional(),
  expectedEnd: expectedEndShape.nullable().exactOptional(),
  retry: retryShape.nullable().exactOptional(),
  diagnosis: diagnosisShape.exactOptional().describe('what was found before anything was changed'),
  next: z
    .union([diagnosisShape, text])
    .nullable()
    .exactOptional()
    .describe('what the retried build that still fails shows; a command where the change stopped half-way'),
  rounds: list(roundShape)
    .exactOptional()
    .describe('with `--until-green`: the rounds that changed something'),
});

export const tightenShape = object({
  schema: z.literal('rolemend.tighten/1'),
  outcome: z
    .enum([
      'not-green',
      'in-use',
      'not-known',
      'nothing-to-take',
      'planned',
      'declined',
      'not-permitted',
      'unfinished',
      'nothing-to-resume',
      'not-resumed',
      'stopped',
      'tightened',
      'put-back',
    ])
    .describe('which other members there are hangs on it'),
  status: text.nullable().exactOptional().describe('how the last build ended, where that was not green'),
  running: object({ build: text, project: text })
    .exactOptional()
    .describe('a build that is under way under the role'),
  why: texts.exactOptional().describe('what would have to be known for anything to go'),
  message: text.exactOptional(),
  putBack: z.boolean().exactOptional().describe('everything is as it was before'),
  next: text.nullable().exactOptional(),
  change: changeShape.exactOptional(),
  retry: retryShape.nullable().exactOptional(),
  recorded: z
    .union([
      object({ kind: z.literal('read'), calls: z.int(), complete: z.boolean() }),
      object({ kind: z.literal('unread'), why: text }),
    ])
    .exactOptional()
    .describe('what CloudTrail told of the build that proved it, some calls perhaps not yet'),
  plan: planShape.exactOptional(),
  policies: list(
    object({
      policy: text.describe('name of an inline policy, ARN of another'),
      changes: z.boolean(),
      kept: list(
        object({
          what: text.describe('an action, or a pattern of some'),
          kind: z.enum(['needed', 'used', 'open']).describe('open: whether it is used cannot be told'),
          why: text,
        }),
      ),
    }),
  ).exactOptional(),
});

export const undoShape = object({
  schema: z.literal('rolemend.undo/1'),
  outcome: z.enum(['nothing-to-undo', 'undone-already', 'declined', 'undone']),
  change: text.nullable(),
  kept: list(object({ what: text, why: text }))
    .exactOptional()
    .describe('what was not taken away'),
});

export const changeRowShape = object({
  id: text,
  state: text,
  startedAt: time,
  account: text,
  region: text,
  project: text,
  steps: texts,
});
