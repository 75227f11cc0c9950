/** How `fix` ended, for people and as an exit code. */
import { isBatch } from '#account/snapshot.ts';
import type { Change } from '#apply/change.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { expectedEndLines } from '#render/expected-end-text.ts';
import { handoffLines } from '#render/handoff-text.ts';
import { lackLines } from '#render/operator-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { unreachable } from '#basics/exhaustive.ts';
import type { Diagnosed } from '#tasks/diagnose.ts';
import type { FixOutcome } from '#tasks/fix.ts';
import type { Retry } from '#tasks/retry.ts';
import { diagnoseLine, retryLine, undoLine } from '#render/command-line.ts';
import type { AccountFlags, DetailsFlags } from './describe.ts';
import { EXIT, exitOf, verifiedExit } from '#render/exit-codes.ts';
import {
  heldBackProblem,
  lackingLines,
  NOTHING_CHANGED,
  notNarrowedProblem,
  notPermittedProblem,
  planProblem,
} from '#render/fix-problem.ts';
import { refusedProblem } from '#render/refused-problem.ts';
import { applyProblem, beginProblem, unfinishedProblem } from '#render/problem.ts';
import { shownText } from './shown.ts';
import { report, type Terminal } from './terminal.ts';

/** `isLater`: something was changed in a round before. */
type EndFlags = AccountFlags & DetailsFlags & { readonly isLater?: boolean };

/** Says the end on standard error, results having been printed; gives the exit code. */
export function fixEnd(outcome: FixOutcome, flags: EndFlags, terminal: Terminal): number {
  const { show, say, notePaint } = terminal;
  const json = flags.json === true;
  switch (outcome.kind) {
    case 'unfinished':
      return report(unfinishedProblem(outcome.change), terminal, false);
    case 'stopped':
      return report(applyProblem(outcome.problem), terminal, false);
    case 'declined':
      say(nothingChanged(flags));
      return EXIT.declined;
    case 'not-narrowed':
      return report(notNarrowedProblem(outcome.why, nothingChanged(flags)), terminal, false);
    case 'not-permitted':
      return notPermitted(outcome, flags, terminal);
    case 'held-back':
      if (!json) show(shownOf(outcome.diagnosed, flags, terminal));
      return report(heldBackProblem(outcome.why, outcome.plan, nothingChanged(flags)), terminal, false);
    case 'no-plan':
      if (!json) show(shownOf(outcome.diagnosed, flags, terminal));
      return noPlan(outcome.diagnosed, terminal);
    case 'refused':
      return refused(outcome, json, terminal);
    case 'nothing-to-change':
      if (outcome.retry !== null) return retryEnd(outcome.retry, { change: null, flags }, terminal);
      if (!json) show(shownOf(outcome.diagnosed, flags, terminal));
      say(notePaint.dim(nothingChanged(flags)));
      return exitOf(outcome.diagnosed.diagnosis.verdict);
    case 'applied':
      return appliedEnd(outcome, flags, terminal);
    default:
      return unreachable(outcome);
  }
}

const nothingChanged = ({ isLater }: EndFlags): string =>
  isLater === true ? 'nothing more was changed' : NOTHING_CHANGED;

/** The one JSON document holds it already. */
function refused(
  { diagnosed, refusal }: Extract<FixOutcome, { kind: 'refused' }>,
  json: boolean,
  terminal: Terminal,
): number {
  const problem = refusedProblem(refusal, diagnosed.diagnosis.snapshot.project.name);
  return json ? problem.exit : report(problem, terminal, false);
}

/** What was read and planned, of a command that ends with it. */
function shownOf({ diagnosis, plan }: Diagnosed, flags: EndFlags, { page }: Terminal): string {
  return shownText({ diagnosis, plan, next: null }, flags, page);
}

/** The whole plan is shown all the same: for somebody who may. */
function notPermitted(
  { diagnosed, plan }: Extract<FixOutcome, { kind: 'not-permitted' }>,
  flags: EndFlags,
  terminal: Terminal,
): number {
  if (flags.json !== true) terminal.show(shownOf(diagnosed, flags, terminal));
  const code = report(notPermittedProblem(plan, flags, nothingChanged(flags)), terminal, false);
  lackingLines(plan.operator).forEach(terminal.say);
  return code;
}

function noPlan({ diagnosis, plan }: Diagnosed, terminal: Terminal): number {
  if (plan.ok) throw new Error('Internal error: there is a plan');
  const { operator, handoffs } = plan.error;
  const { name } = diagnosis.snapshot.project;
  for (const line of [
    ...(operator === null ? [] : lackLines(operator, { name }, terminal.notePaint)),
    ...handoffLines(handoffs, terminal.notePaint),
  ])
    terminal.say(line);
  const code = report(planProblem(plan.error), terminal, false);
  lackingLines(operator).forEach(terminal.say);
  return code;
}

function appliedEnd(
  outcome: Extract<FixOutcome, { kind: 'applied' }>,
  flags: AccountFlags,
  terminal: Terminal,
): number {
  const { change, retry, confirmation, verified, expectedEnd } = outcome;
  if (retry !== null) return retryEnd(retry, { change, flags, next: outcome.next }, terminal);
  if (expectedEnd?.kind === 'not-green') {
    terminal.say(
      [
        'the build is not retried: it is known to fail',
        ...expectedEndLines(expectedEnd, terminal.notePaint),
      ].join('\n'),
    );
    terminal.say(undoHint(change, flags, terminal));
    return EXIT.problemFound;
  }
  terminal.say(undoHint(change, flags, terminal));
  if (confirmation.kind === 'interrupted') return EXIT.couldNotRun;
  terminal.say(`${terminal.notePaint.accent('next')} ${retryLine(change.project.name, flags)}`);
  return verified === null ? EXIT.done : verifiedExit(verified);
}

function undoHint({ id }: Change, flags: AccountFlags, { notePaint }: Terminal): string {
  return `${notePaint.accent('undo')} ${undoLine(id, flags)}`;
}

/** A build that still fails is another problem: the next diagnosis names it. */
export function retryEnd(
  retry: NonNullable<Retry>,
  {
    change,
    flags,
    next = null,
  }: { readonly change: Change | null; readonly flags: AccountFlags; readonly next?: Diagnosed | null },
  terminal: Terminal,
): number {
  const { say, notePaint } = terminal;
  const undo = (): void => {
    if (change !== null) say(undoHint(change, flags, terminal));
  };
  if (!retry.ok) {
    undo();
    const { build } = retry.error;
    if (build !== null) say(`build ${safeLine(build)} goes on, but can no longer be watched`);
    const problem = beginProblem(retry.error.cause);
    // Where no build was begun nothing was to be read: that was a write.
    const code = report(build === null ? { ...problem, exit: EXIT.couldNotRun } : problem, terminal, false);
    if (build !== null) say(`${notePaint.accent('next')} ${diagnoseLine(projectOf(build), flags, build)}`);
    return code;
  }
  const { build, kind } = retry.value;
  const project = projectOf(build.id);
  const noun = isBatch(build) ? 'batch' : 'build';
  if (kind === 'still-running') {
    say(`the ${noun} is still running`);
    undo();
    say(`${notePaint.accent('next')} ${diagnoseLine(project, flags, build.id)}`);
    return EXIT.unknown;
  }
  const green = build.status === 'SUCCEEDED';
  say(green ? notePaint.good(`the ${noun} is green`) : notePaint.bad(`the ${noun} still fails`));
  undo();
  if (next !== null) say(nextText(next, notePaint));
  if (!green) say(`${notePaint.accent('next')} ${diagnoseLine(project, flags)}`);
  return green ? EXIT.done : EXIT.problemFound;
}

/** What the retried build shows, and whose that is. */
function nextText({ diagnosis, plan }: Diagnosed, paint: Terminal['notePaint']): string {
  const handoffs = plan.ok ? plan.value.handoffs : plan.error.handoffs;
  return [diagnosisText(diagnosis, paint), ...handoffLines(handoffs, paint)].join('\n');
}

/** A build's ID is its project's name and a UUID. */
const projectOf = (buildId: string): string => buildId.split(':')[0] ?? '';
