/** What the commands on an account start from: the account's ports, the request, or the problem to report. */
import type { AccountAccess } from '#aws/open-account.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from '#tasks/diagnose.ts';
import type { PlanOptions } from '#plan/plan.ts';
import { err, ok, type Result } from '#basics/result.ts';
import { safeLine } from '#render/terminal-text.ts';
import { askCode } from './ask-code.ts';
import { type AccountFlags, DEFAULT_POLICY_NAME, type PlanningFlags, type ReadingFlags } from './describe.ts';
import { EXIT } from './exit-codes.ts';
import { callProblem, type Problem, snapshotProblem } from './problem.ts';
import type { Terminal } from './terminal.ts';

export async function openAccountFor(
  { region, profile }: AccountFlags,
  terminal: Terminal,
): Promise<Result<AccountAccess, Problem>> {
  const { openAccount } = await import('#aws/open-account.ts');
  const opened = await openAccount({
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(terminal.interactive ? { askCode } : {}),
    onProgress: (what) => terminal.say(terminal.notePaint.dim(safeLine(what))),
  });
  return opened.ok ? opened : err(callProblem(opened.error));
}

/** The project's diagnosis, and the account it was read from. */
export async function diagnoseFor(
  project: string,
  flags: AccountFlags & ReadingFlags & Partial<PlanningFlags>,
  terminal: Terminal,
): Promise<Result<Diagnosed & { readonly account: AccountAccess }, Problem>> {
  const request = await requestFor(project, flags);
  if (!request.ok) return request;
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return account;
  const diagnosed = await diagnoseProject(request.value, account.value.reader);
  return diagnosed.ok
    ? ok({ ...diagnosed.value, account: account.value })
    : err(snapshotProblem(diagnosed.error));
}

/** The request that the options of a command line make. */
export async function requestFor(
  project: string,
  flags: ReadingFlags & Partial<PlanningFlags>,
): Promise<Result<DiagnoseRequest, Problem>> {
  if (flags.role !== undefined && flags.strategy !== 'switch-role') return err(roleForNothing(flags.role));
  const source = await sourceOf(flags.source);
  if (!source.ok) return source;
  return ok({
    project,
    build: flags.build ?? null,
    source: source.value,
    planning: planningOf(flags),
    trailPages: flags.trail,
  });
}

function roleForNothing(role: string): Problem {
  return {
    message: `\`--role ${safeLine(role)}\` says which role to switch to, and this strategy switches to none`,
    help: 'add `--strategy switch-role`, or leave out `--role`',
    exit: EXIT.invalidInput,
  };
}

async function sourceOf(directory: string | undefined): Promise<Result<DiagnoseRequest['source'], Problem>> {
  if (directory === undefined) return ok(null);
  const { sourceFiles } = await import('#tasks/source-files.ts');
  const files = sourceFiles(directory);
  if (files.ok) return files;
  return err({
    message: files.error,
    help: 'give `--source` the directory that holds the buildspec',
    exit: EXIT.invalidInput,
  });
}

function planningOf(flags: Partial<PlanningFlags>): PlanOptions {
  return {
    strategy: flags.strategy ?? 'inline',
    policyName: flags.policyName ?? DEFAULT_POLICY_NAME,
    least: flags.least === true,
    roleName: flags.role ?? null,
    scanOnPush: flags.scanOnPush === true,
    tagMutability: flags.immutableTags === true ? 'IMMUTABLE' : 'MUTABLE',
    confirmed: flags.confirm ?? [],
  };
}
