/**
 * Repository creation templates, and the push that makes a repository under one. Source: Amazon ECR User Guide,
 * repository-creation-templates; ECR API reference. AWS documents no right of whoever pushes beyond those of the push, and users report
 * that none is asked for (https://github.com/aws/containers-roadmap/issues/853); nor does it document what a push is told where the
 * template's role lacks a right, so that role is not asked here. A lifecycle policy is kept with the template only.
 */
import { z } from 'zod';
import { isAllowed } from '../enforce.ts';
import { encryptionByTemplate } from './repository-key.ts';
import type { Caller } from '../caller.ts';
import { pageOf, readInput } from '../input.ts';
import { AwsError, type Call, type Operation } from '../operation.ts';
import { pairsOf } from '../resource-tags.ts';
import { checkRepositoryPolicy } from './policies.ts';
import {
  type Asker,
  ecrOf,
  type Place,
  policiesOn,
  repositoryArn,
  repositoryCheck,
  tagList,
  tagMutability,
} from './shapes.ts';
import { type CreationTemplate, newRepository } from './state.ts';

const INVALID = 'InvalidParameterException';
const prefix = z
  .string()
  .max(256)
  .regex(/^(?:ROOT|(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*\/?)$/)
  .transform((text) => text.replace(/\/$/, ''));

const settings = z.object({
  description: z.string().max(256).optional(),
  encryptionConfiguration: z
    .object({ encryptionType: z.enum(['AES256', 'KMS', 'KMS_DSSE']), kmsKey: z.string().optional() })
    .optional(),
  resourceTags: tagList,
  imageTagMutability: tagMutability.default('MUTABLE'),
  repositoryPolicy: z.string().max(10_240).optional(),
  lifecyclePolicy: z.string().max(30_720).optional(),
  customRoleArn: z.string().max(2048).optional(),
});
const appliedFor = z.array(z.enum(['PULL_THROUGH_CACHE', 'REPLICATION', 'CREATE_ON_PUSH'])).min(1);
const createSchema = settings.extend({ prefix, appliedFor });

function createTemplate(call: Call): object {
  call.authorize({ action: 'ecr:CreateRepositoryCreationTemplate', resource: '*' });
  const input = readInput(createSchema, call.input, INVALID);
  const { templates } = ecrOf(call.world, call);
  if (templates.has(input.prefix)) {
    throw new AwsError(
      'TemplateAlreadyExistsException',
      `The repository creation template with the prefix '${input.prefix}' already exists in the registry with id '${call.account}'`,
    );
  }
  if (input.repositoryPolicy !== undefined) checkRepositoryPolicy(call.world, input.repositoryPolicy);
  const template = { ...input, createdAt: call.now };
  templates.set(template.prefix, template);
  return { registryId: call.account, repositoryCreationTemplate: template };
}

const missing = (call: Call, name: string): AwsError =>
  new AwsError(
    'TemplateNotFoundException',
    `The repository creation template with the prefix '${name}' does not exist in the registry with id '${call.account}'`,
  );

function describeTemplates(call: Call): object {
  call.authorize({ action: 'ecr:DescribeRepositoryCreationTemplates', resource: '*' });
  const schema = z.object({
    prefixes: z.array(prefix).max(100).optional(),
    maxResults: z.int().min(1).max(1000).default(100),
    nextToken: z.string().optional(),
  });
  const input = readInput(schema, call.input, INVALID);
  const { templates } = ecrOf(call.world, call);
  const asked = input.prefixes?.map((name) => {
    const template = templates.get(name);
    if (template === undefined) throw missing(call, name);
    return template;
  });
  const page = pageOf(asked ?? [...templates.values()], input.maxResults, input.nextToken);
  return {
    registryId: call.account,
    repositoryCreationTemplates: page.items,
    nextToken: page.next,
  };
}

function deleteTemplate(call: Call): object {
  call.authorize({ action: 'ecr:DeleteRepositoryCreationTemplate', resource: '*' });
  const input = readInput(z.object({ prefix }), call.input, INVALID);
  const { templates } = ecrOf(call.world, call);
  const template = templates.get(input.prefix);
  if (template === undefined) throw missing(call, input.prefix);
  templates.delete(input.prefix);
  return { registryId: call.account, repositoryCreationTemplate: template };
}

/** Whoever pushes, and where. */
interface Push extends Asker {
  readonly caller: Caller;
  readonly place: Place;
  readonly now: Date;
}

/** Makes the repository that a template has for the place, if there is none and whoever asks could push to it then. */
export function makeOnPush(push: Push, action: string): void {
  const { world, caller, place, partition } = push;
  const { repositories, templates, registryPolicy } = ecrOf(world, place);
  const template = templateOf([...templates.values()], place.name);
  if (repositories.has(place.name) || template === null) return;
  const resourcePolicies = policiesOn({ policy: template.repositoryPolicy ?? null, registryPolicy });
  const check = { ...repositoryCheck(push, action, place), resourcePolicies };
  if (!isAllowed({ world, caller, region: place.region, check })) return;
  const arn = repositoryArn(partition, place);
  const repository = newRepository(arn, push.now, {
    tagMutability: template.imageTagMutability,
    encryption: encryptionByTemplate({ ...push, ...place }, arn, {
      type: template.encryptionConfiguration?.encryptionType ?? 'AES256',
      kmsKey: template.encryptionConfiguration?.kmsKey ?? null,
    }),
    tags: new Map(pairsOf(template.resourceTags)),
  });
  repository.policy = template.repositoryPolicy ?? null;
  repositories.set(place.name, repository);
}

/** The longest prefix counts; `ROOT` takes in what no other does. */
function templateOf(templates: readonly CreationTemplate[], name: string): CreationTemplate | null {
  const fitting = templates
    .filter((one) => one.appliedFor.includes('CREATE_ON_PUSH'))
    .filter((one) => one.prefix === 'ROOT' || name.startsWith(`${one.prefix}/`));
  const length = (one: CreationTemplate): number => (one.prefix === 'ROOT' ? 0 : one.prefix.length);
  return fitting.toSorted((left, right) => length(right) - length(left))[0] ?? null;
}

export const TEMPLATE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateRepositoryCreationTemplate: createTemplate,
  DescribeRepositoryCreationTemplates: describeTemplates,
  DeleteRepositoryCreationTemplate: deleteTemplate,
};
