/** What taking a change back would do, as a tired person reads it: which change, whose it was, what goes, and whether that is safe. */
import { nameInArn } from '#iam/arn.ts';
import { type Step, stepSummary } from '#plan/steps/step.ts';
import { countOf } from './change-sentence.ts';
import { fitting, type Page, row } from './page.ts';
import { backLines } from './plan-text.ts';
import { type ChangeAsked, standing, whenAsked } from './question-text.ts';
import { safeLine } from './terminal-text.ts';

export interface ChangeTaken extends ChangeAsked {
  readonly startedAt: string;
  readonly approval?: { readonly by: string; readonly how: 'asked' | 'yes' | 'approve' };
}

const HOW = { asked: 'asked', yes: '`--yes`', approve: '`--approve`' } as const;

/** `isAsked`: the question follows. */
export function undoText(change: ChangeTaken, page: Page, isAsked: boolean): string {
  const { startedAt, approval } = change;
  const who = approval === undefined ? '' : ` by ${approval.by} (${HOW[approval.how]})`;
  const steps = standing(change);
  return [
    row('undo', fitting(titles(change), page), page),
    row('then', fitting(endSentences(change, steps), page), page),
    row('safe', fitting(SAFE, page), page),
    ...(isAsked ? [row('type', whenAsked(steps), page)] : []),
    row('made', safeLine(`${startedAt}${who}`), page),
    ...steps.flatMap((step) => [
      row('was', safeLine(stepSummary(step)), page),
      ...backLines(step, page.paint).map((line) => `  ${line}`),
    ]),
  ].join('\n');
}

const SAFE = ['yes: if any of it was changed since, nothing is touched', "yes: others' changes stay"];

/** The fullest wording first. */
function titles({ id, project: { name, account } }: ChangeTaken): readonly string[] {
  const project = safeLine(name);
  return [`change ${id} of ${project}, account ${account}`, `a change of ${project}`];
}

/** The fullest wording first. */
function endSentences({ grants, roleArn }: ChangeTaken, steps: readonly Step[]): readonly string[] {
  if (steps.length === 0) return ['nothing: no step of it was taken'];
  if (grants.length === 0) return ['all is as before'];
  const count = countOf(grants);
  const role = `role \`${safeLine(nameInArn(roleArn))}\``;
  return [
    `${role} loses ${count}, and builds that need them fail`,
    `its role loses ${count}, and builds that need them fail`,
    `its role loses ${count}`,
  ];
}
