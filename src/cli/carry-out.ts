/** A fix carried out at a terminal, whatever it was asked for with: shown, asked, applied, and told how it ended. */
import type { Change } from '#apply/change.ts';
import { hostname } from 'node:os';
import type { AccountAccess } from '#aws/open-account.ts';
import { ok } from '#basics/result.ts';
import { stepSummary } from '#plan/steps/step.ts';
import { consentLines } from '#render/consent-text.ts';
import { stepLines } from '#render/plan-text.ts';
import { applyQuestion, changeQuestion, confirmWord, resumeQuestion } from '#render/question-text.ts';
import type { Summarised } from '#render/summary-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { DiagnoseRequest } from '#tasks/diagnose.ts';
import { type Asked, fixProject, type FixRequest, resumeFix } from '#tasks/fix.ts';
import type { TravelledPlan } from '#tasks/travelled-plan.ts';
import { whyAccountsClosed, whyClosed } from '#render/closed-accounts.ts';
import { consent, type Question } from './consent.ts';
import type {
  AccountFlags,
  DetailsFlags,
  DocumentFlags,
  NarrowFlags,
  PlanningFlags,
  ReadingFlags,
} from './describe.ts';
import { fixEnd } from './fix-end.ts';
import { fixJson } from '#render/fix-json.ts';
import { fixProblem } from '#render/fix-problem.ts';
import { untilGreenAndTell } from './until-green.ts';
import { giveDocument } from './give-document.ts';
import { offerWithheld } from './offers.ts';
import { portsOn } from './ports-on.ts';
import { progressTeller } from './progress.ts';
import { endAtOnce, onInterrupt } from './signals.ts';
import { shownText } from './shown.ts';
import { hintAtSource } from './source-hint.ts';
import type { Problem } from '#render/problem.ts';
import { report, type Terminal } from './terminal.ts';

/** What a person chose, of `fix` and `apply` alike. */
export interface Choice {
  readonly flags: AccountFlags &
    Partial<ReadingFlags & PlanningFlags> &
    NarrowFlags &
    DocumentFlags &
    DetailsFlags;
  /** The yes was given ahead: by `--yes`, or by the hash of a plan. */
  readonly yes: boolean;
  readonly partial: boolean;
  readonly retry: boolean;
  /** What to do where there is nobody to ask. */
  readonly instead: string;
  /** A change to go on with. */
  readonly change: Change | null;
  readonly travelled?: TravelledPlan;
  /** Builds to try at the most until one is green; null: the one. */
  readonly rounds: number | null;
}

interface Setting {
  readonly choice: Choice;
  readonly account: AccountAccess;
  readonly signal: AbortSignal;
  /** Told once everything was read and what follows may change something. */
  readonly read: () => void;
}

/** From the diagnosis to the exit code; Ctrl-C ends it at once while it reads, and cleanly while it writes. */
export async function carryOut(
  request: DiagnoseRequest,
  { reading, choice, account }: Pick<Setting, 'choice' | 'account'> & { readonly reading: string },
  terminal: Terminal,
): Promise<number> {
  const closed = closedIn(choice);
  if (closed !== null) return report(closed, terminal, choice.flags.json === true);
  const stop = onInterrupt(() =>
    terminal.say('stopping after the step under way; a build goes on; Ctrl-C again stops at once'),
  );
  const read = endAtOnce(reading, terminal, choice.flags.json === true);
  try {
    const page = showingOnce(terminal, choice.flags);
    return await fixAndTell(request, { choice, account, signal: stop.signal, read }, page);
  } finally {
    read();
    stop.release();
  }
}

/**
 * What was shown last is not shown again: between a question and the end nothing may have changed. Where standard output is for
 * programs it goes where people read.
 */
function showingOnce(terminal: Terminal, { json }: AccountFlags): Terminal {
  const put = json === true ? terminal.say : terminal.show;
  let last: string | null = null;
  const show = (text: string): void => {
    if (text !== last) put(text);
    last = text;
  };
  return { ...terminal, show };
}

/** What was planned before this run names its accounts already. */
function closedIn({ change, travelled, flags }: Choice): Problem | null {
  if (change !== null) {
    const steps = change.steps.map(({ step }) => step);
    return whyClosed(steps, change.project.account, flags);
  }
  const { accounts = [] } = travelled?.origin.inputs ?? {};
  return whyAccountsClosed(accounts, flags, 'this plan was made with other accounts open');
}

async function fixAndTell(request: DiagnoseRequest, setting: Setting, terminal: Terminal): Promise<number> {
  const { choice, account, signal } = setting;
  const { flags, change, travelled, rounds } = choice;
  const json = flags.json === true;
  const ports = portsOn(account, signal, progressTeller(terminal, flags.details));
  const asked: FixRequest = {
    ...request,
    unattended: choice.yes,
    partial: choice.partial,
    retry: choice.retry,
    approve: approval(setting, terminal),
    offer: offering(setting, terminal),
    offerChange: changeOffering(setting, terminal),
    host: hostname(),
    ...(flags.narrow === undefined ? {} : { narrow: flags.narrow }),
    ...(travelled === undefined ? {} : { travelled }),
  };
  if (rounds !== null) return untilGreenAndTell({ ...asked, rounds }, { ports, flags }, terminal);
  const outcome = change === null ? await fixProject(asked, ports) : await resumeFix(asked, change, ports);
  if (!outcome.ok) return report(fixProblem(outcome.error), terminal, json);
  const failed = await giveDocument(() => fixJson(outcome.value, flags), flags, terminal);
  const code = fixEnd(outcome.value, flags, terminal);
  return failed ?? code;
}

/** Shows the diagnosis and what would be done, then asks. */
function approval({ choice, account, signal, read }: Setting, terminal: Terminal) {
  const { flags, yes, travelled } = choice;
  const { show } = terminal;
  return async (asked: Asked): Promise<boolean> => {
    read();
    if (travelled === undefined) await hintAtSource(asked.diagnosis, flags, terminal);
    const { diagnosis } = asked;
    if (asked.kind === 'resume') show(resumingText(asked.change, paintOf(flags, terminal)));
    else show(shownBefore({ diagnosis, plan: ok(asked.plan) }, choice, terminal));
    if (asked.kind === 'plan' && travelled !== undefined && asked.plan.steps.length > 0)
      consentLines(travelled.origin.inputs.planning, paintOf(flags, terminal)).forEach(show);
    const asker = { yes, reader: account.reader, signal };
    return (await consent(questionOf(asked, choice), asker, terminal)) === 'yes';
  };
}

function shownBefore(
  { diagnosis, plan }: Pick<Summarised, 'diagnosis' | 'plan'>,
  { flags, yes }: Choice,
  terminal: Terminal,
): string {
  const isAsked = terminal.interactive && !yes;
  const page = { ...terminal.page, paint: paintOf(flags, terminal) };
  return shownText({ diagnosis, plan, next: null, isAsked }, flags, page);
}

/** Where standard output is for programs, people read standard error. */
const paintOf = ({ json }: AccountFlags, { paint, notePaint }: Terminal): Terminal['paint'] =>
  json === true ? notePaint : paint;

/** A plan that travelled is taken as it is. A diagnosis without a step to take was not shown yet when something is offered. */
function offering(
  { choice, account, signal, read }: Setting,
  terminal: Terminal,
): NonNullable<FixRequest['offer']> | null {
  const { yes, travelled } = choice;
  if (yes || travelled !== undefined || !terminal.interactive) return null;
  const asker = { yes, reader: account.reader, signal };
  return async ({ diagnosis, plan }) => {
    read();
    const isNew = plan.steps.length === 0 && plan.withheld.some(({ offered }) => offered);
    if (isNew) terminal.show(shownBefore({ diagnosis, plan: ok(plan) }, choice, terminal));
    return offerWithheld(plan, { ...asker, typesPairs: choice.rounds !== null }, terminal);
  };
}

/** What the answers so far come to is shown before the next question. */
function changeOffering(
  { choice, account, signal, read }: Setting,
  terminal: Terminal,
): NonNullable<FixRequest['offerChange']> | null {
  const { flags, yes, travelled } = choice;
  if (yes || travelled !== undefined || !terminal.interactive) return null;
  const asker = { yes, reader: account.reader, signal };
  return async (offered, before) => {
    read();
    terminal.show(shownBefore(before, choice, terminal));
    const text = changeQuestion(offered, paintOf(flags, terminal));
    return consent({ text: () => text, word: 'yes', instead: 'it stays as it is' }, asker, terminal);
  };
}

function questionOf(asked: Asked, { instead }: Choice): Question {
  return asked.kind === 'resume'
    ? {
        text: (caller) => resumeQuestion(asked.change, caller),
        word: confirmWord(asked.change.steps.map(({ step }) => step)),
        instead: 'add `--yes` to go on with this change',
      }
    : {
        text: (caller) => applyQuestion(asked.plan, caller),
        word: confirmWord(asked.plan.steps),
        instead,
      };
}

/** With the texts that are left to be written: whoever says yes may not have seen the plan. */
function resumingText({ id, steps }: Change, paint: Terminal['paint']): string {
  const left = steps
    .filter(({ state }) => state !== 'done')
    .flatMap(({ step }) => [
      `  - ${safeLine(stepSummary(step))}`,
      ...stepLines(step, paint).map((line) => `    ${line}`),
    ]);
  return [`change ${id}; left to do:`, ...left].join('\n');
}
