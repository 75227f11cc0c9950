/** What whoever runs Rolemend may do of a plan, and what undo could not put back: said before the question. */
import type { Purpose, Right } from '#plan/operator/right.ts';
import type { Plan } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

/** Nothing for a plan that changes nothing. What could not be read is said where it is missed. */
export function operatorLines(
  { steps, operator, notPutBack, project }: Plan,
  paint: Paint,
): readonly string[] {
  if (steps.length === 0) return [];
  const kept = notPutBack.map(
    ({ what, why }) => `  ${paint.warn('undo')} ${safeLine(what)}: ${safeLine(why)}`,
  );
  if (operator === null) return kept;
  const lacks = operator.lacks.filter((right) => right.for !== 'read');
  const unchecked = operator.unchecked.filter((right) => right.for !== 'read');
  const may = lacks.length + unchecked.length === 0;
  const who = safeLine(operator.as);
  return [
    ...(may ? [`  ${paint.good('operator')} ${who} may apply this, undo it and start the build`] : []),
    ...(lacks.length === 0 ? [] : [`  ${paint.bad('operator')} ${who} lacks, as AWS's simulator has it:`]),
    ...lacks.map((right) => `    ${paint.bad('✗')} ${rightText(right)}`),
    ...uncheckedLines(unchecked, safeLine(operator.whyUnchecked ?? ''), { who, paint }),
    ...(may
      ? []
      : [
          paint.dim(
            `    \`rolemend permissions --fix ${shellQuote(safeLine(project.name))}\` prints a policy for all of it`,
          ),
        ]),
    ...kept,
  ];
}

function uncheckedLines(
  unchecked: readonly Right[],
  why: string,
  { who, paint }: { readonly who: string; readonly paint: Paint },
): readonly string[] {
  if (unchecked.length === 0) return [];
  const purposes = [...new Set(unchecked.map((right) => WHAT[right.for]))].join(', ');
  return [`  ${paint.warn('operator')} whether ${who} may ${purposes} was not checked: ${why}`];
}

const WHAT: Readonly<Record<Purpose, string>> = {
  read: 'read',
  apply: 'apply this',
  undo: 'undo it',
  retry: 'start the build',
};

const rightText = (right: Right): string =>
  `${safeLine(right.action)} on ${safeLine(right.resource)}, to ${WHAT[right.for]}`;
