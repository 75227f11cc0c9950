/** A project of an account that is open, mended, or the plan for it shown. Loaded while the account answers the first calls. */
import type { PlanWrittenDocument } from '#render/documents.ts';
import type { Journal } from '#apply/journal.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { err, ok } from '#basics/result.ts';
import { detailsText } from '#render/details-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from '#tasks/diagnose.ts';
import { carryOut } from './carry-out.ts';
import { applyLine } from '#render/command-line.ts';
import {
  type AccountFlags,
  DEFAULT_ROUNDS,
  type DetailsFlags,
  type DocumentFlags,
  isBare,
  type NarrowFlags,
  type PlanningFlags,
  type ReadingFlags,
} from './describe.ts';
import type { CodeFile } from '#render/emit/beside.ts';
import type { EmitForm } from '#render/emit/forms.ts';
import { emitPlan } from './emit.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openFileJournal } from './file-journal.ts';
import { bareConfirmation } from './confirmations.ts';
import { fixProblem } from '#render/fix-problem.ts';
import { writePlanFile } from './plan-files.ts';
import { unprovedProblem } from '#render/tighten-problem.ts';
import { journalProblem } from '#render/problem.ts';
import { interruptible, projectCalled } from './signals.ts';
import { report, type Terminal } from './terminal.ts';
import { tellDiagnosed } from './tell-diagnosed.ts';
import { safeJson } from '#render/safe-json.ts';

/** The options of `rolemend fix`. */
export interface FixFlags
  extends AccountFlags,
    NarrowFlags,
    ReadingFlags,
    PlanningFlags,
    DocumentFlags,
    DetailsFlags {
  readonly yes?: boolean;
  readonly partial?: boolean;
  readonly dryRun?: boolean;
  readonly retry: boolean;
  readonly resume?: boolean;
  readonly untilGreen?: boolean;
  readonly rounds?: number;
  readonly emit?: EmitForm;
  /** The file to write the plan to. */
  readonly plan?: string;
}

interface Shown {
  readonly flags: FixFlags;
  readonly account: AccountAccess;
  /** Against which the code is shown. */
  readonly code: CodeFile | null;
}

/** As far as the options say: shown, written to a file or printed as code, or carried out. */
export async function fixOpened(
  request: DiagnoseRequest,
  { flags, account, code }: Shown,
  terminal: Terminal,
): Promise<number> {
  const { project } = request;
  const json = flags.json === true;
  const reading = projectCalled(project);
  const asksForPairs = flags.confirm?.some(isBare) === true;
  if (flags.emit !== undefined || flags.plan !== undefined || flags.dryRun === true || asksForPairs) {
    return interruptible(reading, { terminal, json }, () =>
      showPlan(request, { flags, account, code }, terminal),
    );
  }
  const unfinished = flags.resume === true ? await resumable(openFileJournal(), project) : null;
  if (unfinished !== null && !unfinished.ok) return report(journalProblem(unfinished.error), terminal, json);
  const change = unfinished?.value ?? null;
  if (flags.resume === true && change === null) return report(nothingToResume(project), terminal, json);
  if (change?.strategy === 'tighten') return report(unprovedProblem(change, flags), terminal, json);
  const choice = {
    flags,
    yes: flags.yes === true,
    partial: flags.partial === true,
    retry: flags.retry,
    instead: 'add `--yes` to apply this plan, or `--dry-run` to only show it',
    change,
    rounds: flags.untilGreen === true ? (flags.rounds ?? DEFAULT_ROUNDS) : null,
  };
  return carryOut(request, { reading, choice, account }, terminal);
}

async function showPlan(
  request: DiagnoseRequest,
  { flags, account, code }: Shown,
  terminal: Terminal,
): Promise<number> {
  // The other forms hold the plan alone, whoever may take it.
  const isPlanAlone = flags.plan !== undefined || (flags.emit !== undefined && flags.emit !== 'handoff');
  const diagnose = isPlanAlone ? diagnoseProject : diagnoseAsOperator;
  const asked = flags.emit === undefined ? request : { ...request, ways: 'none' as const };
  const diagnosed = await diagnose(asked, account.reader);
  if (!diagnosed.ok) return report(fixProblem(diagnosed.error), terminal, flags.json === true);
  const bare = bareConfirmation(flags.confirm, diagnosed.value.diagnosis);
  if (bare !== null) return report(bare, terminal, flags.json === true);
  if (flags.emit !== undefined) return emitPlan({ form: flags.emit, code }, diagnosed.value, terminal);
  if (flags.plan !== undefined)
    return tellWritten(flags.plan, { diagnosed: diagnosed.value, request, flags }, terminal);
  return tellDiagnosed(diagnosed.value, flags, terminal);
}

interface Written {
  readonly diagnosed: Diagnosed;
  readonly request: DiagnoseRequest;
  readonly flags: FixFlags;
}

/** Writes the plan, shows it, and says what approving and applying it take. */
function tellWritten(file: string, { diagnosed, request, flags }: Written, terminal: Terminal): number {
  const json = flags.json === true;
  const written = writePlanFile(file, diagnosed, request);
  if (!written.ok) return report(written.error, terminal, json);
  const { account, region, project } = diagnosed.diagnosis.snapshot;
  const sha256 = written.value;
  const { print, show, say, paint, notePaint } = terminal;
  if (json) {
    const schema = 'rolemend.plan-written/1';
    const document: PlanWrittenDocument = { schema, file, sha256, account, region, project: project.name };
    print(safeJson(document, 2));
    return EXIT.done;
  }
  // Whoever approves it reads all of it.
  show(detailsText({ ...diagnosed, next: null }, paint));
  say(`written to ${safeLine(file)}, SHA-256 ${sha256}`);
  const line = applyLine(file, flags);
  say(
    `${notePaint.accent('next')} \`${line}\` asks; \`${line} --approve ${sha256}\` is approved by the hash`,
  );
  return EXIT.done;
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
