/** A project of an account that is open, diagnosed. Loaded while the account answers the first calls. */
import type { AccountAccess } from '#aws/open-account.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { fixProblem } from '#render/fix-problem.ts';
import type { Problem } from '#render/problem.ts';
import { diagnoseAsOperator } from '#tasks/check-operator.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from '#tasks/diagnose.ts';
import { bareConfirmation } from './confirmations.ts';
import type { AccountFlags, PlanningFlags, ReadingFlags } from './describe.ts';
import { hintAtSource } from './source-hint.ts';
import type { Terminal } from './terminal.ts';

/** How much is looked at: the plan at hand alone, the plans to choose from, or those with what whoever asks may do of them. */
export type Depth = keyof typeof DEPTHS;

const DEPTHS = {
  alone: (request, reader) => diagnoseProject({ ...request, ways: 'none' }, reader),
  planned: diagnoseProject,
  'as-operator': diagnoseAsOperator,
} satisfies Record<string, typeof diagnoseAsOperator>;

interface Asked {
  readonly how: Depth;
  readonly request: DiagnoseRequest;
  readonly flags: AccountFlags & ReadingFlags & Partial<PlanningFlags>;
}

export async function diagnosedIn(
  account: AccountAccess,
  { how, request, flags }: Asked,
  terminal: Terminal,
): Promise<Result<Diagnosed & { readonly account: AccountAccess }, Problem>> {
  const diagnosed = await DEPTHS[how](request, account.reader);
  if (!diagnosed.ok) return err(fixProblem(diagnosed.error));
  const bare = bareConfirmation(flags.confirm, diagnosed.value.diagnosis);
  if (bare !== null) return err(bare);
  await hintAtSource(diagnosed.value.diagnosis, flags, terminal);
  return ok({ ...diagnosed.value, account });
}
