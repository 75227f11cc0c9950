/** What a template would have made, as a world describes it. The names are made as CloudFormation makes them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { WorldInput } from '#sandbox/worlds/world-file.ts';
import { policy } from './project-world.ts';

type Account = WorldInput['accounts'][number];
export type Stack = NonNullable<Account['stacks']>[number];
export type Role = NonNullable<Account['roles']>[number];

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

export const stackFile = (name: string): string =>
  readFileSync(new URL(`../plan/stacks/${name}`, import.meta.url), 'utf8');

export const TRUST = policy({
  Effect: 'Allow',
  Principal: { Service: 'codebuild.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

const NAMES = ['RoleName', 'RepositoryName', 'Name', 'FunctionName'];

/** `STACK-LOGICAL-XXXXXXXXXXXX`, unless the template names it. */
export function physicalId(stack: string, logicalId: string, properties: object = {}): string {
  const named = Object.entries(properties).find(
    ([key, value]) => NAMES.includes(key) && typeof value === 'string',
  );
  if (named !== undefined) return String(named[1]);
  const hash = createHash('sha256').update(`${stack} ${logicalId}`).digest('hex').toUpperCase();
  return `${stack}-${logicalId}-${hash.slice(0, 12)}`;
}

interface Deployment {
  /** Whether AWS's tags stand on what it made. */
  readonly tagged?: boolean;
  readonly region?: string;
  readonly status?: string;
}

export function deployed(
  stack: string,
  file: string,
  { tagged = true, status = 'CREATE_COMPLETE', region }: Deployment = {},
): { readonly stack: Stack; readonly roles: readonly Role[] } {
  const template = stackFile(file);
  const { Resources } = parse(template, { logLevel: 'silent' }) as Template;
  const resources = Object.entries(Resources).map(([logicalId, { Type: type, Properties }]) => ({
    logicalId,
    physicalId: physicalId(stack, logicalId, Properties),
    type,
    status,
    tagged,
  }));
  return {
    stack: { name: stack, template, resources, ...(region === undefined ? {} : { region }) },
    roles: resources
      .filter(({ type }) => type === 'AWS::IAM::Role')
      .map(({ physicalId: name }) => ({ name, trust: TRUST })),
  };
}
