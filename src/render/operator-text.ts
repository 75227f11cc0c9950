/** What whoever runs Rolemend may do of a plan, and what undo could not put back: said before the question. */
import { groupBy } from '#diagnosis/facts.ts';
import type { Lack, Operator, Purpose } from '#plan/operator/right.ts';
import type { Plan } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

/** Of a plan that changes nothing only what is lacking is said. */
export function operatorLines(
  { steps, operator, notPutBack, project, strategy }: Plan,
  paint: Paint,
): readonly string[] {
  const kept = notPutBack.map(
    ({ what, why }) => `  ${paint.warn('undo')} ${safeLine(what)}: ${safeLine(why)}`,
  );
  if (operator === null) return kept;
  const open = [...operator.lacks, ...operator.unchecked].filter((right) => right.for !== 'read');
  const may = steps.length > 0 && open.length === 0;
  return [
    ...(may
      ? [`  ${paint.good('operator')} ${safeLine(operator.as)} may apply this, undo it and start the build`]
      : []),
    ...lackLines(operator, { name: project.name, extent: strategy === 'tighten' ? strategy : 'fix' }, paint),
    ...kept,
  ];
}

/** What the caller lacks, what is not known of it, and how to have it all; nothing where they lack nothing. */
export function lackLines(
  { as, lacks, unchecked, whyUnchecked }: Operator,
  { name, extent = 'fix' }: { readonly name: string; readonly extent?: 'fix' | 'tighten' },
  paint: Paint,
): readonly string[] {
  const who = safeLine(as);
  const all = `\`rolemend permissions --${extent} ${shellQuote(safeLine(name))}\` prints a policy for all of it`;
  return [
    ...(lacks.length === 0
      ? []
      : [`  ${paint.bad('operator')} ${who} lacks, as AWS or its simulator has it:`]),
    ...together(lacks).map((rights) => `    ${paint.bad('✗')} ${rightsText(rights)}`),
    ...(unchecked.length === 0
      ? []
      : [
          `  ${paint.warn('operator')} whether ${who} may do this was not checked: ${safeLine(whyUnchecked ?? '', 600)}`,
        ]),
    ...together(unchecked).map((rights) => `    ${paint.warn('?')} ${rightsText(rights)}`),
    ...(lacks.length + unchecked.length === 0 ? [] : [paint.dim(`    ${all}`)]),
  ];
}

/** Rights on the same thing for the same part of the work. */
function together(rights: readonly Lack[]): readonly (readonly Lack[])[] {
  const groups = groupBy(
    rights,
    ({ for: purpose, isDeny = false, account = '', resource }) =>
      `${purpose} ${isDeny} ${account} ${resource}`,
  );
  return [...groups.values()];
}

const WHAT: Readonly<Record<Purpose, string>> = {
  read: 'read',
  apply: 'apply this',
  undo: 'undo it',
  retry: 'start the build',
};

function rightsText(rights: readonly Lack[]): string {
  const actions = [...new Set(rights.map(({ action }) => safeLine(action)))].join(', ');
  const [first] = rights;
  if (first === undefined) throw new Error('Internal error: a group of no rights');
  const denied = first.isDeny === true ? '; a Deny forbids it, which no Allow outweighs' : '';
  const where = first.account === undefined ? '' : ` in account ${safeLine(first.account)}`;
  return `${actions} on ${safeLine(first.resource, 400)}${where}, to ${WHAT[first.for]}${denied}`;
}
