/** Documents of the commands that change nothing and plan nothing: what is needed, built, explained, linted, compared. */
import { z } from 'zod';
import { POLICY_KINDS } from '#iam/policy.ts';
import { accessShape } from './plan.ts';
import {
  checkedFindingShape,
  evidenceShape,
  findingCode,
  layer,
  list,
  object,
  plannedNeedShape,
  projectShape,
  reasonShape,
  text,
  texts,
  time,
  unreadableShape,
  unresolvedShape,
  verdict,
} from './shapes.ts';

export const needsShape = object({
  schema: z.literal('rolemend.needs/1'),
  project: projectShape,
  needs: list(plannedNeedShape),
  unresolved: list(unresolvedShape),
  unreadable: list(unreadableShape),
  takenAt: time,
});

export const checkShape = object({
  schema: z.literal('rolemend.check/1'),
  project: projectShape,
  verdict: z.enum(['allowed', 'denied', 'unknown']),
  buildspec: text.nullable().describe('the file that was read; null: it is not in the source'),
  findings: list(checkedFindingShape),
  remarks: list(
    object({
      level: z.enum(['error', 'warning']),
      title: text,
      message: text,
      place: object({ file: text, line: z.int() }).nullable(),
    }),
  ),
  unreadable: list(unreadableShape),
  takenAt: time,
});

export const buildsShape = object({
  schema: z.literal('rolemend.builds/1'),
  account: text,
  region: text,
  builds: list(
    object({
      project: text,
      build: text,
      number: z.int().nullable(),
      status: text,
      startedAt: time.nullable(),
      initiator: text.nullable(),
      alike: z.int().describe('builds that ended so, this one among them'),
      failure: object({ phase: text, why: text.nullable() }).nullable(),
    }),
  ),
});

const span = z.tuple([z.int(), z.int()]).readonly().describe('its place in the text that was read');
const denialShape = object({
  action: text.nullable(),
  resource: text.nullable(),
  principal: text.nullable(),
  operation: text.nullable(),
  layer: layer.nullable(),
  explicit: z.boolean().nullable(),
  policyArn: text.nullable(),
  authorizationId: text.nullable(),
  missingAction: text.nullable().describe('where the reason names another action than the one performed'),
  span,
  line: z.int(),
  truncated: z.boolean(),
});
const quotes = list(evidenceShape.unwrap().extend({ line: z.int(), span }).readonly());
const explanationMembers = {
  denials: list(denialShape),
  findings: list(
    object({
      code: findingCode,
      title: text,
      cause: text,
      next: text,
      evidence: quotes,
      consequences: quotes,
    }),
  ),
  permission: z.boolean().describe('whether the text shows a permission problem at all'),
};
export const explanationShape = object({
  schema: z.literal('rolemend.explanation/1'),
  ...explanationMembers,
  suspicious: texts.describe('lines that look like a failure where nothing was recognised'),
});
/** A line of `rolemend explain --jsonl`. */
export const corpusLineShape = object({ id: z.union([text, z.number()]), ...explanationMembers });

export const findingPageShape = object({
  schema: z.literal('rolemend.finding/1'),
  code: findingCode,
  title: text,
  page: text.describe('Markdown'),
  example: text.nullable(),
  explanation: explanationShape.nullable().describe('what the example is found to mean'),
});

const position = object({ line: z.int(), column: z.int() });
const remarks = list(object({ code: text, message: text, at: text, position: position.nullable() }));
export const lintShape = object({
  schema: z.literal('rolemend.lint/1'),
  kind: z.enum(POLICY_KINDS),
  problems: remarks.describe('what AWS would refuse'),
  advice: remarks.describe('what AWS accepts, and what does not do what it seems to'),
  size: object({ characters: z.int(), quota: z.int(), countsWhiteSpace: z.boolean() }),
});

const newAccess = object({ access: list(accessShape), exact: z.boolean() });
export const differenceShape = object({
  schema: z.literal('rolemend.diff/1'),
  newlyAllowed: newAccess,
  takenAway: newAccess,
});

export const permissionsShape = object({
  schema: z.literal('rolemend.permissions/1'),
  for: z.enum(['read', 'fix', 'tighten']),
  project: text.nullable(),
  policy: z.custom<object>((value) => typeof value === 'object'),
  notes: texts,
  characters: z.int(),
});

/** Where a command could not do what it was asked. */
export const errorShape = z
  .looseObject({ error: z.looseObject({ message: text, help: text }).readonly() })
  .readonly();

const layerVerdicts = z.partialRecord(layer, z.enum([...verdict.options, 'absent'])).readonly();
/** A line of `rolemend simulate`. */
export const simulationLineShape = z.union([
  object({
    name: text.nullable(),
    decision: verdict,
    deniedBy: list(layer),
    layers: layerVerdicts.exactOptional().describe('with `--brief` left out, as the reasons are'),
    reasons: list(reasonShape).exactOptional(),
    missing: texts,
  }),
  object({ name: text.nullable(), error: object({ code: text, message: text, at: text }) }),
]);

/** `rolemend fix --plan FILE --json`. */
export const planWrittenShape = object({
  schema: z.literal('rolemend.plan-written/1'),
  file: text,
  sha256: text,
  account: text,
  region: text,
  project: text,
});

/** A project of `rolemend diagnose --all --json` that could not be read; of every other there is its diagnosis. */
export const unreadProjectShape = object({
  project: object({ name: text }),
  error: object({ message: text, help: text }),
});

/** `rolemend sandbox --json`, once it serves. */
export const sandboxShape = object({ endpoint: text, registry: text, region: text, accounts: texts });

/** `rolemend ui --json`: an address that opens one tab, once. */
export const addressShape = object({
  address: text,
  account: text,
  region: text,
  as: text,
  readOnly: z.boolean(),
});
