/**
 * Who keeps a thing by CloudFormation's own word. Comes in: the thing, its steps, and what AWS said. Goes out: the tool that wrote
 * the stack and the fate of a change; null: AWS said nothing of a stack. Never: takes a stack for one that keeps what it left behind.
 */
import { type InStack, isStackName, type OwnerSigns, STACK_NAME_TAG } from '#account/owner-signs.ts';
import { nameInArn } from '#iam/arn.ts';
import { type ChangedThing, tagsOf } from './changed-things.ts';
import { indicated, type Keeper, NO_KEEPER, type OwningTool } from './keeper.ts';
import type { Step } from './steps/step.ts';

export function keptByStack({ thing, steps }: ChangedThing, signs: OwnerSigns | undefined): Keeper | null {
  const tags = tagsOf(thing, signs);
  const tagged = tags[STACK_NAME_TAG];
  const told = signs?.stack;
  const tool = toolOf(tags, told?.kind === 'known' ? told.value : null);
  if (told?.kind === 'known' && told.value.holdsIt) {
    const { stack, isKept } = told.value;
    if (!isKept)
      return { ...NO_KEEPER, why: `the CloudFormation stack \`${stack}\` made it and left it behind` };
    return {
      tool,
      grade: 'proved',
      ...fateInStack(`CloudFormation holds it in the stack \`${stack}\``, steps),
    };
  }
  if (tagged !== undefined) {
    const shown = `it carries AWS's tag of the CloudFormation stack \`${tagged}\``;
    if (told === undefined) return { tool, grade: 'proved', ...fateInStack(shown, steps) };
    return told.kind === 'unreadable'
      ? indicated(tool, `${shown}, which may have left it behind: ${unread(told.problem.why)}`)
      : indicated(tool, `${shown}, but CloudFormation knows no stack that holds it`);
  }
  if (told?.kind === 'unreadable' && (thing.isBesideStack || isNamed(thing.arn)))
    return indicated(
      tool,
      `${thing.isBesideStack ? 'the project is part of a stack' : LIKE_A_STACK}; ${unread(told.problem.why)}`,
    );
  return isNamed(thing.arn)
    ? indicated(tool, `${LIKE_A_STACK}${told === undefined ? '' : ', though none of the region holds it'}`)
    : null;
}

const unread = (why: string): string =>
  `whether a stack holds it could not be read (${why}): that takes cloudformation:DescribeStackResources`;

const LIKE_A_STACK = 'its name is made as CloudFormation makes names';

const isNamed = (arn: string): boolean => isStackName(nameInArn(arn));

/** The CDK ends the logical IDs it makes with eight digits of a hash. Source: CDK developer guide, identifiers. */
const CDK_ID = /[0-9A-F]{8}$/;

function toolOf(tags: Readonly<Record<string, string>>, told: InStack | null): OwningTool {
  const template = told?.template.kind === 'known' ? told.template.value : '';
  if (Object.keys(tags).some((key) => key.toLowerCase() === 'aws:servicecatalog:provisionedproductarn'))
    return 'service-catalog';
  const isCdk =
    told?.types.includes('AWS::CDK::Metadata') === true ||
    template.includes('aws:cdk:path') ||
    CDK_ID.test(tags['aws:cloudformation:logical-id'] ?? '');
  if (isCdk) return 'cdk';
  // Source: AWS SAM developer guide, the transform that every template of SAM declares.
  return template.includes('AWS::Serverless-2016-10-31') ? 'sam' : 'cloudformation';
}

function fateInStack(shown: string, steps: readonly Step[]): Pick<Keeper, 'fate' | 'why'> {
  return steps.every(isBeside)
    ? {
        fate: 'stays',
        why: `${shown}: a policy of another name stays when the stack is updated, unless a drift-aware change set reverts it`,
      }
    : { fate: 'unknown', why: `${shown}: what the stack itself made is set back when the stack changes it` };
}

/** A policy that the stack knows nothing of. */
const isBeside = (step: Step): boolean =>
  step.kind === 'attach-role-policy' || (step.kind === 'put-role-policy' && step.before === null);
