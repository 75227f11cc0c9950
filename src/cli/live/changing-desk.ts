/**
 * What the live page may change: as `fix --plan` and `apply` do, in two steps. Comes in: a project, then a person's yes to the SHA-256 of
 * the plan that was shown. Goes out: the question, then how it ended. Never: applies what was not shown, adds what the terminal would not
 * offer, or takes a yes for somebody else's.
 */
import { hostname } from 'node:os';
import type { AccountAccess } from '#aws/open-account.ts';
import type { Change } from '#apply/change.ts';
import { undoChange } from '#apply/undo.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { Additions, Answer, PlanQuestion, ProblemDocument, Question } from '#page/messages.ts';
import { planFileHash, readPlanOrigin } from '#plan/plan-file.ts';
import { applyQuestion, confirmWord, standing, undoQuestion } from '#render/question-text.ts';
import { plain } from '#render/paint.ts';
import { fixProject } from '#tasks/fix.ts';
import type { FixEvent, FixPorts } from '#tasks/fix-ports.ts';
import type { DiagnoseRequest } from '#tasks/diagnose.ts';
import type { TravelledPlan } from '#tasks/travelled-plan.ts';
import type { Asked, ChangingDesk, Telling, Told } from '#ui/desk.ts';
import { wrongAccount } from '../commands/undo.ts';
import type { AccountFlags } from '../describe.ts';
import { openFileJournal } from '../file-journal.ts';
import { fixJson } from '#render/fix-json.ts';
import { planProblem } from '#render/fix-problem.ts';
import { planTextOf } from '../plan-files.ts';
import { journalProblem, undoProblem } from '#render/problem.ts';
import { portsOn } from '../ports-on.ts';
import { progressTeller } from '../progress.ts';
import { inShort, type LiveAccount } from './account.ts';
import { diagnoseNow, documentNow } from './desk.ts';
import { isNothing, NOTHING_FROM_HERE, offeredBeside, planningOf, whyNotOffered } from './live-offers.ts';

/** A plan that was shown, with the question about it. */
interface Shown extends Question {
  readonly travelled: TravelledPlan;
  readonly request: DiagnoseRequest;
}

/** Plans kept by their hash; the one shown longest ago makes way. */
const MOST_SHOWN = 50;

export function changingDesk(account: LiveAccount, flags: AccountFlags): ChangingDesk {
  const shown = new Map<string, Shown>();
  return {
    askApply: async (asked, more) => {
      const question = await questionAbout(asked, more, { account, flags });
      if (!question.ok) return question;
      const { document, kept } = question.value;
      shown.set(document.sha256, kept);
      const [oldest] = shown.size > MOST_SHOWN ? shown.keys() : [];
      if (oldest !== undefined) shown.delete(oldest);
      return ok(document);
    },
    apply: async (approved, telling) => {
      const plan = shown.get(approved.sha256);
      if (plan === undefined || plan.request.project !== approved.project) return err(NOT_SHOWN);
      const opened = await account.open();
      if (!opened.ok) return opened;
      const refused = await whyNotTheirs(plan, approved, { account, opened: opened.value });
      return refused === null ? apply(plan, { account, opened: opened.value, flags, telling }) : err(refused);
    },
    askUndo: async (id) => {
      const found = await toUndo(id, account);
      return found.ok
        ? ok({
            ...found.value.asked,
            change: found.value.change.id,
            project: found.value.change.project.name,
          })
        : found;
    },
    undo: async ({ change: id, ...answer }, telling) => {
      const found = await toUndo(id, account);
      if (!found.ok) return found;
      const { asked, change, opened } = found.value;
      const refused = await whyNotTheirs(asked, answer, { account, opened });
      return refused === null ? undo(change, { opened, telling }) : err(refused);
    },
  };
}

const NOT_SHOWN: ProblemDocument = {
  message: 'this plan is not one that was shown since `rolemend ui` was started: nothing was changed',
  help: 'read the plan again, and say yes to that',
};

interface Setting {
  readonly account: LiveAccount;
  readonly flags: AccountFlags;
}

async function questionAbout(
  about: Asked,
  more: Additions,
  { account, flags }: Setting,
): Told<{ readonly document: PlanQuestion; readonly kept: Shown }> {
  const refused = await whyNotOffered(about, more, account);
  if (refused !== null) return err(refused);
  const found = await diagnoseNow(about, account, planningOf(more));
  if (!found.ok) return found;
  const { diagnosed, request } = found.value;
  const { diagnosis, plan } = diagnosed;
  if (!plan.ok) return err(inShort(planProblem(plan.error)));
  const opened = await account.open();
  if (!opened.ok) return opened;
  const caller = await account.caller(opened.value.reader);
  if (!caller.ok) return caller;
  const offered = await offeredBeside(diagnosed, plan.value, opened.value.reader);
  if (isNothing(diagnosed, plan.value, offered)) return err(NOTHING_FROM_HERE);
  const text = planTextOf(diagnosis, plan.value, request);
  const origin = readPlanOrigin(text);
  if (!origin.ok) throw new Error(`Internal error: the plan's own text is none: ${origin.error}`);
  const sha256 = planFileHash(text);
  const asked: Question = {
    text: applyQuestion(plan.value, caller.value.arn),
    word: confirmWord(plan.value.steps),
    as: caller.value.arn,
  };
  const build = origin.value.inputs.build;
  const kept = {
    ...asked,
    travelled: { text, sha256, origin: origin.value },
    request: { ...request, build },
  };
  const document: PlanQuestion = {
    schema: 'rolemend.question/1',
    ...asked,
    sha256,
    diagnosis: documentNow(found.value, flags),
    ...offered,
    ...more,
  };
  return ok({ document, kept });
}

interface Theirs {
  readonly account: LiveAccount;
  readonly opened: AccountAccess;
}

/** A yes counts for whoever it named, and as the word that was asked for. */
async function whyNotTheirs(
  { word }: Question,
  given: Answer,
  { account, opened }: Theirs,
): Promise<ProblemDocument | null> {
  const caller = await account.caller(opened.reader);
  if (!caller.ok) return caller.error;
  if (given.word !== word)
    return { message: 'that was no yes: nothing was changed', help: `answer with \`${word}\`` };
  return given.as === caller.value.arn
    ? null
    : {
        message: `the yes was given as \`${given.as}\`, and the credentials are by now of \`${caller.value.arn}\`: nothing was changed`,
        help: 'read the plan again, and say yes as whoever you are now',
      };
}

interface Applying extends Setting {
  readonly opened: AccountAccess;
  readonly telling: Telling;
}

async function apply(
  { travelled, request }: Shown,
  { account, opened, flags, telling }: Applying,
): ReturnType<ChangingDesk['apply']> {
  const asked = {
    ...request,
    travelled,
    retry: true,
    host: hostname(),
    approve: () => {
      telling.begun();
      return Promise.resolve(true);
    },
  };
  const outcome = await fixProject(asked, portsOf(opened, telling));
  const { strategy } = request.planning;
  return outcome.ok ? ok(fixJson(outcome.value, { ...flags, strategy })) : err(account.told(outcome.error));
}

const portsOf = (opened: AccountAccess, telling: Telling): FixPorts =>
  portsOn(opened, telling.signal, teller(telling));

/** As the terminal tells it, and the phases as they are. */
function teller({ line, phase }: Telling): (event: FixEvent) => void {
  const tell = progressTeller({ note: line, interactive: false, notePaint: plain }, true);
  let build = '';
  return (event) => {
    if (event.kind === 'build-started') build = event.id;
    if (event.kind === 'phase')
      phase({ build, phase: event.phase, status: event.status, elapsed: event.elapsed });
    tell(event);
  };
}

interface ToUndo {
  readonly change: Change;
  readonly asked: Question;
  readonly opened: AccountAccess;
}

async function toUndo(id: string, account: LiveAccount): Promise<Result<ToUndo, ProblemDocument>> {
  const found = await openFileJournal().find(id);
  if (!found.ok) return err(inShort(journalProblem(found.error)));
  const change = found.value;
  if (change.state === 'undone')
    return err({ message: `change ${change.id} is undone already`, help: 'nothing is left to do' });
  const opened = await account.open(change.project.region);
  if (!opened.ok) return opened;
  const stranger = await wrongAccount(change, opened.value.reader);
  if (stranger !== null) return err(inShort(stranger));
  const caller = await account.caller(opened.value.reader);
  if (!caller.ok) return caller;
  const as = caller.value.arn;
  const asked = { text: undoQuestion(change, as), word: confirmWord(standing(change)), as };
  return ok({ change, asked, opened: opened.value });
}

async function undo(
  change: Change,
  { opened, telling }: { readonly opened: AccountAccess; readonly telling: Telling },
): ReturnType<ChangingDesk['undo']> {
  telling.begun();
  const undone = await undoChange(change, portsOf(opened, telling));
  return undone.ok
    ? ok({ schema: 'rolemend.undo/1', outcome: 'undone', change: change.id, kept: undone.value.kept })
    : err(inShort(undoProblem(undone.error)));
}
