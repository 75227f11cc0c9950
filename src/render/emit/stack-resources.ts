/**
 * A plan as the resources of a stack, for CloudFormation and the CDK alike. Comes in: a plan. Goes out: what is declared, under the
 * names and with the documents that `apply` would write, and what a stack cannot declare of what exists, in words with the way
 * there. Never: a resource whose name CloudFormation would make up.
 * Source: CloudFormation template reference; user guide, bringing existing resources into CloudFormation management.
 */
import type { Tag } from '#account/ports.ts';
import type { Plan, Step } from '#plan/plan.ts';
import { serviceOf, type TaggedService } from '#account/tag-writes.ts';
import { forStep, type PerStep, type StepOf } from '#plan/steps/step.ts';
import type { ProjectSetting } from '#account/project-setting.ts';
import type { WrittenPolicy } from '#account/policy-address.ts';
import { lastPart, pascalName, pathAndName, uniqueNames } from './names.ts';
import type { Document, Properties, Reference, Stack, StackResource } from './stack.ts';

interface Declaring {
  readonly steps: readonly Step[];
  readonly account: string;
  readonly region: string;
  readonly name: (of: string) => string;
  /** The name of a role, by its ARN; one that the stack makes is referred to. */
  readonly role: (arn: string, name: string) => string | Reference;
}

/** A template that the resources are to stand in. */
export interface Around {
  /** Logical IDs that it has. */
  readonly taken: readonly string[];
  /** Its logical ID of the role of a name, where it makes that role. */
  readonly roleId: (name: string) => string | undefined;
}

const NOWHERE: Around = { taken: [], roleId: () => undefined };

export function stackOf({ steps, project }: Plan, { taken, roleId }: Around = NOWHERE): Stack {
  const unique = uniqueNames(taken);
  const name = (of: string): string => unique(pascalName(of));
  const made = new Map<string, string>();
  const role = (arn: string, plain: string): string | Reference => {
    const id = made.get(arn) ?? roleId(plain);
    return id === undefined ? plain : { ref: id };
  };
  const parts = steps.map((step): Partial<Stack> => {
    const part = forStep(DECLARED, step, {
      steps,
      account: project.account,
      region: project.region,
      name,
      role,
    });
    const [first] = part.resources ?? [];
    if (step.kind === 'create-role' && first !== undefined) made.set(step.roleArn, first.id);
    return part;
  });
  return {
    resources: parts.flatMap(({ resources = [] }) => resources),
    notes: parts.flatMap(({ notes = [] }) => notes),
  };
}

/** A stack looks up `{{resolve:…}}` wherever it stands, and has no way to write it. Source: CloudFormation user guide, dynamic references. */
function one(resource: Omit<StackResource, 'notes'>, notes: readonly string[] = []): Partial<Stack> {
  return JSON.stringify(resource.properties).includes('{{resolve:')
    ? {
        notes: [
          `${resource.id} cannot be declared: its text holds {{resolve:…}}, which a stack would look up; --emit aws-cli writes it`,
        ],
      }
    : { resources: [{ ...resource, notes }] };
}

const parsed = (text: string): Document => ({ document: JSON.parse(text) as unknown });

const tagsOf = (tags: readonly Tag[] | undefined): Properties =>
  tags === undefined ? {} : { Tags: { tags } };

/** Source: CloudFormation template reference, AWS::IAM::ManagedPolicy, which has no Tags. */
const wordTags = (tags: readonly Tag[]): string =>
  `give it ${tags.map(({ key, value }) => `${key} = ${value}`).join(', ')} once it is there`;

const DECLARED: PerStep<Partial<Stack>, [Declaring]> = {
  'put-role-policy': (step, { name, role }) =>
    one(
      {
        id: name(step.policyName),
        type: 'AWS::IAM::RolePolicy',
        properties: {
          RoleName: role(step.roleArn, step.role),
          PolicyName: step.policyName,
          PolicyDocument: parsed(step.after),
        },
        isThere: step.before !== null,
      },
      step.before === null
        ? []
        : [
            `the role has this policy already: import it first (identifier RoleName = ${step.role}, PolicyName = ${step.policyName})`,
          ],
    ),
  'create-policy': (step, { steps, name, role }) =>
    one(
      {
        id: name(step.policyName),
        type: 'AWS::IAM::ManagedPolicy',
        properties: {
          ManagedPolicyName: step.policyName,
          Path: step.path,
          Description: step.description,
          PolicyDocument: parsed(step.after),
          ...rolesOf(step.policyArn, steps, role),
        },
        isThere: false,
      },
      step.tags === undefined ? [] : [`a template cannot tag a managed policy: ${wordTags(step.tags)}`],
    ),
  'create-policy-version': (step, { steps, name, role }) => {
    const policy = pathAndName(step.policyArn);
    return one(
      {
        id: name(policy.name),
        type: 'AWS::IAM::ManagedPolicy',
        properties: {
          ManagedPolicyName: policy.name,
          Path: policy.path,
          PolicyDocument: parsed(step.after),
          ...rolesOf(step.policyArn, steps, role),
        },
        isThere: true,
      },
      [
        `this policy exists already: import it first (identifier PolicyArn = ${step.policyArn})`,
        'give Description as it is now: a stack replaces a policy whose description differs',
      ],
    );
  },
  'attach-role-policy': (step, { steps }) =>
    steps.some((other) => isPolicyOf(other, step.policyArn))
      ? {}
      : {
          notes: [
            `a stack attaches a policy that exists only where it makes the role: add ${step.policyArn} to ManagedPolicyArns of the role ${step.role}`,
          ],
        },
  'delete-role-policy': ({ policyName, role: ofRole }) => ({
    notes: [
      `remove the inline policy ${policyName} of the role ${ofRole} from the stack that makes it; a stack deletes no policy that it did not make`,
    ],
  }),
  'detach-role-policy': ({ policyArn, role: ofRole }) => ({
    notes: [
      `remove ${policyArn} from ManagedPolicyArns of the role ${ofRole} where that is declared; a stack detaches nothing that it did not attach`,
    ],
  }),
  'create-role': (step, { name }) =>
    one({
      id: name(step.role),
      type: 'AWS::IAM::Role',
      properties: {
        RoleName: step.role,
        Path: step.path,
        Description: step.description,
        AssumeRolePolicyDocument: parsed(step.trustPolicy),
        ...(step.boundaryArn === null ? {} : { PermissionsBoundary: step.boundaryArn }),
        ...tagsOf(step.tags),
      },
      isThere: false,
    }),
  'set-project-role': (step) => ({
    notes: [
      `the project ${step.project} exists: set ServiceRole of its AWS::CodeBuild::Project to ${step.after} where that is declared, or import the project (identifier Name = ${step.project}) with all its settings`,
    ],
  }),
  'set-project-setting': ({ project, setting, after }) => ({
    notes: [
      `the project ${project} exists: set ${STACK_SETTINGS[setting]} in Environment of its AWS::CodeBuild::Project to ${after} where that is declared`,
    ],
  }),
  'write-policy': writtenPolicy,
  'add-tag': ({ on, key, after }) => ({
    notes: [
      `${on} exists: set the tag ${key} = ${after} in Tags of its ${TAGGED[serviceOf(on)]} where that is declared; --emit aws-cli sets it`,
    ],
  }),
  'create-repository': (step, around) =>
    elsewhere(step, around, `the AWS::ECR::Repository ${step.name}`) ??
    one({
      id: around.name(step.name),
      type: 'AWS::ECR::Repository',
      properties: {
        RepositoryName: step.name,
        ImageTagMutability: step.tagMutability,
        ImageScanningConfiguration: { nested: { ScanOnPush: step.scanOnPush } },
        ...tagsOf(step.tags),
      },
      isThere: false,
    }),
};

const STACK_SETTINGS: Readonly<Record<ProjectSetting, string>> = {
  'privileged-mode': 'PrivilegedMode',
  'image-pull-credentials': 'ImagePullCredentialsType',
};

/** No resource of a stack is one tag of these. */
const TAGGED: Readonly<Record<TaggedService, string>> = {
  ecr: 'AWS::ECR::Repository',
  iam: 'AWS::IAM::Role',
  kms: 'AWS::KMS::Key',
  logs: 'AWS::Logs::LogGroup',
  secretsmanager: 'AWS::SecretsManager::Secret',
  ssm: 'AWS::SSM::Parameter',
};

type WritePolicy = StepOf<'write-policy'>;

/** Policies that are a resource of their own; the others are a property of what carries them. */
const WRITTEN: Readonly<
  Record<WrittenPolicy, ((step: WritePolicy) => Pick<StackResource, 'type' | 'properties'>) | string>
> = {
  trust: 'AssumeRolePolicyDocument of its AWS::IAM::Role',
  repository: 'RepositoryPolicyText of its AWS::ECR::Repository',
  key: 'KeyPolicy of its AWS::KMS::Key',
  vpcEndpoint: 'PolicyDocument of its AWS::EC2::VPCEndpoint',
  serviceControl: 'Content of its AWS::Organizations::Policy',
  resourceControl: 'Content of its AWS::Organizations::Policy',
  registry: ({ after }) => ({
    type: 'AWS::ECR::RegistryPolicy',
    properties: { PolicyText: parsed(after) },
  }),
  bucket: ({ at, after }) => ({
    type: 'AWS::S3::BucketPolicy',
    properties: { Bucket: lastPart(at.on), PolicyDocument: parsed(after) },
  }),
  secret: ({ at, after }) => ({
    type: 'AWS::SecretsManager::ResourcePolicy',
    properties: { SecretId: at.on, ResourcePolicy: parsed(after) },
  }),
};

function writtenPolicy(step: WritePolicy, around: Declaring): Partial<Stack> {
  const { at, before } = step;
  const written = WRITTEN[at.kind];
  if (typeof written === 'string')
    return {
      notes: [
        `${at.on} exists: set ${written} where that is declared, or import it with all its settings; --emit aws-cli prints the text`,
      ],
    };
  const { type, properties } = written(step);
  const elsewhereAt = elsewhere(at, around, `the ${type} of ${at.on}`);
  if (elsewhereAt !== null) return elsewhereAt;
  return one(
    { id: around.name(`${at.kind} policy`), type, properties, isThere: before !== null },
    before === null ? [] : [`${at.on} has a policy already: import it first`],
  );
}

/** A stack makes all that it declares where it stands, and there a thing of the same name would be made or written. Null: it is there. */
function elsewhere(
  at: { readonly account: string; readonly region: string },
  { account, region }: Declaring,
  what: string,
): Partial<Stack> | null {
  if (at.account === account && ['', region].includes(at.region)) return null;
  const where = at.region === '' ? at.account : `${at.account} ${at.region}`;
  return {
    notes: [`${what} belongs in a stack of account ${where}; --emit aws-cli prints the text`],
  };
}

/** Roles that the plan attaches a policy to. */
function rolesOf(policyArn: string, steps: readonly Step[], role: Declaring['role']): Properties {
  const roles = steps.flatMap((step) =>
    step.kind === 'attach-role-policy' && step.policyArn === policyArn ? [role(step.roleArn, step.role)] : [],
  );
  return roles.length === 0 ? {} : { Roles: roles };
}

/** Whether a step writes the policy, so that what declares it can name its roles too. */
const isPolicyOf = (step: Step, policyArn: string): boolean =>
  (step.kind === 'create-policy' || step.kind === 'create-policy-version') && step.policyArn === policyArn;
