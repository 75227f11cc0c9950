/** A diagnosis and its plan in full: the evidence, every need, the text that is written. */
import { diagnosisText } from './diagnosis-text.ts';
import { alternativeLines } from './alternatives-text.ts';
import { handoffLines } from './handoff-text.ts';
import { lackLines } from './operator-text.ts';
import type { Paint } from './paint.ts';
import { planText } from './plan-text.ts';
import type { Summarised } from './summary-text.ts';
import { safeLine } from './terminal-text.ts';

/** The diagnosis, then the plan or why there is none, then the next command. */
export function detailsText({ diagnosis, plan, next }: Summarised, paint: Paint): string {
  const said = diagnosisText(diagnosis, paint);
  if (!plan.ok) {
    const { operator, handoffs, message, alternatives } = plan.error;
    return [
      said,
      `${paint.warn('no plan')}  ${safeLine(message)}`,
      ...(operator === null ? [] : lackLines(operator, diagnosis.snapshot.project, paint)),
      ...handoffLines(handoffs, paint),
      ...alternativeLines(alternatives, paint),
      `${paint.accent('next')}     ${safeLine(plan.error.next)}`,
    ].join('\n');
  }
  if (diagnosis.verdict === 'healthy') return said;
  const command =
    plan.value.steps.length === 0 || next === null ? [] : ['', `${paint.accent('next')} ${next}`];
  return [said, planText(plan.value, paint), ...command].join('\n');
}
