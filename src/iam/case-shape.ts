/**
 * The form of a case. Two checks of one thing: the schema, which words what is wrong, and a plain test that accepts
 * only what the schema accepts and costs a fraction of it. What the plain test does not accept goes to the schema.
 * Source: the simulate format.
 */
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';
import { shapeProblem } from '#basics/shape-problem.ts';
import { parseArn } from './arn.ts';
import type { ApplicablePolicies, AuthorizationRequest } from './decision.ts';

export interface SimulationError {
  readonly code: string;
  readonly message: string;
  /** Place in the case: `request.principal`, `policies.identity[0].document.Statement[0].Effect`. */
  readonly at: string;
}

const named = z.strictObject({
  name: z.string(),
  document: z.union(
    [z.string(), z.record(z.string(), z.unknown())],
    'expected a policy document or its text',
  ),
});
const list = z.union(
  [z.literal('unreadable'), z.array(named)],
  'expected a list of policies or `"unreadable"`',
);
const levels = z.union(
  [z.literal('unreadable'), z.array(z.strictObject({ target: z.string(), policies: list }))],
  'expected a list of levels or `"unreadable"`',
);

const text = z.string().min(1);
const arn = text.refine((value) => parseArn(value) !== null, 'expected an ARN of six fields');
const accountId = z.string().regex(/^\d{12}$/, 'expected an account ID of 12 digits');
const ACTION = /^[A-Za-z0-9-]+:[A-Za-z0-9]+$/;

const PRINCIPAL_ARN =
  /^arn:[^:]+:(?:iam::\d{12}:(?:root$|user\/.|role\/.)|sts::\d{12}:(?:assumed-role\/[^/]+\/.|federated-user\/.))/;
const ROLE_ARN = /^arn:[^:]+:iam::\d{12}:role\/./;

const requestSchema = z.strictObject({
  principal: z.union(
    [
      arn.refine(
        (value) => PRINCIPAL_ARN.test(value),
        'expected the ARN of a user, a role, an assumed role, a federated user or an account root',
      ),
      z.strictObject({ service: text }),
      z.strictObject({ anonymous: z.literal(true, 'expected `true`') }),
    ],
    'expected an ARN, `{"service": …}` or `{"anonymous": true}`',
  ),
  roleArn: arn.refine((value) => ROLE_ARN.test(value), 'expected the ARN of a role').optional(),
  action: z.string().regex(ACTION, 'expected an action such as `ecr:PutImage`'),
  resource: z.union([z.literal('*'), arn], 'expected an ARN or `*`'),
  resourceAccount: accountId.optional(),
  context: z
    .record(z.string(), z.union([z.string(), z.array(z.string())], 'expected text or a list of texts'))
    .optional(),
  unknownKeys: z.array(z.string()).optional(),
});

const policiesSchema = z
  .strictObject({
    identity: list.optional(),
    boundary: list.optional(),
    session: list.optional(),
    resource: list.optional(),
    serviceControl: levels.optional(),
    resourceControl: levels.optional(),
    vpcEndpoint: list.optional(),
  })
  .default({});

const caseSchema = z.strictObject({
  name: z.string().optional(),
  request: z.unknown().optional(),
  policies: z.unknown().optional(),
});

/** The parts of a case, each still to be read. */
export interface CaseParts {
  readonly request: unknown;
  readonly policies: unknown;
}

const PARTS: ReadonlySet<string> = new Set(['name', 'request', 'policies']);

/** Whether a case surely has the right parts, whatever they hold. */
function isCase(input: unknown): input is CaseParts {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  for (const field in input) if (!PARTS.has(field)) return false;
  const { name } = input as { readonly name?: unknown };
  return name === undefined || typeof name === 'string';
}

export function readParts(input: unknown): Result<CaseParts, SimulationError> {
  if (isCase(input)) return ok(input);
  const read = caseSchema.safeParse(input);
  return read.success ? ok(input as CaseParts) : err(shapeError(read.error, ''));
}

export function readRequest(input: unknown): Result<AuthorizationRequest, SimulationError> {
  if (isRequest(input)) return ok(input);
  const read = requestSchema.safeParse(input);
  if (!read.success) return err(shapeError(read.error, 'request'));
  const request = input as AuthorizationRequest;
  if (request.context === undefined || isContext(request.context)) return ok(request);
  // The schema passes over a member of the name `__proto__`, which a JSON text may well have.
  const message = 'expected text or a list of texts';
  return err({ code: 'wrong-type', message, at: 'request.context.__proto__' });
}

export function readPolicies(input: unknown): Result<ApplicablePolicies, SimulationError> {
  if (isPolicies(input)) return ok(input);
  const read = policiesSchema.safeParse(input);
  return read.success ? ok((input ?? {}) as ApplicablePolicies) : err(shapeError(read.error, 'policies'));
}

const PLAIN_FIELDS: ReadonlySet<string> = new Set([
  'principal',
  'roleArn',
  'action',
  'resource',
  'resourceAccount',
  'context',
]);

const ANY_ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:/;

/** Whether a request is surely of the right form. */
function isRequest(input: unknown): input is AuthorizationRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return false;
  for (const field in input) if (!PLAIN_FIELDS.has(field)) return false;
  const { principal, action, resource, roleArn, resourceAccount, context } = input as Record<string, unknown>;
  return (
    typeof principal === 'string' &&
    PRINCIPAL_ARN.test(principal) &&
    typeof action === 'string' &&
    ACTION.test(action) &&
    (resource === '*' || (typeof resource === 'string' && ANY_ARN.test(resource))) &&
    (roleArn === undefined || (typeof roleArn === 'string' && ROLE_ARN.test(roleArn))) &&
    (resourceAccount === undefined ||
      (typeof resourceAccount === 'string' && /^\d{12}$/.test(resourceAccount))) &&
    (context === undefined || isContext(context))
  );
}

const LISTS: ReadonlySet<string> = new Set(['identity', 'boundary', 'session', 'resource', 'vpcEndpoint']);
const LEVELS: ReadonlySet<string> = new Set(['serviceControl', 'resourceControl']);

/** Whether policies are surely of the right form. */
function isPolicies(input: unknown): input is ApplicablePolicies {
  if (!isObject(input)) return false;
  for (const layer in input) {
    const found = input[layer];
    if (LISTS.has(layer) ? !isList(found) : !LEVELS.has(layer) || !isLevels(found)) return false;
  }
  return true;
}

const isList = (found: unknown): boolean => Array.isArray(found) && found.every(isNamedPolicy);

const isLevels = (found: unknown): boolean =>
  Array.isArray(found) &&
  found.every(
    (level) => hasOnly(level, 'target', 'policies') && isText(level['target']) && isList(level['policies']),
  );

const isNamedPolicy = (policy: unknown): boolean =>
  hasOnly(policy, 'name', 'document') &&
  isText(policy['name']) &&
  (isText(policy['document']) || isPlainObject(policy['document']));

type Members = Readonly<Record<string, unknown>>;

const isText = (value: unknown): boolean => typeof value === 'string';

const isObject = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What zod takes for a record. */
const isPlainObject = (value: unknown): boolean =>
  isObject(value) && Object.getPrototypeOf(value) === Object.prototype;

function hasOnly(value: unknown, first: string, second: string): value is Members {
  if (!isObject(value)) return false;
  for (const field in value) if (field !== first && field !== second) return false;
  return true;
}

function isContext(context: unknown): boolean {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return false;
  for (const key in context) {
    const value = (context as Record<string, unknown>)[key];
    if (typeof value === 'string') continue;
    if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) return false;
  }
  return true;
}

function shapeError(error: z.ZodError, within: string): SimulationError {
  const { at, message, kind } = shapeProblem(error);
  const isArn = kind === 'refused' && message.includes('ARN');
  return {
    code: kind === 'unknown-field' ? kind : isArn ? 'malformed-arn' : 'wrong-type',
    message,
    at: within === '' || at === '' ? `${within}${at}` : `${within}.${at}`,
  };
}
