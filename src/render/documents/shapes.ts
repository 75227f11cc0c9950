/** What several documents hold: facts, needs with what each layer says to them, calls that AWS recorded. */
import { z } from 'zod';
import { PROJECT_SETTINGS } from '#account/project-setting.ts';
import { FINDING_CODES, type FindingCode } from '#diagnosis/codes.ts';
import { GRADES } from '#evidence/evidence.ts';
import { SYMPTOMS } from '#evidence/symptoms.ts';
import { LAYERS } from '#iam/decision.ts';
import { SCOPES } from '#plan/scope.ts';

/** An object of exactly these members. */
export const object = <Shape extends z.ZodRawShape>(shape: Shape) => z.strictObject(shape).readonly();
/** Any number of them. */
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).readonly();

export const text = z.string();
export const texts = list(text);
/** ISO 8601, UTC. */
export const time = z.string().describe('ISO 8601, UTC');
export const layer = z.enum(LAYERS);
export const scope = z.enum(SCOPES).describe('whose word it rests on');
export const verdict = z.enum(['allowed', 'explicitlyDenied', 'implicitlyDenied', 'unknown']);

export const projectShape = object({ name: text, arn: text, account: text, region: text });

export const unreadableShape = object({
  what: text.describe('what was to be read'),
  why: text.describe("AWS's error code"),
  message: text.describe("AWS's own words, untrusted"),
  needs: text.nullable().describe('the IAM action that would let it be read'),
  on: text.nullable().describe('the ARN it is needed on, or `*`'),
  hides: text.describe('what of the document may be missing or wrong for that'),
});

const evidenceMembers = {
  kind: z.enum([
    'build-log',
    'phase-context',
    'buildspec',
    'project',
    'cloudtrail',
    'authorization-message',
    'authorization-details',
    'confirmation',
  ]),
  grade: z.enum(GRADES),
  where: text.describe('`log line 41`, `buildspec line 7`'),
  text: text.describe('untrusted'),
};
/** A fact with where it was found. */
export const evidenceShape = object(evidenceMembers);
/** With the lines around it, where they are known. */
export const evidenceInContextShape = object({
  ...evidenceMembers,
  context: object({ line: z.int(), lines: list(object({ number: z.int(), text })) }).exactOptional(),
});

export const reasonShape = object({
  layer,
  policy: text,
  statement: z.int().describe('its place in the policy, from 0'),
  sid: text.nullable(),
  effect: z.enum(['allow', 'deny']),
  matched: z.boolean(),
  because: text,
  mismatch: z.enum(['action', 'resource', 'principal', 'condition']).nullable(),
  hangs: z.literal(true).exactOptional().describe('it matches or not by what is not known of the request'),
});

const needMembers = {
  action: text,
  resource: text.describe('an ARN, with the wildcards that `rule` put there, or `*`'),
  decision: verdict,
  deniedBy: list(layer).describe('every layer that has to change'),
  layers: z
    .partialRecord(layer, z.enum([...verdict.options, 'absent']))
    .readonly()
    .describe('what each layer says'),
  grade: z.enum(GRADES),
  why: text.describe('what the action is for'),
  rule: text.nullable().describe('the rule that generalised or completed it'),
  subject: z.enum(['service-role', 'batch-role', 'codebuild-service']),
  reasons: list(reasonShape),
  missing: texts.describe('layers or context keys whose absence keeps the answer from being known'),
  evidence: list(evidenceShape),
};
export const needShape = object(needMembers);
export const judgedNeedShape = object({
  ...needMembers,
  unread: list(layer).describe('layers of which something could not be read'),
  scope,
});
export const plannedNeedShape = object({
  ...needMembers,
  context: z.record(text, z.union([text, texts])).readonly(),
  scope,
  toConfirm: z.boolean().describe('it is granted only once it is confirmed'),
});

const recordedCallShape = object({
  operation: text,
  by: text.describe('ARN of who called'),
  at: time,
  on: text.describe('what was changed'),
  sets: texts.describe('what the call sets, by the names of the API'),
});
export const provenanceShape = object({
  startedBy: recordedCallShape.nullable(),
  lastChange: recordedCallShape.nullable(),
  differences: list(
    object({
      setting: text,
      because: z.enum(['override', 'changed-since', 'unknown']),
      call: recordedCallShape.nullable(),
    }),
  ).describe('settings that the build ran with and the project does not have now'),
  sinceGreen: object({
    build: object({ id: text, number: z.int().nullable(), startedAt: time.nullable() }),
    settings: texts,
    calls: list(recordedCallShape),
    complete: z.boolean(),
  }).nullable(),
});

export const findingCode = z.enum(Object.keys(FINDING_CODES) as [FindingCode, ...FindingCode[]]);
const findingMembers = {
  code: findingCode,
  title: text,
  layer: layer.nullable(),
  actions: texts,
  resources: texts,
  cause: text,
  next: text.nullable().describe('what to do where Rolemend cannot do it; null where the plan does'),
  fixable: z.boolean(),
};
export const checkedFindingShape = object(findingMembers);
export const findingShape = object({
  ...findingMembers,
  setting: object({ setting: z.enum(PROJECT_SETTINGS), value: text })
    .exactOptional()
    .describe('the one setting of the project that ends it'),
  isPast: z.literal(true).exactOptional().describe('the next build does not fail of it'),
  evidence: list(z.int()).describe('places in `evidence`'),
});

export const hypothesisShape = object({
  symptom: z.enum([...SYMPTOMS, 'no-log']),
  supposition: text,
  outcome: z.enum(['kept', 'dropped', 'open']),
  because: text,
  evidence: list(z.int()),
});

export const unresolvedShape = object({ where: text, text, why: text });
