import type { Change } from '#apply/change.ts';
import type { Journal } from '#apply/journal.ts';
import { diagnosisText } from '#render/diagnosis-text.ts';
import { planText } from '#render/plan-text.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { applyQuestion, confirmWord, resumeQuestion } from '#render/question-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import { diagnoseProject, type DiagnoseRequest } from '#tasks/diagnose.ts';
import { type Asked, fixProject, type FixPorts, type FixRequest, resumeFix } from '#tasks/fix.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { err, ok } from '#basics/result.ts';
import { consent, type Question } from '../consent.ts';
import { type AccountFlags, isBare, type PlanningFlags, type ReadingFlags } from '../describe.ts';
import type { EmitForm } from '../emit-forms.ts';
import { emitPlan } from '../emit.ts';
import { EXIT } from '../exit-codes.ts';
import { fixEnd, fixJson } from '../fix-end.ts';
import { openFileJournal } from '../file-journal.ts';
import { bareConfirmation } from '../confirmations.ts';
import { offerWithheld } from '../offers.ts';
import { openAccountFor, requestFor } from '../open.ts';
import { fixProblem } from '../fix-problem.ts';
import { journalProblem } from '../problem.ts';
import { progressTeller } from '../progress.ts';
import { endAtOnce, interruptible, onInterrupt, projectCalled } from '../signals.ts';
import { hintAtSource } from '../source-hint.ts';
import { systemClock } from '../system-clock.ts';
import { report, type Terminal } from '../terminal.ts';
import { exitOf, jsonOf, textOf } from './diagnose.ts';

/** The options of `rolemend fix`. */
export interface FixFlags extends AccountFlags, ReadingFlags, PlanningFlags {
  readonly yes?: boolean;
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly retry: boolean;
  readonly resume?: boolean;
  readonly emit?: EmitForm;
}

/** `rolemend fix PROJECT`: 0 when it ends well, 2 when the build still fails, 5 when the person said no. */
export async function fixCommand(project: string, flags: FixFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  if (json && flags.emit !== undefined && flags.emit !== 'policy')
    return report(notJson(flags.emit), terminal, json);
  const request = await requestFor(project, flags);
  if (!request.ok) return report(request.error, terminal, json);
  const reading = projectCalled(project);
  const account = await interruptible(reading, { terminal, json }, () => openAccountFor(flags, terminal));
  if (!account.ok) return report(account.error, terminal, json);
  const asksForPairs = flags.confirm?.some(isBare) === true;
  if (flags.emit !== undefined || flags.dryRun === true || asksForPairs) {
    return interruptible(reading, { terminal, json }, () =>
      showPlan(request.value, { flags, account: account.value }, terminal),
    );
  }
  const stop = onInterrupt(() =>
    terminal.say('stopping after the step under way; a build goes on; Ctrl-C again stops at once'),
  );
  const read = endAtOnce(reading, terminal, json);
  try {
    return await fixAndTell(
      request.value,
      { flags, account: account.value, signal: stop.signal, read },
      terminal,
    );
  } finally {
    read();
    stop.release();
  }
}

function notJson(form: EmitForm) {
  return {
    message: `\`--emit ${form}\` prints no JSON`,
    help: 'leave out `--json`, or choose `--emit policy`; `--dry-run --json` gives the plan',
    exit: EXIT.invalidInput,
  };
}

interface Setting {
  readonly flags: FixFlags;
  readonly account: AccountAccess;
  readonly signal: AbortSignal;
  /** Told once everything was read and what follows may change something. */
  readonly read: () => void;
}

async function showPlan(
  request: DiagnoseRequest,
  { flags, account }: Pick<Setting, 'flags' | 'account'>,
  terminal: Terminal,
): Promise<number> {
  // The other forms print the plan alone, whoever may take it.
  const isPlanAlone = flags.emit !== undefined && flags.emit !== 'handoff';
  const diagnose = isPlanAlone ? diagnoseProject : diagnoseAsOperator;
  const diagnosed = await diagnose(request, account.reader);
  if (!diagnosed.ok) return report(fixProblem(diagnosed.error), terminal, flags.json === true);
  const bare = bareConfirmation(flags.confirm, diagnosed.value.diagnosis);
  if (bare !== null) return report(bare, terminal, flags.json === true);
  if (flags.emit !== undefined) return emitPlan(flags.emit, diagnosed.value, terminal);
  terminal.print(flags.json === true ? jsonOf(diagnosed.value) : textOf(diagnosed.value, flags, terminal));
  return exitOf(diagnosed.value.diagnosis.verdict);
}

async function fixAndTell(
  request: DiagnoseRequest,
  { flags, account, signal, read }: Setting,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  const journal = openFileJournal();
  const ports: FixPorts = {
    ...account,
    journal,
    clock: systemClock,
    signal,
    onEvent: progressTeller(terminal),
  };
  const approve = approval({ flags, account, signal, read }, terminal);
  const attendance = { unattended: flags.yes === true, partial: flags.partial === true };
  const offer = offering({ flags, account, signal, read }, terminal);
  const asked = { ...request, ...attendance, retry: flags.retry, approve, offer };
  const unfinished = flags.resume === true ? await resumable(journal, request.project) : null;
  if (unfinished !== null && !unfinished.ok) return report(journalProblem(unfinished.error), terminal, json);
  if (flags.resume === true && unfinished?.value === null) {
    return report(nothingToResume(request.project), terminal, json);
  }
  const change = unfinished?.value ?? null;
  const outcome = change === null ? await fixProject(asked, ports) : await resumeFix(asked, change, ports);
  if (!outcome.ok) return report(fixProblem(outcome.error), terminal, json);
  if (json) terminal.print(JSON.stringify(fixJson(outcome.value), null, 2));
  return fixEnd(outcome.value, flags, terminal);
}

/** Shows the diagnosis and what would be done, then asks. */
function approval({ flags, account, signal, read }: Setting, terminal: Terminal) {
  const show = flags.json === true ? terminal.say : terminal.print;
  const paint = flags.json === true ? terminal.notePaint : terminal.paint;
  return async (asked: Asked): Promise<boolean> => {
    read();
    await hintAtSource(asked.diagnosis, flags, terminal);
    show(diagnosisText(asked.diagnosis, paint));
    if (asked.kind === 'plan' && asked.plan.steps.length > 0) show(planText(asked.plan, paint));
    if (asked.kind === 'resume') show(resumingText(asked.change));
    const asker = { yes: flags.yes, reader: account.reader, signal };
    return (await consent(questionOf(asked), asker, terminal)) === 'yes';
  };
}

/** A diagnosis without a step to take was not shown yet when something is offered. */
function offering(
  { flags, account, signal, read }: Setting,
  terminal: Terminal,
): NonNullable<FixRequest['offer']> | null {
  const asker = { yes: flags.yes, reader: account.reader, signal };
  if (flags.yes === true || !terminal.interactive) return null;
  return async ({ diagnosis, plan }) => {
    read();
    const isNew = plan.steps.length === 0 && plan.withheld.some(({ offered }) => offered);
    if (isNew) terminal.say(diagnosisText(diagnosis, terminal.notePaint));
    return offerWithheld(plan, asker, terminal);
  };
}

function questionOf(asked: Asked): Question {
  return asked.kind === 'resume'
    ? {
        text: (caller) => resumeQuestion(asked.change, caller),
        word: confirmWord(asked.change.steps.map(({ step }) => step)),
        instead: 'add `--yes` to go on with this change',
      }
    : {
        text: (caller) => applyQuestion(asked.plan, caller),
        word: confirmWord(asked.plan.steps),
        instead: 'add `--yes` to apply this plan, or `--dry-run` to only show it',
      };
}

/** The newest change of the project, where it stopped before its end. */
async function resumable(journal: Journal, project: string) {
  const listing = await journal.list();
  if (!listing.ok) return listing;
  const { changes, problems } = listing.value;
  const newest = changes.find((change) => change.project.name === project);
  const [unread] = problems;
  if (newest === undefined && unread !== undefined) return err(unread);
  const stopped = newest !== undefined && newest.state !== 'applied' && newest.state !== 'undone';
  return stopped ? journal.latestOf(newest.project.arn) : ok(null);
}

function nothingToResume(project: string) {
  return {
    message: `no change of project \`${safeLine(project)}\` stopped half-way`,
    help: 'run the command without `--resume`',
    exit: EXIT.invalidInput,
  };
}

function resumingText({ id, steps }: Change): string {
  const left = steps
    .filter(({ state }) => state !== 'done')
    .map(({ step }) => `  - ${safeLine(stepSummary(step))}`);
  return [`change ${id}; left to do:`, ...left].join('\n');
}
