/** Steps in accounts that are not open: said before anything is read or written, with the option that opens them. */
import { accountOfStep, type Step, stepSummary } from '#plan/steps/step.ts';
import { safeLine } from './terminal-text.ts';
import type { AccountOptions } from './given-options.ts';
import { EXIT } from './exit-codes.ts';
import type { Problem } from './problem.ts';

/** Null: every account that a step is taken in is the project's own, or was named. */
export function whyClosed(steps: readonly Step[], own: string, flags: AccountOptions): Problem | null {
  const accounts = steps.flatMap((step) => accountOfStep(step) ?? []).filter((account) => account !== own);
  const what = steps.filter((step) => accounts.includes(accountOfStep(step) ?? own)).map(stepSummary);
  return whyAccountsClosed(accounts, flags, `it goes into other accounts: ${what.join('; ')}`);
}

/** Null: all of them were named; `why` they have to be, in words. */
export function whyAccountsClosed(
  accounts: readonly string[],
  { account: named = [] }: AccountOptions,
  why: string,
): Problem | null {
  const open = new Set(named.map(({ account }) => account));
  const closed = [...new Set(accounts)].filter((account) => !open.has(account));
  if (closed.length === 0) return null;
  return {
    message: `${safeLine(why, 600)}; not open is account ${closed.join(', ')}: nothing was changed`,
    help: `add ${closed.map((account) => `\`--account ${account}=PROFILE\``).join(' and ')}, or the ARN of a role there in place of the profile`,
    exit: EXIT.invalidInput,
  };
}
