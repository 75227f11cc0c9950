/** Which tool keeps the role, and what will become of a change made beside it, for people. */
import type { Ownership, OwningTool } from '#plan/ownership.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const NAMES: Readonly<Record<OwningTool, string>> = {
  cloudformation: 'CloudFormation',
  cdk: 'the CDK',
  'service-catalog': 'Service Catalog',
  terraform: 'Terraform',
  pulumi: 'Pulumi',
};

const FATES: Readonly<Record<Ownership['fate'], string>> = {
  stays: 'a change made here stays',
  reverted: 'a change made here is taken back at its next run',
  unknown: 'whether a change made here stays is not known',
};

/** The form of a plan that each tool takes, by the name that `--emit` has for it. */
const CODE: Readonly<Record<OwningTool, string | null>> = {
  cloudformation: 'cloudformation',
  cdk: 'cdk',
  'service-catalog': 'cloudformation',
  terraform: 'terraform',
  pulumi: null,
};

/** None where nothing shows that a tool keeps it. */
export function ownershipLines({ tool, grade, fate, why }: Ownership, paint: Paint): readonly string[] {
  if (tool === null) return [];
  const keeps =
    grade === 'proved' ? `${NAMES[tool]} keeps this role` : `${NAMES[tool]} seems to keep this role`;
  return [
    `  ${paint.warn('owner')} ${keeps}: ${FATES[fate]}`,
    ...(CODE[tool] === null
      ? []
      : [`    \`--emit ${CODE[tool]}\` prints it for the tool that keeps the role`]),
    ...(why === null ? [] : [`    ${safeLine(why, 400)}`]),
  ];
}
