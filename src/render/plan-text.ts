/** A plan for people: every step with the text it writes, as a difference where text was there before. */
import { createTwoFilesPatch } from 'diff';
import type { Plan, Step } from '#plan/plan.ts';
import { accessLines } from './access-text.ts';
import { alternativeLines } from './alternatives-text.ts';
import { expectedEndLines } from './expected-end-text.ts';
import { operatorLines } from './operator-text.ts';
import { handoffLines } from './handoff-text.ts';
import { openedLines } from './opened-text.ts';
import type { Paint } from './paint.ts';
import { ownershipLines } from './ownership-text.ts';
import { reachLines } from './reach-text.ts';
import { shownBy, stepSummary } from '#plan/steps/step.ts';
import { shellQuote } from './shell-quote.ts';
import { safeLine, safeText } from './terminal-text.ts';

export function planText(plan: Plan, paint: Paint): string {
  const lines = [paint.bold(`Plan ${plan.id}`) + paint.dim(`  strategy ${plan.strategy}`)];
  if (plan.steps.length === 0) lines.push('  no change to make');
  else lines.push(...ownershipLines(plan.ownership, paint));
  plan.steps.forEach((step, index) => {
    lines.push(`  ${index + 1}. ${safeLine(stepSummary(step))}`, ...indent(stepLines(step, paint), '     '));
  });
  lines.push(...proofLines(plan, paint), ...expectedEndLines(plan.expectedEnd, paint));
  lines.push(...openedLines(plan.opened, paint), ...reachLines(plan, paint), ...operatorLines(plan, paint));
  lines.push(...handoffLines(plan.handoffs, paint), ...alternativeLines(plan.alternatives, paint));
  for (const note of plan.notes) lines.push(`  ${paint.dim('note')} ${safeLine(note)}`);
  lines.push(...withheldLines(plan.withheld, paint));
  return lines.join('\n');
}

/** What is not granted, with what has to be typed for it to be; a set of actions is typed once. */
function withheldLines(withheld: Plan['withheld'], paint: Paint): readonly string[] {
  const flags = withheld.flatMap(({ confirm }) => confirm ?? []);
  return [
    ...withheld.map(
      ({ action, resource, why }) =>
        `  ${paint.warn('withheld')} ${safeLine(action)} on ${safeLine(resource)}: ${safeLine(why)}`,
    ),
    ...[...new Set(flags)].map(
      (flag) => `  ${paint.dim('confirm')}  --confirm ${shellQuote(safeLine(flag))}`,
    ),
  ];
}

/** What was proved; a surplus is listed for a person to weigh. */
function proofLines({ steps, proof, expectedEnd }: Plan, paint: Paint): readonly string[] {
  if (steps.length === 0) return [];
  const { allowed, open, surplus, exact, limits, minimal } = proof;
  const word = { green: 'enough', 'not-green': 'not enough', 'cannot-be-told': 'perhaps enough' }[
    expectedEnd.kind
  ];
  const enough = `${word}: ${allowed} granted needs are allowed after it${open === 0 ? '' : `, of ${open} it is not known, for a policy could not be read`}`;
  const isMore = surplus.length > 0;
  const more = isMore
    ? `more than needed${exact ? '' : ', at most'}:`
    : 'no more: it newly allows nothing else';
  const said = allowed + open > 0 ? `${enough} · ${more}${isMore ? '' : ' · minimal'}` : more;
  return [
    `  ${isMore || expectedEnd.kind !== 'green' ? paint.warn('proof') : paint.good('proof')} ${said}`,
    ...surplus
      .slice(0, SURPLUS_SHOWN)
      .map((access) => `    ${paint.warn('+')} ${accessLines(access).join(' ')}`),
    ...(surplus.length > SURPLUS_SHOWN ? [`    and ${surplus.length - SURPLUS_SHOWN} more`] : []),
    ...limits.map((limit) => `    ${paint.warn('but')} ${safeLine(limit)}`),
    ...(minimal ? [] : [`    ${paint.warn('not minimal')} the role that the project has would do`]),
  ];
}

const SURPLUS_SHOWN = 5;

/** The text a step writes; for a changed text the lines that differ. */
export function stepLines(step: Step, paint: Paint): readonly string[] {
  if (step.kind === 'delete-role-policy') return removed(pretty(step.before), paint);
  const texts = shownBy(step);
  if (texts === null) return [];
  return texts.before === null ? added(texts.after, paint) : changed(texts.before, texts.after, paint);
}

/** What taking the step back does to that text: what is removed, what is written again. */
export function backLines(step: Step, paint: Paint): readonly string[] {
  if (step.kind === 'delete-role-policy') return added(pretty(step.before), paint);
  const texts = shownBy(step);
  if (texts === null) return [];
  return texts.before === null
    ? removed(pretty(texts.after), paint)
    : changed(texts.after, texts.before, paint);
}

const removed = (text: string, paint: Paint): readonly string[] =>
  safeText(text)
    .split('\n')
    .map((line) => paint.bad(`- ${line}`));

const added = (text: string, paint: Paint): readonly string[] =>
  safeText(text)
    .split('\n')
    .map((line) => paint.good(`+ ${line}`));

function changed(before: string, after: string, paint: Paint): readonly string[] {
  const patch = createTwoFilesPatch('now', 'after', pretty(before), pretty(after), undefined, undefined, {
    context: 3,
  });
  return safeText(patch)
    .split('\n')
    .slice(4)
    .filter((line) => line !== '' && !line.startsWith('\\'))
    .map((line) =>
      line.startsWith('+') ? paint.good(line) : line.startsWith('-') ? paint.bad(line) : paint.dim(line),
    );
}

/** A stored policy is often one long line; laid out, its difference can be read. */
function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 4);
  } catch {
    return text;
  }
}

const indent = (lines: readonly string[], by: string): readonly string[] => lines.map((line) => by + line);
