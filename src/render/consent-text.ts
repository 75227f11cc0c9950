/** What a plan was allowed beyond the project's settings, for whoever approves it and did not type the flags. */
import { flagOf } from '#plan/change-target.ts';
import type { PlanInputs } from '#plan/plan-file.ts';
import type { Paint } from './paint.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine } from './terminal-text.ts';

/** None where it does what the settings show, and nothing else. */
export function consentLines(
  { confirmed, trustSource, changes }: PlanInputs['planning'],
  paint: Paint,
): readonly string[] {
  const flags = [
    ...confirmed.map(({ action, resource }) => `--confirm ${shellQuote(safeLine(`${action}=${resource}`))}`),
    ...changes.map((target) => `--change ${shellQuote(safeLine(flagOf(target)))}`),
    ...(trustSource ? ['--trust-source'] : []),
  ];
  return flags.length === 0
    ? []
    : [
        `  ${paint.warn('consent')} a yes to this plan is one to these as well:`,
        ...flags.map((flag) => `    ${flag}`),
      ];
}
