/**
 * Documents as IAM and STS take them. Comes in: a document's text. Goes out: nothing, or the refusal in IAM's own
 * words where they are known. Source: IAM User Guide, reference_policies_grammar and troubleshoot_policies; messages
 * as public reports of Terraform and CloudFormation show them.
 */
import { unreachable } from '#basics/exhaustive.ts';
import type { PolicyKind, PolicyProblem } from '#iam/policy.ts';
import { readPolicy } from '#iam/read/read-policy.ts';
import { absentPrincipal } from '../principals.ts';
import { AwsError } from '../operation.ts';
import type { World } from '../world.ts';

const malformed = (message: string): AwsError => new AwsError('MalformedPolicyDocument', message);

/** Refuses a document that AWS would refuse to store. */
export function checkDocument(text: string, kind: PolicyKind): void {
  const read = readPolicy(text, kind);
  const first = read.ok ? undefined : read.error.find((problem) => !isLetPass(problem, { text, kind }));
  if (first !== undefined) throw malformed(worded(first, { text, kind }));
  const refused = resourcesIn(text)
    .map(resourceProblem)
    .find((problem) => problem !== null);
  if (refused !== undefined) throw malformed(refused);
}

/** A trust policy names only principals that are there. */
export function checkTrustDocument(world: World, text: string): void {
  checkDocument(text, 'trust');
  const read = readPolicy(text, 'trust');
  const absent = read.ok ? absentPrincipal(world, read.value) : null;
  if (absent !== null) throw malformed(invalidPrincipal(absent));
}

const invalidPrincipal = (named: string): string => `Invalid principal in policy: "AWS":"${named}"`;

/** IAM stores an `Id`, and asks of an action no more than a service before its colon. */
function isLetPass({ code, at, span }: PolicyProblem, { text, kind }: Document): boolean {
  if (code === 'forbidden-element') return at === 'Id';
  if (code !== 'action' || kind === 'trust' || span === null) return false;
  return /^"[A-Za-z0-9-]+:/.test(text.slice(span.start, span.end));
}

interface Document {
  readonly text: string;
  readonly kind: PolicyKind;
}

function worded(problem: PolicyProblem, { text, kind }: Document): string {
  const { code, at, message, span } = problem;
  const element = /(\w+)(?:\[\d+\])?$/.exec(at)?.[1] ?? '';
  switch (code) {
    case 'not-json':
      return 'This policy contains invalid Json';
    case 'forbidden-element':
      if (kind === 'trust') return `Has prohibited field ${element}`;
      return element.endsWith('Principal') ? 'Policy document should not specify a principal.' : SYNTAX;
    case 'missing':
      return missing(message);
    case 'action':
      return kind === 'trust'
        ? 'AssumeRole policy may only specify STS AssumeRole actions.'
        : 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
    case 'principal':
      return span === null
        ? SYNTAX
        : invalidPrincipal(text.slice(span.start, span.end).replace(/^"|"$/g, ''));
    case 'too-large':
    case 'too-deep':
    case 'character':
    case 'version':
    case 'sid':
    case 'resource':
    case 'operator':
      return at === '' ? message : `${message} at ${at}`;
    case 'duplicate-key':
    case 'type':
    case 'unknown-element':
    case 'both-forms':
    case 'effect':
      return SYNTAX;
    default:
      return unreachable(code);
  }
}

const SYNTAX = 'Syntax errors in policy.';

function missing(message: string): string {
  if (message.includes('`Action`')) return 'Policy statement must contain actions.';
  if (message.includes('`Resource`')) return 'Policy statement must contain resources.';
  return message.includes('`Principal`') ? 'Missing required field Principal' : SYNTAX;
}

interface Statement {
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
}

/** Of a document that has passed. */
function resourcesIn(text: string): readonly string[] {
  const { Statement } = JSON.parse(text) as { readonly Statement: Statement | readonly Statement[] };
  return [Statement].flat().flatMap(({ Resource, NotResource }) => [Resource ?? NotResource ?? []].flat());
}

/** What stands where an ARN is expected is read as one, and completed with wildcards. */
function resourceProblem(resource: string): string | null {
  if (resource === '*') return null;
  if (!resource.includes(':')) return `Resource ${resource} must be in ARN format or "*".`;
  const [first, partition = '', ...rest] = resource.split(':');
  if (first === 'arn' && PARTITION.test(partition)) return null;
  const [service, region, account] = [0, 1, 2].map((at) => rest[at] || '*');
  const named = rest.length > 3 ? rest.slice(3).join(':') : '*';
  return `Partition "${partition}" is not valid for resource "arn:${partition}:${service}:${region}:${account}:${named}".`;
}

/** A policy variable may stand in for one. */
const PARTITION = /^(?:aws(?:-[a-z]+)*|\$\{.*)$/;
