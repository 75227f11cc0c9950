/**
 * A plan as a CloudFormation template in YAML. Comes in: a plan. Goes out: its resources, with what has to be imported or done
 * elsewhere in comments. Never: a plain value that YAML would read as something other than text, or a text that CloudFormation would look up.
 */
import { stringify } from 'yaml';
import type { Plan } from '#plan/plan.ts';
import { safeLine } from '../terminal-text.ts';
import type { Properties, Property, StackResource } from './stack.ts';
import { stackOf } from './stack-resources.ts';

export function emitCloudFormation(plan: Plan): string {
  const { resources, notes } = stackOf(plan);
  const head = [
    `Permissions that the builds of ${plan.project.name} need, in account ${plan.project.account}, ${plan.project.region}.`,
    ...(resources.some(({ type }) => type.startsWith('AWS::IAM::'))
      ? [
          'Deploy it with --capabilities CAPABILITY_NAMED_IAM, or take the resources into the stack that keeps the role.',
        ]
      : []),
    ...notes,
  ].map(comment);
  if (resources.length === 0) return `${head.join('\n')}\n`;
  const template = [
    "AWSTemplateFormatVersion: '2010-09-09'",
    'Resources:',
    resources.map(resourceText).join('\n\n'),
  ];
  return `${[...head, ...template].join('\n')}\n`;
}

const comment = (text: string): string => `# ${safeLine(text)}`;

/** As it stands under `Resources`. */
export function resourceText(resource: StackResource): string {
  const { id, notes } = resource;
  const text = stringify({ [id]: declarationOf(resource) }, YAML_STYLE).trimEnd();
  return [...notes.map(comment), ...text.split('\n')].map((line) => `  ${line}`).join('\n');
}

/** The resource as a template has it. */
export function declarationOf({ type, properties, isThere }: StackResource): object {
  const policies = isThere ? { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } : {};
  return { Type: type, ...policies, Properties: plainProperties(properties) };
}

/** By YAML 1.1, which CloudFormation reads, a date, a number or `no` without quotes is no text. */
export const YAML_STYLE = {
  version: '1.1',
  defaultKeyType: 'PLAIN',
  defaultStringType: 'QUOTE_SINGLE',
  lineWidth: 0,
  aliasDuplicateObjects: false,
} as const;

const plainProperties = (properties: Properties): object =>
  Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, plainOf(value)]));

function plainOf(property: Property): unknown {
  if (typeof property === 'string' || typeof property === 'boolean') return property;
  if ('ref' in property) return { Ref: property.ref };
  if ('document' in property) return property.document;
  if ('tags' in property) return property.tags.map(({ key, value }) => ({ Key: key, Value: value }));
  return 'nested' in property ? plainProperties(property.nested) : property.map(plainOf);
}
