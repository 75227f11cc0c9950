/** Which tool keeps what a plan changes, and what will become of a change made beside it, for people. */
import type { OwningTool } from '#plan/keeper.ts';
import type { OwnedThing, Ownership } from '#plan/ownership.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

const NAMES: Readonly<Record<OwningTool, string>> = {
  cloudformation: 'CloudFormation',
  cdk: 'the CDK',
  sam: 'SAM',
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
  sam: 'cloudformation',
  'service-catalog': 'cloudformation',
  terraform: 'terraform',
  pulumi: null,
};

/** The form that the tool takes which keeps most of what is changed; null: no tool is known to, or it takes none. */
export const codeFormOf = ({ tool }: Ownership): string | null => (tool === null ? null : CODE[tool]);

/** A line for each thing that a tool keeps or kept; none where nothing shows that one does. */
export function ownershipLines(ownership: Ownership, paint: Paint): readonly string[] {
  const form = codeFormOf(ownership);
  return [
    ...ownership.things.flatMap((thing) => linesOf(thing, paint)),
    ...(form === null ? [] : [`    \`--emit ${form}\` prints it for the tool that keeps it`]),
  ];
}

function linesOf({ thing, tool, grade, fate, why }: OwnedThing, paint: Paint): readonly string[] {
  if (why === null) return [];
  const keeps =
    tool === null
      ? `nothing shows who keeps ${safeLine(thing)}`
      : `${NAMES[tool]} ${grade === 'proved' ? 'keeps' : 'seems to keep'} ${safeLine(thing)}: ${FATES[fate]}`;
  return [`  ${paint.warn('owner')} ${keeps}`, `    ${safeLine(why, 400)}`];
}
