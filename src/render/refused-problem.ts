/** Why a plan that travelled is not applied. */
import { counted } from '#basics/counted.ts';
import type { Refusal } from '#tasks/travelled-plan.ts';
import { EXIT } from './exit-codes.ts';
import type { Problem } from './problem.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine, safeText } from './terminal-text.ts';

const SHOWN = 60;

/** What was planned now in place of the file's plan, as a difference. */
export function refusedProblem({ difference, done, usedBy }: Refusal, project: string): Problem {
  const lines = difference === null ? [] : safeText(difference).trimEnd().split('\n');
  const more = lines.length > SHOWN ? [`and ${counted(lines.length - SHOWN, 'more line')}`] : [];
  const name = shellQuote(safeLine(project));
  const why =
    usedBy !== null
      ? `this approval was used by change \`${usedBy}\`; each is for one change`
      : done
        ? 'there is nothing left to change'
        : 'the plan is not what the account gives now';
  return {
    message: `${why}: nothing was changed`,
    help:
      usedBy === null && done
        ? `\`rolemend diagnose ${name}\` says how things stand`
        : `write it anew with \`rolemend fix ${name} --plan FILE\`, and have that approved`,
    exit: EXIT.invalidInput,
    more: { text: [...lines.slice(0, SHOWN), ...more], json: { difference, usedBy } },
  };
}
