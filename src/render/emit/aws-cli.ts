/**
 * A plan as AWS CLI commands. Comes in: a plan. Goes out: a POSIX shell script that makes the same
 * changes in the same order. Never: anything the plan does not hold; every value is quoted. Nor a change of another account by the
 * credentials of this one, which may have a thing of the same name.
 */
import type { AwsCall } from '#plan/handoffs/handoff.ts';
import { callOfStep } from '#plan/handoffs/step-calls.ts';
import type { Plan } from '#plan/plan.ts';
import { accountOfStep } from '#plan/steps/step.ts';
import { callText } from '../handoff-text.ts';
import { shellQuote } from '../shell-quote.ts';

/** All steps as a script; regional calls name their region. */
export function emitAwsCli({ steps, project }: Plan): string {
  const commands = steps.map((step) => {
    const account = accountOfStep(step) ?? project.account;
    return command(callOfStep(step, project.region), account === project.account ? [] : [profileOf(account)]);
  });
  return `${commands.join('\n\n')}\n`;
}

/** The shell stops here where no profile of the account is named. Source: POSIX, Shell Command Language, parameter expansion. */
function profileOf(account: string): string {
  const variable = `PROFILE_${account.replaceAll(/\W/g, '_')}`;
  return `    --profile "\${${variable}:?set it to a profile of that account}"`;
}

function command({ operation, options, printed }: AwsCall, more: readonly string[]): string {
  const lines = options.map(([flag, value]) =>
    value === undefined ? `    ${flag}` : `    ${flag} ${shellQuote(value)}`,
  );
  if (printed !== undefined) lines.push(`    ${printed[0]} "$(${callText(printed[1])})"`);
  return [`aws ${operation}`, ...lines, ...more].join(' \\\n');
}
