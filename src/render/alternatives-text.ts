/** Plans that end the same problem, for people: a line each, what to type first. */
import { worthWeighing } from '#plan/alternatives.ts';
import { flagOf } from '#plan/change-target.ts';
import type { Alternative } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

/** What the command for it says besides. */
function alternativeFlags({ strategy, role, onlyProject, changes }: Alternative): readonly string[] {
  return [
    `--strategy ${strategy}`,
    ...(role === null ? [] : [`--role ${shellQuote(safeLine(role))}`]),
    ...(onlyProject === 0 ? [] : ['--only-project']),
    ...(changes.length === 0
      ? []
      : [`--change ${changes.map((one) => shellQuote(safeLine(flagOf(one), 500))).join(' ')}`]),
  ];
}

/** All of them, best first. */
export function alternativeLines(alternatives: readonly Alternative[], paint: Paint): readonly string[] {
  return alternatives.map(
    (one, index) =>
      `  ${paint.accent('way')} ${index + 1}${one.chosen ? ' (this plan)' : ''} ${alternativeText(one)}`,
  );
}

/** In a few words those that allow less or reach fewer than the plan. */
export const weighedTexts = (alternatives: readonly Alternative[]): readonly string[] =>
  worthWeighing(alternatives).map(alternativeText);

function alternativeText(alternative: Alternative): string {
  const flags = alternativeFlags(alternative).join(' ');
  const { size, beyond, opens } = alternative;
  const steps = size.steps === 1 ? '1 step' : `${size.steps} steps`;
  const allows = beyond.length === 0 ? 'allows nothing else' : 'allows more than is needed';
  const opened = opens.length === 0 ? '' : ', opens a policy of others';
  return `${flags}: ${steps}, ${allows}${opened}, ${reachText(alternative)}`;
}

const SHOWN = 3;

function reachText({ grants, onlyProject, reach: { projects, users } }: Alternative): string {
  if (projects === null || users === null) return 'whom it reaches besides is not known';
  const names = [...projects.map((name) => `project ${name}`), ...users];
  if (names.length === 0) return 'reaches nobody else';
  const part = onlyProject === 0 ? '' : ` with ${grants - onlyProject} of ${grants} permissions`;
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return `reaches ${names
    .slice(0, SHOWN)
    .map((name) => safeLine(name))
    .join(', ')}${more}${part}`;
}
