/** What a plan changes, in one sentence, and whether it is safe: the words of the summary and of the question. */
import { counted } from '#basics/counted.ts';
import { resourceTypesOf } from '#catalog/actions.ts';
import { nameInArn, parseArn } from '#iam/arn.ts';
import type { Grant, Plan, Step } from '#plan/plan.ts';
import { stepSummary, textsOf } from '#plan/steps/step.ts';

const NAMED = 2;

/** The fullest wording first. */
export function changeSentences(plan: Plan): readonly string[] {
  const { steps, grants, roleArn } = plan;
  // A policy of a role is told of by what it grants.
  const isTold = (step: Step): boolean => grants.length > 0 && textsOf(step, steps) !== null;
  const others = steps.filter((step) => !isTold(step)).map(stepSummary);
  if (grants.length === 0) return [others.join('; ')];
  const [count, objects] = [countOf(grants), objectsOf(grants)];
  const more = others.length === 0 ? '' : `; ${others.join('; ')}`;
  return [
    `adds ${count}${objects} to role \`${nameInArn(roleArn)}\`${more}`,
    `adds ${count}${objects} to its role${more}`,
    `adds ${count} to its role${others.length === 0 ? '' : ` in ${counted(steps.length, 'step')}`}`,
    `adds ${count}`,
  ];
}

/** Whether it allows more than is needed, reaches others, and can be taken back; the fullest wording first. */
export function safetySentences({ proof, reach, notPutBack, opened }: Plan): readonly string[] {
  const isBack = notPutBack.length === 0;
  const others = reach?.projects.length ?? 0;
  const shared =
    others === 1 ? '1 other project on the role gets' : `${others} other projects on the role get`;
  const concerns = [
    ...(proof.surplus.length > 0 ? ['allows more than is needed'] : []),
    ...(opened.length > 0 ? ['changes what is not its own'] : []),
    ...(reach === null
      ? ['who else uses the role is not known']
      : others === 0
        ? []
        : [`${shared} the same`]),
    ...(isBack ? [] : ['cannot be undone as a whole']),
    ...(proof.limits.length > 0 ? ['what else it allows cannot be told in full'] : []),
  ];
  const reasons = [
    ...(proof.surplus.length > 0 || proof.limits.length > 0 ? [] : ['newly allows nothing else']),
    ...(isBack ? ['can be undone'] : []),
  ];
  if (concerns.length === 0) return [`yes: ${reasons.join('; ')}`, 'yes: allows no more; undoable'];
  return [
    `look first: ${[...concerns, ...reasons].join('; ')}`,
    `look first: ${concerns.join('; ')}`,
    ...(concerns.length > 1 ? [`look first: ${concerns[0]}, and more below`] : []),
    'look first: see below',
  ];
}

/** ``no permission``, ``1 permission``, ``8 permissions`` */
export const countOf = ({ length }: readonly unknown[]): string =>
  length === 0 ? 'no permission' : counted(length, 'permission');

/** Actions that know of no resources have `*` for one, which says nothing. */
function objectsOf(grants: readonly Grant[]): string {
  const named = grants.filter(
    ({ action, resource }) => resource !== '*' || resourceTypesOf(action)?.length !== 0,
  );
  const objects = [...new Set(named.map(({ resource }) => shortName(resource)))];
  if (objects.length === 0) return '';
  return objects.length > NAMED
    ? ` on ${objects.length} resources`
    : ` on ${objects.map((one) => `\`${one}\``).join(' and ')}`;
}

/** The name at the end of an ARN: the whole one stands elsewhere. */
function shortName(arn: string): string {
  const resource = parseArn(arn)?.resource ?? arn;
  return /^[a-z-]+[/:](.+)$/.exec(resource)?.[1] ?? resource;
}
