/** Whom a plan reaches besides its project, for people: in full below the plan, and in a few words for the question. */
import { isOnlyProjects } from '#plan/only-project.ts';
import type { Plan } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

const SHOWN = 5;

/** None where nobody else uses the role. */
export function reachLines({ reach, project, grants }: Plan, paint: Paint): readonly string[] {
  const label = paint.warn('reach');
  if (reach === null) return [`  ${label} which other projects use the role could not be read`];
  const { projects, complete } = reach;
  const partly = complete ? '' : ' (not all projects of the account were looked at)';
  if (projects.length === 0) {
    return complete ? [] : [`  ${label} no other project is known to use the role${partly}`];
  }
  const shown = projects.slice(0, SHOWN).map((name) => `\`${safeLine(name)}\``);
  const more = projects.length > SHOWN ? ` and ${projects.length - SHOWN} more` : '';
  return [
    `  ${label} the role is used by ${shown.join(', ')}${more} as well, which get ${grants.some(isOnlyProjects) ? 'what is not bound to this project' : 'the same'}${partly}`,
    `  ${paint.dim('next')}  for a role of its own: \`rolemend fix ${shellQuote(safeLine(project.name))} --strategy create-role\``,
  ];
}

/** `, as do 2 other projects that use it`; empty where nobody does. */
export function reachWords(reach: Plan['reach']): string {
  const count = reach?.projects.length ?? 0;
  if (count === 0) return '';
  return count === 1
    ? ', as does 1 other project that uses it'
    : `, as do ${count} other projects that use it`;
}
