/**
 * A world as a file: accounts and what is in them, in the words of the APIs that would make them. Comes in: JSON.
 * Goes out: the world described, or every problem found in the text. Documented in docs/sandbox.md.
 */
import { parse, type ParseError } from 'jsonc-parser';
import { z } from 'zod';
import { err, ok, type Result } from '#basics/result.ts';
import { placedMessage, shapeProblems } from '#basics/shape-problem.ts';
import { positionAt } from '#basics/text-span.ts';

const accountId = z.string().regex(/^\d{12}$/, 'expected an account number of twelve digits');
/** A policy document, as an object. */
const policy = z.looseObject({ Statement: z.union([z.array(z.unknown()), z.looseObject({})]) });

/** Values by key. */
const tags = z.record(z.string(), z.string()).default({});

const role = z.strictObject({
  name: z.string(),
  path: z.string().default('/'),
  description: z.string().optional(),
  trust: policy,
  /** Inline policies by name. */
  inline: z.record(z.string(), policy).default({}),
  /** ARNs of managed policies, the account's own included. */
  managed: z.array(z.string()).default([]),
  boundary: z.string().optional(),
  tags,
});

const managedPolicy = z.strictObject({
  name: z.string(),
  path: z.string().default('/'),
  description: z.string().optional(),
  document: policy,
});

const regionName = z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/);

const repository = z.strictObject({
  name: z.string(),
  /** Default: the world's region. */
  region: regionName.optional(),
  policy: policy.optional(),
  tagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
  /** Tags of images that are there already; what is in them is made up. */
  images: z.array(z.string()).default([]),
  /** Tags of the repository itself: value by key. */
  tags,
});

const project = z.looseObject({
  name: z.string(),
  /** What stands in a source the sandbox cannot fetch, such as a git repository: text by path. */
  sourceFiles: z.record(z.string(), z.string()).default({}),
  /** The input of CreateWebhook, but for the project's name. */
  webhook: z.looseObject({}).optional(),
});

/** A pipeline as CreatePipeline takes it. */
const pipeline = z.looseObject({ name: z.string() });

/** The input of StartBuild; a name alone: without overrides. Or a pipeline that is run, or a project whose batch is. */
const build = z.union([
  z.strictObject({ pipeline: z.string() }),
  z.strictObject({ batch: z.string() }),
  z.string().transform((projectName) => ({ projectName })),
  z.looseObject({ projectName: z.string() }),
]);

const parameter = z.strictObject({
  name: z.string(),
  value: z.string(),
  type: z.enum(['String', 'StringList', 'SecureString']).default('String'),
  keyId: z.string().optional(),
  tags,
});

const secret = z.strictObject({ name: z.string(), value: z.string(), keyId: z.string().optional(), tags });

const bucket = z.strictObject({
  name: z.string(),
  policy: policy.optional(),
  /** Objects by key. */
  objects: z.record(z.string(), z.string()).default({}),
});

/** A customer key; elsewhere in the account's description `key:NAME` stands for its ARN. */
const key = z.strictObject({ name: z.string().regex(/^[\w-]+$/), policy: policy.optional(), tags });

const cacheRule = z.strictObject({ prefix: z.string(), upstream: z.string() });

const signingRule = z.strictObject({ profile: z.string(), repositories: z.array(z.string()).default([]) });

/** `service` as the endpoint's name ends: `ecr.api`, `ecr.dkr`, `s3`, `logs`. */
const vpcEndpoint = z.strictObject({
  id: z.string().regex(/^vpce-[0-9a-f]+$/),
  vpc: z.string(),
  service: z.string(),
  policy: policy.optional(),
  /** Of a gateway (`s3`, `dynamodb`), those that lead to it. */
  routeTables: z.array(z.string()).default([]),
});

/** `main`: it is of all subnets of the VPC that no other table names. */
const routeTable = z.strictObject({
  id: z.string().regex(/^rtb-[0-9a-f]+$/),
  vpc: z.string(),
  main: z.boolean().default(false),
  subnets: z.array(z.string()).default([]),
});

/** A stack by what it has made; the things themselves are described beside it. */
const stack = z.strictObject({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
  /** Default: the world's region. */
  region: regionName.optional(),
  template: z.string().default('{}'),
  resources: z.array(
    z.strictObject({
      logicalId: z.string(),
      physicalId: z.string(),
      type: z.string(),
      status: z.string().default('CREATE_COMPLETE'),
      /** Whether AWS's tags of the stack stand on it, where it is a role or a project. */
      tagged: z.boolean().default(true),
    }),
  ),
});

const account = z.strictObject({
  id: accountId,
  /** Regions that it opted into. */
  optedInto: z.array(regionName).default([]),
  policies: z.array(managedPolicy).default([]),
  roles: z.array(role).default([]),
  keys: z.array(key).default([]),
  buckets: z.array(bucket).default([]),
  parameters: z.array(parameter).default([]),
  secrets: z.array(secret).default([]),
  repositories: z.array(repository).default([]),
  registryPolicy: policy.optional(),
  stacks: z.array(stack).default([]),
  /** Rules of AWS Config that AWS manages: identifier by name. */
  configRules: z.record(z.string(), z.string()).default({}),
  pullThroughCacheRules: z.array(cacheRule).default([]),
  signingRules: z.array(signingRule).default([]),
  /** Inputs of CreateRepositoryCreationTemplate. */
  repositoryCreationTemplates: z.array(z.looseObject({ prefix: z.string() })).default([]),
  vpcEndpoints: z.array(vpcEndpoint).default([]),
  routeTables: z.array(routeTable).default([]),
  projects: z.array(project).default([]),
  pipelines: z.array(pipeline).default([]),
  /** Builds that have ended when the world is ready, one after another. */
  builds: z.array(build).default([]),
});

const organizationPolicy = z.strictObject({
  name: z.string(),
  document: policy,
  /** The accounts it is attached to, or `root`. */
  targets: z.array(z.union([accountId, z.literal('root')])).min(1),
});

const organization = z.strictObject({
  management: accountId,
  members: z.array(accountId).default([]),
  serviceControlPolicies: z.array(organizationPolicy).default([]),
  resourceControlPolicies: z.array(organizationPolicy).default([]),
});

export const worldSchema = z.strictObject({
  region: regionName.default('us-west-2'),
  accounts: z.array(account).min(1),
  organization: organization.optional(),
});

export type WorldDescription = z.output<typeof worldSchema>;
export type WorldInput = z.input<typeof worldSchema>;
export type AccountDescription = WorldDescription['accounts'][number];

export function readWorld(text: string): Result<WorldDescription, string> {
  const value = parsed(text);
  if (value === undefined) return err(`the world is no JSON: ${syntaxProblem(text)}`);
  const read = worldSchema.safeParse(value);
  return read.success ? ok(read.data) : err(shapeProblems(read.error).map(placedMessage).join('\n'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function syntaxProblem(text: string): string {
  const [first] = parseProblems(text);
  if (first === undefined || text.trim() === '') return 'the text is empty';
  const { line, column } = positionAt(text, first.offset);
  return `line ${line}, column ${column} is not what JSON has there`;
}

function parseProblems(text: string): readonly ParseError[] {
  const problems: ParseError[] = [];
  parse(text, problems, { disallowComments: true });
  return problems;
}
