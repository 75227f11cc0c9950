/**
 * What a service asks for besides where something is given its tags as it is made. Source: the operation in each service's API reference,
 * as SQS CreateQueue, SNS CreateTopic, EventBridge PutRule, KMS CreateKey; EC2 User Guide, supported-iam-actions-tagging; ECS Developer
 * Guide, supported-iam-actions-tagging; CloudWatch Logs CreateLogGroup (2026-11).
 */
import { type Action, findAction } from '../actions.ts';
import { call, type CatalogCall, regional, type TypeTemplates } from './call.ts';
import { derivedCalls, nounOf, squash } from './derived.ts';
import { operationName } from './names.ts';

const OPTIONS = ['--tags', '--tag-list', '--tag-specifications'];

/** By IAM's prefix. A service that names an action for each kind of its objects has `{Noun}` in it. */
const ASKED: Readonly<Record<string, string>> = {
  acm: 'AddTagsToCertificate',
  athena: 'TagResource',
  backup: 'TagResource',
  batch: 'TagResource',
  codecommit: 'TagResource',
  codepipeline: 'TagResource',
  dynamodb: 'TagResource',
  ecr: 'TagResource',
  'ecr-public': 'TagResource',
  ecs: 'TagResource',
  eks: 'TagResource',
  elasticache: 'AddTagsToResource',
  elasticfilesystem: 'TagResource',
  elasticloadbalancing: 'AddTags',
  events: 'TagResource',
  firehose: 'TagDeliveryStream',
  glue: 'TagResource',
  iam: 'Tag{Noun}',
  kms: 'TagResource',
  lambda: 'TagResource',
  logs: 'TagResource',
  rds: 'AddTagsToResource',
  sagemaker: 'AddTags',
  secretsmanager: 'TagResource',
  sns: 'TagResource',
  sqs: 'TagQueue',
  ssm: 'AddTagsToResource',
  states: 'TagResource',
};

/** The stack's tags go to what its template makes, of which it is said that it is not read. */
const OF_THE_TEMPLATE = new Set(['cloudformation']);

interface Tagged {
  /** IAM's prefix. */
  readonly prefix: string;
  readonly operation: string;
  readonly options: ReadonlyMap<string, unknown>;
  /** What the operation asks for without them. */
  readonly calls: readonly CatalogCall[];
  readonly templates: TypeTemplates | undefined;
}

/** A string: the action that it may ask for, of which the reference does not say whether it does. Null: nothing more. */
export function taggingCall(tagged: Tagged): CatalogCall | string | null {
  const { prefix, operation, options, calls } = tagged;
  const option = OPTIONS.find((name) => options.has(name));
  const [first] = calls;
  if (option === undefined || first === undefined || findAction(first.action)?.level === 'tagging')
    return null;
  const asked = ASKED[prefix]?.replace('{Noun}', () => operationName(operation.replace(/^[^-]*-/, '')));
  if (prefix === 'ec2') return { ...call('ec2:CreateTags', ...EC2_TAGGED), when: option };
  if (asked === undefined)
    return OF_THE_TEMPLATE.has(prefix) ? null : (findAction(`${prefix}:TagResource`)?.name ?? null);
  const action = findAction(`${prefix}:${asked}`);
  return action === null ? null : { action: action.name, on: resourcesOf(action, tagged), when: option };
}

/** An image and a snapshot belong to no account. */
const EC2_TAGGED = [
  regional('ec2', '{--tag-specifications.ResourceType}/*'),
  'arn:{partition}:ec2:{region}::{--tag-specifications.ResourceType}/*',
];

/** The object that the operation is named after, where options tell it; else what the operation is on. */
function resourcesOf(action: Action, { operation, calls, templates }: Tagged): readonly string[] {
  const noun = nounOf(operation);
  const [type] = action.resourceTypes
    .filter(({ name }) => noun.endsWith(squash(name)))
    .toSorted((left, right) => right.name.length - left.name.length);
  const [derived] =
    type === undefined ? [] : derivedCalls({ ...action, resourceTypes: [type] }, operation, templates);
  const ofType = type === undefined ? null : new RegExp(`:${type.name}[:/]`);
  const made = calls.find(({ on }) => ofType !== null && on.some((template) => ofType.test(template)));
  return [...(derived?.on ?? []), ...((made ?? calls[0])?.on ?? [])];
}
