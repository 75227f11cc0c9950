/**
 * A plan as Terraform. Comes in: a plan. Goes out: resources of the AWS provider with the names and documents that `apply` would
 * write, formatted as `terraform fmt` does, with the import that what exists needs in comments. Never: a resource that takes a whole role or
 * project for its own. Source: AWS provider, aws_iam_role_policy, aws_iam_policy, aws_iam_role_policy_attachment, aws_ecr_repository.
 */
import type { Tag } from '#account/ports.ts';
import type { Plan, Step } from '#plan/plan.ts';
import type { ProjectSetting } from '#account/project-setting.ts';
import type { WrittenPolicy } from '#account/policy-address.ts';
import { serviceOf, type TaggedService } from '#account/tag-writes.ts';
import { forStep, type PerStep, type StepOf } from '#plan/steps/step.ts';
import { shellQuote } from '../shell-quote.ts';
import { safeLine } from '../terminal-text.ts';
import { type Attribute, type Block, blockText, type HclValue } from './hcl.ts';
import { lastPart, pathAndName, snakeName, uniqueNames } from './names.ts';

/** A block, or null where there is only something to say. */
interface Declared {
  readonly type: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
  readonly blocks?: readonly Block[];
  /** ID to import it by; null: it is made. */
  readonly importId?: string | null;
  readonly notes?: readonly string[];
}
type Answer = Declared | { readonly notes: readonly string[] };

interface Around {
  readonly account: string;
  readonly region: string;
  readonly name: (of: string) => string;
  /** The value of a thing that the plan makes is referred to; else it is as in AWS. */
  readonly made: (arn: string, attribute: string, otherwise: string) => HclValue;
}

/** `taken`: names of resources in the code that it will stand in. */
export function emitTerraform({ steps, project }: Plan, taken: Iterable<string> = []): string {
  const unique = uniqueNames(taken);
  const blocks = new Map<string, string>();
  const around: Around = {
    account: project.account,
    region: project.region,
    name: (of) => unique(snakeName(of)),
    made: (arn, attribute, otherwise) => {
      const block = blocks.get(arn);
      return block === undefined ? otherwise : { expression: `${block}.${attribute}` };
    },
  };
  const parts = steps.map((step): string => {
    const declared = forStep(DECLARED, step, around);
    if ('type' in declared) blocks.set(arnOf(step), `${declared.type}.${declared.name}`);
    return answerText(declared);
  });
  const head = [
    `Permissions that the builds of ${project.name} need, in account ${project.account}, ${project.region}.`,
    ...(steps.some(({ kind }) => kind === 'put-role-policy') ? [EXCLUSIVE] : []),
  ];
  return `${[head.map(comment).join('\n'), ...parts].join('\n\n')}\n`;
}

/** Source: AWS provider, aws_iam_role (inline_policy), aws_iam_role_policies_exclusive. */
const EXCLUSIVE =
  'A role that has inline_policy blocks or aws_iam_role_policies_exclusive loses any other policy: add it there instead.';

const comment = (text: string): string => `# ${safeLine(text)}`;

function answerText(declared: Answer): string {
  const notes = (declared.notes ?? []).map(comment);
  if (!('type' in declared)) return notes.join('\n');
  const { type, name, attributes, blocks = [], importId = null } = declared;
  const imported =
    importId === null
      ? []
      : [comment(`it exists already: terraform import ${type}.${name} ${shellQuote(safeLine(importId))}`)];
  const block = blockText({ header: `resource "${type}" "${name}"`, attributes, blocks });
  return [...imported, ...notes, block].join('\n');
}

const attribute = (name: string, value: HclValue): Attribute => ({ name, value });

const document = (name: string, text: string): Attribute =>
  attribute(name, { json: JSON.parse(text) as unknown });

const tagged = (tags: readonly Tag[] | undefined): readonly Attribute[] =>
  tags === undefined
    ? []
    : [attribute('tags', { map: Object.fromEntries(tags.map(({ key, value }) => [key, value])) })];

const DECLARED: PerStep<Answer, [Around]> = {
  'put-role-policy': (step, { name, made }) => ({
    type: 'aws_iam_role_policy',
    name: name(step.policyName),
    attributes: [
      attribute('name', step.policyName),
      attribute('role', made(step.roleArn, 'name', step.role)),
      document('policy', step.after),
    ],
    importId: step.before === null ? null : `${step.role}:${step.policyName}`,
  }),
  'create-policy': (step, { name }) => ({
    type: 'aws_iam_policy',
    name: name(step.policyName),
    attributes: [
      attribute('name', step.policyName),
      attribute('path', step.path),
      attribute('description', step.description),
      ...tagged(step.tags),
      document('policy', step.after),
    ],
  }),
  'create-policy-version': (step, { name }) => {
    const policy = pathAndName(step.policyArn);
    return {
      type: 'aws_iam_policy',
      name: name(policy.name),
      attributes: [
        attribute('name', policy.name),
        attribute('path', policy.path),
        document('policy', step.after),
      ],
      // Another description would replace it.
      blocks: [
        {
          header: 'lifecycle',
          attributes: [attribute('ignore_changes', { expression: '[description, tags]' })],
        },
      ],
      importId: step.policyArn,
    };
  },
  'attach-role-policy': (step, { name, made }) => ({
    type: 'aws_iam_role_policy_attachment',
    name: name(pathAndName(step.policyArn).name),
    attributes: [
      attribute('role', made(step.roleArn, 'name', step.role)),
      attribute('policy_arn', made(step.policyArn, 'arn', step.policyArn)),
    ],
  }),
  'delete-role-policy': ({ policyName, role }) => ({
    notes: [
      `remove the aws_iam_role_policy ${policyName} of the role ${role} where that is declared; terraform deletes nothing that it does not keep`,
    ],
  }),
  'detach-role-policy': ({ policyArn, role }) => ({
    notes: [
      `remove the aws_iam_role_policy_attachment of ${policyArn} to the role ${role} where that is declared; terraform detaches nothing that it does not keep`,
    ],
  }),
  'create-role': (step, { name }) => ({
    type: 'aws_iam_role',
    name: name(step.role),
    attributes: [
      attribute('name', step.role),
      attribute('path', step.path),
      attribute('description', step.description),
      ...(step.boundaryArn === null ? [] : [attribute('permissions_boundary', step.boundaryArn)]),
      ...tagged(step.tags),
      document('assume_role_policy', step.trustPolicy),
    ],
  }),
  'set-project-role': (step) => ({
    notes: [
      `the project ${step.project} exists: set service_role of its aws_codebuild_project to ${step.after} where that is declared,`,
      `or import it with all its settings (terraform import aws_codebuild_project.NAME ${shellQuote(safeLine(step.project))})`,
    ],
  }),
  'set-project-setting': ({ project, setting, after }) => ({
    notes: [
      `the project ${project} exists: set ${TERRAFORM_SETTINGS[setting]} in the environment of its aws_codebuild_project to ${after} where that is declared`,
    ],
  }),
  'write-policy': writtenPolicy,
  'add-tag': ({ on, key, after }) => ({
    notes: [
      `${on} exists: set ${JSON.stringify(key)} = ${JSON.stringify(after)} in tags of its ${TAGGED[serviceOf(on)]} where that is declared; --emit aws-cli sets it`,
    ],
  }),
  'create-repository': (step, around) => ({
    type: 'aws_ecr_repository',
    name: around.name(step.name),
    attributes: [
      ...providerOf(step, around).attributes,
      attribute('name', step.name),
      attribute('image_tag_mutability', step.tagMutability),
      ...tagged(step.tags),
    ],
    blocks: [
      {
        header: 'image_scanning_configuration',
        attributes: [attribute('scan_on_push', step.scanOnPush)],
      },
    ],
    notes: providerOf(step, around).notes,
  }),
};

const TERRAFORM_SETTINGS: Readonly<Record<ProjectSetting, string>> = {
  'privileged-mode': 'privileged_mode',
  'image-pull-credentials': 'image_pull_credentials_type',
};

/** No resource of the provider is one tag of these. */
const TAGGED: Readonly<Record<TaggedService, string>> = {
  ecr: 'aws_ecr_repository',
  iam: 'aws_iam_role',
  kms: 'aws_kms_key',
  logs: 'aws_cloudwatch_log_group',
  secretsmanager: 'aws_secretsmanager_secret',
  ssm: 'aws_ssm_parameter',
};

type WritePolicy = StepOf<'write-policy'>;

/** The resource, what it is imported by, and the attribute that names what carries it; or the attribute that it is of another resource. */
const WRITTEN: Readonly<
  Record<WrittenPolicy, ((on: string) => readonly [type: string, key: string | null, id: string]) | string>
> = {
  trust: 'assume_role_policy of its aws_iam_role',
  serviceControl: 'content of its aws_organizations_policy',
  resourceControl: 'content of its aws_organizations_policy',
  repository: (on) => ['aws_ecr_repository_policy', 'repository', lastPart(on)],
  registry: (on) => ['aws_ecr_registry_policy', null, on.split('/')[0] ?? on],
  key: (on) => ['aws_kms_key_policy', 'key_id', on.slice(on.indexOf('/') + 1)],
  bucket: (on) => ['aws_s3_bucket_policy', 'bucket', lastPart(on)],
  vpcEndpoint: (on) => ['aws_vpc_endpoint_policy', 'vpc_endpoint_id', lastPart(on)],
  secret: (on) => ['aws_secretsmanager_secret_policy', 'secret_arn', on],
};

function writtenPolicy({ at, before, after }: WritePolicy, around: Around): Answer {
  const written = WRITTEN[at.kind];
  if (typeof written === 'string')
    return {
      notes: [`${at.on} exists: set ${written} where that is declared; --emit aws-cli prints the text`],
    };
  const [type, key, id] = written(at.on);
  const provider = providerOf(at, around);
  return {
    type,
    name: around.name(`${at.kind} policy`),
    attributes: [
      ...provider.attributes,
      ...(key === null ? [] : [attribute(key, id)]),
      document('policy', after),
    ],
    importId: before === null ? null : id,
    notes: provider.notes,
  };
}

interface Place {
  readonly account: string;
  /** Empty: of no region. */
  readonly region: string;
}

/** Of a thing that is elsewhere: the default one would make, or write, one of the same name where the project is. */
function providerOf(
  at: Place,
  around: Place,
): { attributes: readonly Attribute[]; notes: readonly string[] } {
  const region = at.region === '' ? around.region : at.region;
  if (at.account === around.account && region === around.region) return { attributes: [], notes: [] };
  const provider = `aws.${snakeName(`account ${at.account} ${region}`)}`;
  return {
    attributes: [attribute('provider', { expression: provider })],
    notes: [`${provider} is a provider of account ${at.account}, ${region}`],
  };
}

/** What other steps call the thing by that a step declares. */
function arnOf(step: Step): string {
  if (step.kind === 'create-policy' || step.kind === 'create-policy-version') return step.policyArn;
  if (step.kind === 'create-role') return step.roleArn;
  return '';
}
