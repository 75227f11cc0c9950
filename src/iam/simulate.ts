/**
 * Authorization requests in, decisions out: `rolemend simulate`. Comes in: one case, from outside. Goes out: its
 * decision, or an error that says what is wrong and where. Never throws, never decides on a case it could not
 * read to the end. The form of both is the simulate format.
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';
import { parseArn } from './arn.ts';
import { compilePolicies } from './compile.ts';
import { readyRequest } from './context.ts';
import { decideBrief, decideCompiled } from './decide.ts';
import type { ApplicablePolicies, AuthorizationRequest, Decision } from './decision.ts';
import { isTrust } from './services/resource-first.ts';

export interface SimulationError {
  readonly code: string;
  readonly message: string;
  /** Place in the case: `request.principal`, `policies.identity[0].document.Statement[0].Effect`. */
  readonly at: string;
}

export type SimulatedCase =
  | ({ readonly name: string | null } & Decision)
  | { readonly name: string | null; readonly error: SimulationError };

export type BriefCase =
  | ({ readonly name: string | null } & Pick<Decision, 'decision' | 'deniedBy'>)
  | { readonly name: string | null; readonly error: SimulationError };

const named = z.strictObject({
  name: z.string(),
  document: z.union([z.string(), z.record(z.string(), z.unknown())]),
});
const list = z.union([z.literal('unreadable'), z.array(named)]);
const levels = z.union([
  z.literal('unreadable'),
  z.array(z.strictObject({ target: z.string(), policies: list })),
]);

const text = z.string().min(1);
const arn = text.refine((value) => parseArn(value) !== null, 'expected an ARN of six fields');
const accountId = z.string().regex(/^\d{12}$/, 'expected an account ID of 12 digits');

const caseSchema = z.strictObject({
  name: z.string().optional(),
  request: z.strictObject({
    principal: z.union([
      arn.refine(
        (value) => ['iam', 'sts'].includes(parseArn(value)?.service ?? ''),
        'expected an IAM or STS ARN',
      ),
      z.strictObject({ service: text }),
      z.strictObject({ anonymous: z.literal(true) }),
    ]),
    roleArn: arn.optional(),
    action: z.string().regex(/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/, 'expected an action such as `ecr:PutImage`'),
    resource: z.union([z.literal('*'), arn]),
    resourceAccount: accountId.optional(),
    context: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
    unknownKeys: z.array(z.string()).optional(),
  }),
  policies: z
    .strictObject({
      identity: list.optional(),
      boundary: list.optional(),
      session: list.optional(),
      resource: list.optional(),
      serviceControl: levels.optional(),
      resourceControl: levels.optional(),
      vpcEndpoint: list.optional(),
    })
    .default({}),
});

export function simulate(input: unknown): SimulatedCase {
  const read = readCase(input);
  if (!read.ok) return { name: nameOf(input), error: read.error };
  return { name: nameOf(input), ...decideCompiled(read.value.request, read.value.policies) };
}

/** Decision and layers to change only: the fast path for many cases. */
export function simulateBrief(input: unknown): BriefCase {
  const read = readCase(input);
  if (!read.ok) return { name: nameOf(input), error: read.error };
  return { name: nameOf(input), ...decideBrief(read.value.request, read.value.policies) };
}

function nameOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('name' in input)) return null;
  return typeof input.name === 'string' ? input.name : null;
}

function readCase(input: unknown) {
  const shape = caseSchema.safeParse(input);
  if (!shape.success) return err(shapeError(shape.error));
  const request = readyRequest(shape.data.request as AuthorizationRequest);
  // zod copies what it parses; compiled documents are found again by the object that came in.
  const policies = compilePolicies(
    ((input as { policies?: ApplicablePolicies }).policies ?? {}) as ApplicablePolicies,
    isTrust(request),
  );
  if (policies.ok) return ok({ request, policies: policies.value });
  return policyError(policies);
}

function policyError(
  refused: Extract<ReturnType<typeof compilePolicies>, { ok: false }>,
): Result<never, SimulationError> {
  const [bad] = refused.error;
  const [problem] = bad?.problems ?? [];
  const path = problem?.at === undefined || problem.at === '' ? '' : `.${problem.at}`;
  return err({
    code: 'malformed-policy',
    message: `policy \`${bad?.policy}\`: ${problem?.message}`,
    at: `${bad?.at}.document${path}`,
  });
}

function shapeError(error: z.ZodError): SimulationError {
  const issue = deepest(error.issues);
  const at = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const code =
    issue.code === 'unrecognized_keys'
      ? 'unknown-field'
      : issue.message.includes('ARN')
        ? 'malformed-arn'
        : 'wrong-type';
  return { code, message: issue.message, at: at.replace(/^\./, '') };
}

/** Of the branches of a union the one that got farthest says what was meant. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const [first] = issues;
  if (first === undefined) throw new Error('Internal error: a failed check without an issue');
  if (first.code !== 'invalid_union') return first;
  const inner = first.errors
    .map((branch) => deepest(branch))
    .sort((left, right) => right.path.length - left.path.length)[0];
  return inner === undefined ? first : { ...inner, path: [...first.path, ...inner.path] };
}
