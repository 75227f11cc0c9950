import type { UnreadProjectDocument } from '#render/documents.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { withoutNext } from '#render/diagnosed-json.ts';
import { NOT_BEGUN, notBegunLine, type Tally, tallyLine, verdictLine } from '#render/verdict-text.ts';
import { safeLine } from '#render/terminal-text.ts';
import { diagnoseAll, type OneOfMany } from '#tasks/diagnose-all.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import { ReadFailure } from '../file-problem.ts';
import { fixProblem } from '#render/fix-problem.ts';
import { openAccountFor, requestFor } from '../open.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import { openInput } from '../read-input.ts';
import { readLines } from '../read-lines.ts';
import { onInterrupt } from '../signals.ts';
import { outputTakesMore } from '../standard-output.ts';
import { report, type Terminal } from '../terminal.ts';
import type { DiagnoseFlags } from './diagnose.ts';
import { safeJson } from '#render/safe-json.ts';

/** `rolemend diagnose --all`: a line for each project as it comes; exits by the worst. */
export async function diagnoseAllCommand(flags: DiagnoseFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const request = await requestFor('', flags);
  if (!request.ok) return report(request.error, terminal, json);
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return report(account.error, terminal, json);
  const named = await namesOf(flags.projectsFrom ?? null, account.value, terminal);
  if (!named.ok) return report(named.error, terminal, json);
  const projects = named.value;
  const stop = onInterrupt(() => terminal.say('stopping after those under way; Ctrl-C again stops at once'));
  const asked = { projects, request: { ...request.value, spare: true }, signal: stop.signal };
  let tally: Tally = { healthy: 0, blocked: 0, unknown: 0, notRead: 0 };
  const left = new Set(projects);
  try {
    for await (const one of diagnoseAll(asked, account.value.reader.forMany(projects))) {
      left.delete(one.project);
      if (json) terminal.print(jsonLine(one));
      else terminal.show(textLine(one, terminal));
      const kind = one.diagnosed.ok ? one.diagnosed.value.diagnosis.verdict : 'notRead';
      tally = { ...tally, [kind]: tally[kind] + 1 };
      if (!(await outputTakesMore())) break;
    }
  } finally {
    stop.release();
  }
  if (stop.signal.aborted) tellLeft([...left], json, terminal);
  terminal.say(tallyLine(tally, projects.length));
  return stop.signal.aborted ? EXIT.interrupted : exitOf(tally);
}

/** In a stream for programs each has its line, so that nobody takes the rest for all. */
function tellLeft(left: readonly string[], json: boolean, terminal: Terminal): void {
  if (json) for (const project of left) terminal.print(errorLine(project, NOT_BEGUN));
  else if (left.length > 0) terminal.say(notBegunLine(left));
}

function exitOf({ blocked, unknown, notRead }: Tally): ExitCode {
  if (blocked > 0) return EXIT.problemFound;
  return unknown + notRead > 0 ? EXIT.unknown : EXIT.done;
}

function textLine({ project, diagnosed }: OneOfMany, { paint }: Terminal): string {
  if (!diagnosed.ok)
    return `${paint.warn('!')} ${paint.bold(safeLine(project))} ${fixProblem(diagnosed.error).message}`;
  const { diagnosis, plan } = diagnosed.value;
  return verdictLine(diagnosis, plan.ok ? plan.value : null, paint);
}

function jsonLine({ project, diagnosed }: OneOfMany): string {
  return diagnosed.ok
    ? safeJson(withoutNext(diagnosed.value))
    : errorLine(project, fixProblem(diagnosed.error));
}

const errorLine = (project: string, { message, help }: Pick<Problem, 'message' | 'help'>): string =>
  safeJson({ project: { name: project }, error: { message, help } } satisfies UnreadProjectDocument);

/** Null: all there are. */
async function namesOf(
  file: string | null,
  { reader }: AccountAccess,
  terminal: Terminal,
): Promise<Result<readonly string[], Problem>> {
  if (file !== null) return namesIn(file, terminal);
  const names = await reader.projectNames();
  return names.ok ? names : err(callProblem(names.error));
}

const LONGEST_NAME = 1_000;

async function namesIn(file: string, terminal: Terminal): Promise<Result<readonly string[], Problem>> {
  const input = await openInput(file, terminal.say);
  if (!input.ok) return err(unreadable(input.error));
  const names = new Set<string>();
  try {
    for await (const line of readLines(input.value, LONGEST_NAME)) {
      const name = line?.trim() ?? '';
      if (name !== '' && !name.startsWith('#')) names.add(name);
    }
  } catch (error) {
    if (!(error instanceof ReadFailure)) throw error;
    return err(unreadable(error.message));
  }
  return ok([...names]);
}

const unreadable = (why: string): Problem => ({
  message: why,
  help: 'give `--projects-from` a file with the name of a project on each line, or `-` for standard input',
  exit: EXIT.invalidInput,
});
