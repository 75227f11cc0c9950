/** What each mode of the action asks. Comes in: the project and its options. Goes out: what is told of it. Never: asks anybody, or writes anything. */
import { ok, type Result } from '#basics/result.ts';
import { CHECK_EXITS, checkedFor } from '#cli/commands/check.ts';
import type { AccountFlags, ReadingFlags } from '#cli/describe.ts';
import { planFor } from '#cli/open.ts';
import { shownText } from '#cli/shown.ts';
import type { Terminal } from '#cli/terminal.ts';
import { documentOfVerified, summaryOfVerified, verifiedFor } from '#cli/verified.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import { checkJson, checkSummary, checkText } from '#render/check-text.ts';
import { fixLine } from '#render/command-line.ts';
import { documentOf, nextOf } from '#render/diagnosed-json.ts';
import { diagnosisSummary } from '#render/diagnosis-summary.ts';
import { type ExitCode, exitOf, verifiedExit } from '#render/exit-codes.ts';
import type { Summary } from '#render/markdown-summary.ts';
import type { Problem } from '#render/problem.ts';
import { verificationText } from '#render/verification-text.ts';
import type { Inputs } from './inputs.ts';

export interface Answer {
  /** The project's ARN. */
  readonly project: string;
  readonly summary: Summary;
  /** All of it for the log of the job. */
  readonly text: string;
  /** All of it as data, from which names can be told. */
  readonly document: object;
  readonly code: ExitCode;
}

/** The options of a command line that the inputs stand for. */
export type Flags = AccountFlags & ReadingFlags;
type Ask = (project: string, flags: Flags, terminal: Terminal) => Promise<Result<Answer, Problem>>;

export const ASK: Readonly<Record<Inputs['mode'], Ask>> = { diagnose, verify, check };

async function diagnose(...[project, flags, terminal]: Parameters<Ask>): ReturnType<Ask> {
  const found = await planFor(project, flags, terminal);
  if (!found.ok) return found;
  const { diagnosis, plan } = found.value;
  const given = givenBy(diagnosis);
  const next = nextOf(found.value, given);
  return ok({
    project: diagnosis.snapshot.project.arn,
    summary: diagnosisSummary(diagnosis, next),
    text: shownText({ diagnosis, plan, next: fixLine(project, given) }, {}, terminal.page),
    document: documentOf(found.value, given),
    code: exitOf(diagnosis.verdict),
  });
}

async function verify(...[project, flags, terminal]: Parameters<Ask>): ReturnType<Ask> {
  const found = await verifiedFor(project, flags, terminal);
  if (!found.ok) return found;
  const { diagnosis, verified } = found.value;
  return ok({
    project: diagnosis.snapshot.project.arn,
    summary: summaryOfVerified(found.value),
    text: verificationText(verified, { paint: terminal.paint, isWhole: false }),
    document: documentOfVerified(found.value, null),
    code: verifiedExit(verified),
  });
}

async function check(...[project, flags, terminal]: Parameters<Ask>): ReturnType<Ask> {
  const found = await checkedFor(project, { ...flags, source: flags.source ?? '.' }, terminal);
  if (!found.ok) return found;
  const { diagnosis, verdict } = found.value;
  const next = `${fixLine(project, { ...givenBy(diagnosis), source: '.' })} --dry-run`;
  return ok({
    project: diagnosis.snapshot.project.arn,
    summary: checkSummary(found.value, next),
    text: checkText(found.value, next, terminal.paint),
    document: checkJson(found.value),
    code: CHECK_EXITS[verdict],
  });
}

/** Whoever goes on sits elsewhere: what is told next has the region, and no folder or build of this run, by which it would be new each time. */
const givenBy = ({ snapshot }: Diagnosis): { readonly region: string } => ({ region: snapshot.region });
