/** Files that a plan travels in: written, read, and refused. */
import { writeFileSync } from 'node:fs';
import { err, ok, type Result } from '#basics/result.ts';
import type { Diagnosis } from '#diagnosis/finding.ts';
import type { Plan } from '#plan/plan.ts';
import { planFileHash, planFileText, readPlanOrigin, recordedPlanning } from '#plan/plan-file.ts';
import { shellQuote } from '#render/shell-quote.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { Diagnosed, DiagnoseRequest } from '#tasks/diagnose.ts';
import type { TravelledPlan } from '#tasks/travelled-plan.ts';
import { EXIT, exitOf } from '#render/exit-codes.ts';
import { whyUnwritable } from './file-problem.ts';
import { planProblem } from '#render/fix-problem.ts';
import type { Problem } from '#render/problem.ts';
import { readDocument } from './read-document.ts';
import type { Terminal } from './terminal.ts';

/** Writes the plan of a diagnosis; gives what an approval of it names. */
export function writePlanFile(
  file: string,
  { diagnosis, plan }: Diagnosed,
  request: DiagnoseRequest,
): Result<string, Problem> {
  if (!plan.ok) return err(planProblem(plan.error));
  const { project } = diagnosis.snapshot;
  if (plan.value.steps.length === 0) {
    return err({
      message: `the plan for \`${safeLine(project.name)}\` changes nothing, so there is none to write`,
      help: `\`rolemend diagnose ${shellQuote(safeLine(project.name))}\` says what stands in the way`,
      exit: exitOf(diagnosis.verdict),
    });
  }
  const text = planTextOf(diagnosis, plan.value, request);
  try {
    writeFileSync(file, text);
    return ok(planFileHash(text));
  } catch (error) {
    return err({
      message: `cannot write \`${safeLine(file)}\`: ${whyUnwritable(error)}`,
      help: 'name a file in a folder of your own, such as `--plan plan.json`',
      exit: EXIT.couldNotRun,
    });
  }
}

/** The text of a plan's file. */
export function planTextOf(
  { snapshot: { project, build, operators } }: Diagnosis,
  plan: Plan,
  { source, trailPages, planning }: DiagnoseRequest,
): string {
  return planFileText(plan, {
    project: project.name,
    // A newer build would be explained otherwise, once there is one.
    build: build.kind === 'known' ? build.value.id : null,
    source: source !== null,
    trailPages,
    ...(operators === undefined ? {} : { accounts: Object.keys(operators).toSorted() }),
    planning: recordedPlanning(planning),
  });
}

const MADE_BY = 'write one with `rolemend fix PROJECT --plan FILE`';

/** A plan that `fix --plan` wrote. */
export async function readPlanFile(
  file: string,
  terminal: Terminal,
): Promise<Result<TravelledPlan, Problem>> {
  const read = await readDocument(file, MADE_BY, terminal);
  if (!read.ok) return read;
  const origin = readPlanOrigin(read.value);
  if (origin.ok) return ok({ text: read.value, sha256: planFileHash(read.value), origin: origin.value });
  const message = `\`${safeLine(file)}\` is no plan: ${safeLine(origin.error)}`;
  return err({ message, help: MADE_BY, exit: EXIT.invalidInput });
}
