import { err, ok, type Result } from '#basics/result.ts';
import type { CheckedSource, SourceVerdict } from '#diagnosis/source-verdict.ts';
import { checkJson, checkSummary, checkText } from '#render/check-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { checkSource } from '#tasks/check-source.ts';
import { fixLine } from '#render/command-line.ts';
import type { AccountFlags, FormatFlags } from '../describe.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { giveFormat } from '../give-format.ts';
import { openAccountFor, sourceOf } from '../open.ts';
import { type Problem, snapshotProblem } from '#render/problem.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

/** The options of `rolemend check`. */
export interface CheckFlags extends AccountFlags, FormatFlags {
  readonly source: string;
}

/** A check exits by its verdict. */
export const CHECK_EXITS: Readonly<Record<SourceVerdict, ExitCode>> = {
  allowed: EXIT.done,
  denied: EXIT.problemFound,
  unknown: EXIT.unknown,
};

/** `rolemend check --source DIR PROJECT`: exits by the verdict; reads alone. */
export async function checkCommand(project: string, flags: CheckFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const checked = await checkedFor(project, flags, terminal);
  if (!checked.ok) return report(checked.error, terminal, json);
  if (json) terminal.print(safeJson(checkJson(checked.value), 2));
  else {
    const next = `${fixLine(project, flags)} --dry-run`;
    if (!giveFormat(() => checkSummary(checked.value, next), flags, terminal))
      terminal.show(checkText(checked.value, next, terminal.paint));
  }
  return CHECK_EXITS[checked.value.verdict];
}

/** The source held against the account, or the problem to report. */
export async function checkedFor(
  project: string,
  flags: CheckFlags,
  terminal: Terminal,
): Promise<Result<CheckedSource, Problem>> {
  const source = await sourceOf(flags);
  if (!source.ok) return source;
  const { files } = source.value;
  if (files === null) throw new Error('Internal error: no source');
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return account;
  const checked = await checkSource({ project, source: files }, account.value.reader);
  if (checked.ok) return ok(checked.value);
  return err(
    checked.error.kind === 'no-buildspec'
      ? noBuildspec(checked.error.path, flags.source)
      : snapshotProblem(checked.error),
  );
}

function noBuildspec(path: string, directory: string): Problem {
  return {
    message: `there is no \`${safeLine(path, 200)}\` in \`${safeLine(directory, 200)}\`, which the project takes its buildspec from`,
    help: 'give `--source` the root of the source as the build will have it',
    exit: EXIT.invalidInput,
  };
}
