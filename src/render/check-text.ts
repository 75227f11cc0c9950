/** The answer of `rolemend check`, as text and as its document. */
import type { CheckDocument } from './documents.ts';
import type { Finding } from '#diagnosis/finding.ts';
import type { CheckedSource } from '#diagnosis/source-verdict.ts';
import type { Summary } from './markdown-summary.ts';
import type { Paint } from './paint.ts';
import { findingRemarks, openRemarks, type Remark } from './remarks.ts';
import { safeLine } from './terminal-text.ts';

/** What is not allowed need not be denied: what a buildspec names may not be there. */
function verdictWords({ verdict, diagnosis }: CheckedSource): string {
  if (verdict === 'allowed') return 'would be allowed all that it asks for';
  if (verdict === 'unknown')
    return 'cannot be judged: nothing it asks for is known to be denied, and not all of it is known';
  return diagnosis.needs.some(({ decision }) => decision.deniedBy.length > 0)
    ? 'would be denied'
    : 'would fail';
}

const MESSAGE_LENGTH = 600;

/** `next`: the command that shows what would mend it. */
export function checkText(checked: CheckedSource, next: string, paint: Paint): string {
  const { verdict, diagnosis } = checked;
  const marks = { allowed: paint.good('✓'), denied: paint.bad('✗'), unknown: paint.warn('?') };
  return [
    `${marks[verdict]} the next build of ${paint.bold(safeLine(diagnosis.snapshot.project.name))} ${buildspecWords(checked)} ${verdictWords(checked)}`,
    ...checkRemarks(checked).map((remark) => remarkLine(remark, paint)),
    ...(verdict === 'denied' ? [`${paint.accent('next')} \`${next}\` shows what would mend it`] : []),
  ].join('\n');
}

/** What is denied comes first; where nothing is, what is not known. */
function checkRemarks({ diagnosis }: CheckedSource): readonly Remark[] {
  return [...findingRemarks(diagnosis), ...openRemarks(diagnosis)];
}

export function checkSummary(checked: CheckedSource, next: string): Summary {
  const { verdict, diagnosis } = checked;
  const verdicts = { allowed: 'good', denied: 'bad', unknown: 'open' } as const;
  return {
    verdict: verdicts[verdict],
    said: `the next build ${verdictWords(checked)}`,
    of: diagnosis.snapshot.project.name,
    remarks: checkRemarks(checked),
    next: verdict === 'denied' ? [next] : [],
  };
}

function remarkLine({ level, title, message, place }: Remark, paint: Paint): string {
  const mark = level === 'error' ? paint.bad('✗') : paint.warn('?');
  const at = place === null ? '' : ` ${safeLine(`${place.file}:${place.line}`, 200)}`;
  return `  ${mark}${at} ${paint.bold(safeLine(title))}: ${safeLine(message, MESSAGE_LENGTH)}`;
}

function buildspecWords({ buildspec }: CheckedSource): string {
  return buildspec === null
    ? '(whose buildspec is not in its source)'
    : `with this \`${safeLine(buildspec, 200)}\``;
}

export function checkJson(checked: CheckedSource): CheckDocument {
  const { verdict, diagnosis, buildspec } = checked;
  const { project, account, region, takenAt } = diagnosis.snapshot;
  return {
    schema: 'rolemend.check/1',
    project: { name: project.name, arn: project.arn, account, region },
    verdict,
    buildspec,
    findings: diagnosis.findings.map(findingJson),
    remarks: checkRemarks(checked),
    unreadable: diagnosis.unreadable,
    takenAt,
  };
}

/** What it comes of is told by the remarks. */
function findingJson({
  code,
  title,
  layer,
  actions,
  resources,
  cause,
  next,
  fixable,
}: Finding): CheckDocument['findings'][number] {
  return { code, title, layer, actions, resources, cause, next, fixable };
}
