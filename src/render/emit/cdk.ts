/**
 * A plan as a construct of the CDK, in TypeScript. Comes in: a plan. Goes out: its resources as the constructs that write the very
 * names and documents, with what has to be imported or done elsewhere in comments. Never: a grant, which the CDK writes under a
 * name that it makes up. Source: CDK developer guide, L1 constructs; importing resources.
 */
import type { Plan } from '#plan/plan.ts';
import { safeLine } from '../terminal-text.ts';
import { pascalName } from './names.ts';
import type { Properties, Property, StackResource, StackType } from './stack.ts';
import { stackOf } from './stack-resources.ts';

const CLASSES: Readonly<Record<StackType, readonly [module: string, name: string]>> = {
  'AWS::IAM::RolePolicy': ['iam', 'CfnRolePolicy'],
  'AWS::IAM::ManagedPolicy': ['iam', 'CfnManagedPolicy'],
  'AWS::IAM::Role': ['iam', 'CfnRole'],
  'AWS::ECR::Repository': ['ecr', 'CfnRepository'],
  'AWS::ECR::RegistryPolicy': ['ecr', 'CfnRegistryPolicy'],
  'AWS::S3::BucketPolicy': ['s3', 'CfnBucketPolicy'],
  'AWS::SecretsManager::ResourcePolicy': ['secretsmanager', 'CfnResourcePolicy'],
};

export function emitCdk(plan: Plan): string {
  const { resources, notes } = stackOf(plan);
  const { name, account, region } = plan.project;
  const head = [
    `Permissions that the builds of ${name} need, in account ${account}, ${region}.`,
    ...(resources.some(({ type }) => type === 'AWS::IAM::RolePolicy')
      ? ['A grant on iam.Role.fromRoleName(…) would write them under a name that the CDK makes up.']
      : []),
    ...notes,
  ].map((note) => comment(note));
  if (resources.length === 0) return `${head.join('\n')}\n`;
  const modules = new Set(resources.map(({ type }) => CLASSES[type][0]));
  const imports = [
    ...[...modules].sort().map((module) => `aws_${module} as ${module}`),
    ...(resources.some(({ isThere }) => isThere) ? ['RemovalPolicy'] : []),
  ];
  return `${[
    `import { ${imports.join(', ')} } from 'aws-cdk-lib';`,
    "import { Construct } from 'constructs';",
    '',
    ...head,
    `export class ${pascalName(name)}Permissions extends Construct {`,
    '  constructor(scope: Construct, id: string) {',
    '    super(scope, id);',
    ...resources.flatMap((resource) => resourceLines(resource, resources)),
    '  }',
    '}',
  ].join('\n')}\n`;
}

const comment = (text: string): string => `// ${safeLine(text)}`;

function resourceLines(
  { id, type, properties, isThere, notes }: StackResource,
  all: readonly StackResource[],
): readonly string[] {
  const [module, name] = CLASSES[type];
  const variable = variableOf(id);
  const isNamed = isThere || all.some((other) => refersTo(other.properties, id));
  const made = `${isNamed ? `const ${variable} = ` : ''}new ${module}.${name}(this, ${JSON.stringify(id)}, ${propertiesCode(properties)});`;
  const kept = isThere ? [`${variable}.applyRemovalPolicy(RemovalPolicy.RETAIN);`] : [];
  return ['', ...notes.map(comment), ...made.split('\n'), ...kept].map((line) =>
    line === '' ? '' : `    ${line}`,
  );
}

/** Never a word of the language. */
const variableOf = (id: string): string => `the${id}`;

const lowered = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

const refersTo = (properties: Properties, id: string): boolean =>
  Object.values(properties)
    .flat()
    .some((one) => typeof one === 'object' && 'ref' in one && one.ref === id);

/** Properties begin with a small letter in the CDK; what a policy holds stays as it is. */
function propertiesCode(properties: Properties): string {
  const lines = Object.entries(properties).map(([name, value]) => `${lowered(name)}: ${codeOf(value)},`);
  return `{\n${lines.join('\n').replace(/^/gm, '  ')}\n}`;
}

function codeOf(property: Property): string {
  if (typeof property === 'string' || typeof property === 'boolean') return JSON.stringify(property);
  if ('ref' in property) return `${variableOf(property.ref)}.ref`;
  if ('document' in property) return JSON.stringify(property.document, null, 2);
  if ('tags' in property) return JSON.stringify(property.tags, null, 2);
  return 'nested' in property ? propertiesCode(property.nested) : `[${property.map(codeOf).join(', ')}]`;
}
