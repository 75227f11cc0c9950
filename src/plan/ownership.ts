/**
 * Which tool keeps the role that a plan changes, and what will become of the change there. Comes in: the role's tags, the states of
 * tools that the person gave, and the steps. Goes out: the tool, how sure that is, and the fate of a change beside it. Never: "nobody's"; a role without a
 * sign is unknown. Source: CloudFormation user guide, resource tags (only AWS sets a tag that begins with `aws:`) and drift.
 */
import type { Role, Snapshot } from '#account/snapshot.ts';
import { keptByState } from './kept-by-state.ts';
import type { KeptState } from './state-file.ts';
import type { Step } from './steps/step.ts';

export const OWNING_TOOLS = ['cloudformation', 'cdk', 'service-catalog', 'terraform', 'pulumi'] as const;
export type OwningTool = (typeof OWNING_TOOLS)[number];

export interface Ownership {
  readonly tool: OwningTool | null;
  /** What shows it: AWS's own word or the tool's own state, a sign that anybody could have set, or nothing. */
  readonly grade: 'proved' | 'indicated' | 'unknown';
  /** What its next run does with a change made beside it. */
  readonly fate: 'stays' | 'reverted' | 'unknown';
  /** What it was read from, and why it ends so, for people; null: nothing is known. */
  readonly why: string | null;
}

const UNKNOWN: Ownership = { tool: null, grade: 'unknown', fate: 'unknown', why: null };

/** Of the role that the plan writes to; one that it makes or that the project is given is not looked at. */
export function ownershipOf(
  { role }: Pick<Snapshot, 'role'>,
  steps: readonly Step[],
  states: readonly KeptState[] = [],
): Ownership {
  const isOfOtherRole = steps.some(({ kind }) => kind === 'set-project-role');
  const ofRole = steps.filter(({ kind }) => kind !== 'set-project-setting');
  const isOfProject = ofRole.length === 0 && steps.length > 0;
  if (role.kind !== 'known' || isOfOtherRole || isOfProject) return UNKNOWN;
  const kept = states.map((state) => keptByState(state, role.value, ofRole)).find((one) => one !== null);
  const tagged = ownerOfRole(role.value, ofRole);
  // AWS's own tag of a stack outweighs a state, which may be of a day before the role was taken over.
  return tagged.grade === 'proved' || kept === undefined ? tagged : { ...kept, grade: 'proved' };
}

function ownerOfRole({ tags }: Role, steps: readonly Step[]): Ownership {
  const valueOf = (key: string) => tags.find((tag) => tag.key.toLowerCase() === key)?.value;
  const stack = valueOf('aws:cloudformation:stack-name');
  if (stack !== undefined) {
    const product = valueOf('aws:servicecatalog:provisionedproductarn');
    return ofStack(stack, { steps, isProduct: product !== undefined, tags });
  }
  const sign = tags.map(signOf).find((tool) => tool !== null);
  return sign ?? UNKNOWN;
}

interface OfStack {
  readonly steps: readonly Step[];
  readonly isProduct: boolean;
  readonly tags: Role['tags'];
}

/** The CDK ends the logical IDs it makes with eight digits of a hash. Source: CDK developer guide, identifiers. */
const CDK_ID = /[0-9A-F]{8}$/;

function ofStack(stack: string, { steps, isProduct, tags }: OfStack): Ownership {
  const logicalId = tags.find(({ key }) => key === 'aws:cloudformation:logical-id')?.value ?? '';
  const tool = isProduct ? 'service-catalog' : CDK_ID.test(logicalId) ? 'cdk' : 'cloudformation';
  const shown = `the role carries AWS's tag of the CloudFormation stack \`${stack}\``;
  return { tool, grade: 'proved', ...fateInStack(shown, steps) };
}

function fateInStack(shown: string, steps: readonly Step[]): Pick<Ownership, 'fate' | 'why'> {
  return steps.every(isBeside)
    ? {
        fate: 'stays',
        why: `${shown}: a policy of another name stays when the stack is updated, unless a drift-aware change set reverts it`,
      }
    : { fate: 'unknown', why: `${shown}: what the stack itself made is set back when the stack changes it` };
}

/** A policy that the stack knows nothing of. */
const isBeside = (step: Step): boolean =>
  step.kind === 'create-repository' ||
  step.kind === 'create-policy' ||
  step.kind === 'attach-role-policy' ||
  (step.kind === 'put-role-policy' && step.before === null);

const TOOLS: readonly { readonly tool: OwningTool; readonly pattern: RegExp }[] = [
  { tool: 'terraform', pattern: /terraform|opentofu|terragrunt/i },
  { tool: 'pulumi', pattern: /pulumi/i },
  { tool: 'cdk', pattern: /^(aws-)?cdk$/i },
  { tool: 'cloudformation', pattern: /^cloudformation$/i },
];

/** Keys under which teams write what keeps a thing. */
const KEEPER = /^(managed[-_ .]?by|provisioned[-_ .]?by|created[-_ .]?by|iac([-_ .]?tool)?|provisioner)$/i;

function signOf({ key, value }: Role['tags'][number]): Ownership | null {
  const text = KEEPER.test(key) ? value : key;
  const tool = TOOLS.find(({ pattern }) => pattern.test(text))?.tool;
  if (tool === undefined) return null;
  return {
    tool,
    grade: 'indicated',
    fate: 'unknown',
    why: `the role's tag \`${key}\` = \`${value}\` says so; a change made beside the code is drift, and the next run may take it back`,
  };
}
