/**
 * A plan as AWS CLI commands. Comes in: a plan. Goes out: a POSIX shell script that makes the same
 * changes in the same order. Never: anything the plan does not hold; every value is quoted.
 */
import type { AwsCall } from '#plan/handoffs/handoff.ts';
import { callOfStep } from '#plan/handoffs/step-calls.ts';
import type { Plan } from '#plan/plan.ts';
import { callText } from '../handoff-text.ts';
import { shellQuote } from '../shell-quote.ts';

/** All steps as a script; regional calls name their region. */
export function emitAwsCli({ steps, project }: Plan): string {
  return `${steps.map((step) => command(callOfStep(step, project.region))).join('\n\n')}\n`;
}

function command({ operation, options, printed }: AwsCall): string {
  const lines = options.map(([flag, value]) =>
    value === undefined ? `    ${flag}` : `    ${flag} ${shellQuote(value)}`,
  );
  if (printed !== undefined) lines.push(`    ${printed[0]} "$(${callText(printed[1])})"`);
  return [`aws ${operation}`, ...lines].join(' \\\n');
}
