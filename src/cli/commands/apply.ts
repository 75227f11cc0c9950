import { err, ok, type Result } from '#basics/result.ts';
import type { PlanOrigin } from '#plan/plan-file.ts';
import { shellQuote } from '#render/shell-quote.ts';
import { safeLine } from '#render/terminal-text.ts';
import type { DiagnoseRequest } from '#tasks/diagnose.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import type { TravelledPlan } from '#tasks/travelled-plan.ts';
import { carryOut } from '../carry-out.ts';
import type { NarrowFlags, AccountFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openAccountFor, sourceOf } from '../open.ts';
import { readPlanFile } from '../plan-files.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import { interruptible, projectCalled } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';

interface Flags extends AccountFlags, NarrowFlags {
  readonly approve?: string;
  readonly source?: string;
  readonly partial?: boolean;
  readonly retry: boolean;
}

/** `rolemend apply FILE`: exits as `fix` does; 3 where the plan is not the one that the account gives now. */
export async function applyCommand(file: string, flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const travelled = await readPlanFile(file, terminal);
  if (!travelled.ok) return report(travelled.error, terminal, json);
  const { origin } = travelled.value;
  const refused = whyNotAsGiven(travelled.value, flags);
  if (refused !== null) return report(refused, terminal, json);
  const request = await requestOf(origin, flags);
  if (!request.ok) return report(request.error, terminal, json);
  const reading = projectCalled(origin.inputs.project);
  const account = await interruptible(reading, { terminal, json }, () => accountOf(origin, flags, terminal));
  if (!account.ok) return report(account.error, terminal, json);
  terminal.say(`plan \`${safeLine(file)}\`, SHA-256 ${travelled.value.sha256}`);
  const choice = {
    flags,
    yes: flags.approve !== undefined,
    partial: flags.partial === true,
    retry: flags.retry,
    instead: 'read the plan, and give `--approve` the hash that `fix --plan` told',
    change: null,
    rounds: null,
    travelled: travelled.value,
  };
  return carryOut(request.value, { reading, choice, account: account.value }, terminal);
}

/** What can be told from the file and the command line alone. */
function whyNotAsGiven({ sha256, origin }: TravelledPlan, { approve, region }: Flags): Problem | null {
  if (region !== undefined && region !== origin.region)
    return elsewhere(
      `is of region ${origin.region}, and \`--region\` is \`${safeLine(region)}\``,
      'leave out `--region`, or write a plan of that region',
    );
  if (approve === undefined || approve === sha256) return null;
  return {
    message: `\`--approve\` names another plan than this file holds: nothing was changed\n- approved ${approve}\n+ the file ${sha256}`,
    help: 'apply the file that was approved, or have this one approved',
    exit: EXIT.invalidInput,
  };
}

const elsewhere = (how: string, help: string): Problem => ({
  message: `this plan ${how}: nothing was changed`,
  help,
  exit: EXIT.invalidInput,
});

/** The account that the plan was made for, or why these credentials are of none such. */
async function accountOf(
  { account, region }: PlanOrigin,
  flags: Flags,
  terminal: Terminal,
): Promise<Result<AccountAccess, Problem>> {
  const opened = await openAccountFor({ ...flags, region }, terminal);
  if (!opened.ok) return opened;
  const caller = await opened.value.reader.caller();
  if (!caller.ok) return err(callProblem(caller.error));
  return caller.value.account === account
    ? opened
    : err(
        elsewhere(
          `is of account ${account}, and these credentials are of account ${caller.value.account}`,
          'choose the `--profile` of the account that it was made for',
        ),
      );
}

/** The inputs that the file recorded; only where the source lies on this machine is for the command line to say. */
async function requestOf(
  { inputs }: PlanOrigin,
  { source: directory }: Flags,
): Promise<Result<DiagnoseRequest, Problem>> {
  const { project, build, planning, trailPages } = inputs;
  if (inputs.source !== (directory !== undefined)) return err(sourceNeeded(inputs));
  const commit = planning.vouchedCommit;
  const trust = planning.trustSource && commit !== null ? { trustSource: commit } : {};
  const source = await sourceOf({ ...(directory === undefined ? {} : { source: directory }), ...trust });
  if (!source.ok) return source;
  // A commit is vouched for by a checkout that was looked at, never by the word of the file.
  const vouched = { ...planning, vouchedCommit: source.value.commit };
  return ok({ project, build, source: source.value.files, planning: vouched, trailPages });
}

function sourceNeeded({ source, project, planning }: PlanOrigin['inputs']): Problem {
  const commit = planning.vouchedCommit === null ? '' : ` at commit ${planning.vouchedCommit}`;
  return source
    ? {
        message: `this plan was made with files of the source: nothing was changed`,
        help: `add \`--source DIR\`, a checkout of it${commit}`,
        exit: EXIT.invalidInput,
      }
    : {
        message: 'this plan was made without files of the source: nothing was changed',
        help: `leave out \`--source\`, or make it anew: \`rolemend fix ${shellQuote(safeLine(project))} --source DIR --plan FILE\``,
        exit: EXIT.invalidInput,
      };
}
