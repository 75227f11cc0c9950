/** A diagnosis among many: one line for people, one document a line for programs. */
import { counted } from '#basics/counted.ts';
import type { Diagnosis, DiagnosisVerdict } from '#diagnosis/finding.ts';
import type { Plan } from '#plan/plan.ts';
import type { Paint } from './paint.ts';
import { safeLine } from './terminal-text.ts';

/** `+ N more` stands for findings beside the first, `N permissions` for what its plan grants. */
export function verdictLine(
  { snapshot, verdict, findings }: Diagnosis,
  plan: Pick<Plan, 'grants'> | null,
  paint: Paint,
): string {
  const marks = { healthy: paint.good('✓'), blocked: paint.bad('✗'), unknown: paint.warn('?') };
  const name = paint.bold(safeLine(snapshot.project.name));
  const [first] = findings;
  if (verdict === 'healthy' || first === undefined) return `${marks[verdict]} ${name} ${verdict}`;
  const more = findings.length > 1 ? `, and ${findings.length - 1} more` : '';
  const grants = plan === null || plan.grants.length === 0 ? '' : `; a plan grants ${plan.grants.length}`;
  return `${marks[verdict]} ${name} ${verdict}: ${safeLine(first.title)}${paint.dim(`${more}${grants}`)}`;
}

/** How many projects ended how. */
export type Tally = Readonly<Record<DiagnosisVerdict | 'notRead', number>>;

export function tallyLine(tally: Tally, asked: number): string {
  const done = Object.values(tally).reduce((sum, count) => sum + count, 0);
  const of = done === asked ? '' : `${done} of `;
  const notRead = tally.notRead === 0 ? '' : `, ${tally.notRead} not read`;
  return `${of}${counted(asked, 'project')}: ${tally.healthy} healthy, ${tally.blocked} blocked, ${tally.unknown} unknown${notRead}`;
}

/** Of a project that an interruption came before. */
export const NOT_BEGUN = { message: 'it was not looked at: interrupted', help: 'give the command again' };

/** Names that people are shown; programs are told all. */
const MOST_NAMED = 20;

/** The projects that an interruption came before, and how to go on with them. */
export function notBegunLine(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMED).map((name) => safeLine(name, 255));
  const more = names.length - shown.length;
  return more === 0
    ? `not looked at: ${shown.join(', ')}\nhelp  give these names, one a line, to \`--projects-from -\` to go on`
    : `not looked at: ${shown.join(', ')} and ${more} more\nhelp  \`--json\` tells each of them on a line of its own`;
}
