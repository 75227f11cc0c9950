/** The account that a live page looks at: opened once, and anew after its credentials were refused. */
import type { AccountReader, CallProblem } from '#account/ports.ts';
import type { AccountAccess } from '#aws/open-account.ts';
import { err, ok, type Result } from '#basics/result.ts';
import type { ProblemDocument } from '#page/messages.ts';
import type { FixProblem } from '#tasks/fix.ts';
import type { AccountFlags } from '../describe.ts';
import { fixProblem } from '#render/fix-problem.ts';
import { openAccountFor } from '../open.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import type { Terminal } from '../terminal.ts';

export interface LiveAccount {
  /** Of a region: the one that was asked for when the page was started, unless another is named. */
  readonly open: (region?: string) => Promise<Result<AccountAccess, ProblemDocument>>;
  /** Who asks, as AWS says. */
  readonly caller: (
    reader: AccountReader,
  ) => Promise<Result<{ readonly account: string; readonly arn: string }, ProblemDocument>>;
  /** The problem in words; a person may have signed in anew by the next time. */
  readonly told: (problem: FixProblem) => ProblemDocument;
}

export function liveAccount(flags: AccountFlags, terminal: Terminal): LiveAccount {
  const opened = new Map<string, Promise<Result<AccountAccess, Problem>>>();
  const forget = ({ kind }: Pick<CallProblem, 'kind'>): void => {
    if (kind === 'credentials') opened.clear();
  };
  return {
    open: async (region) => {
      const usual = await opened.get('');
      const isUsual = region === undefined || (usual?.ok === true && usual.value.region === region);
      const key = isUsual ? '' : region;
      const opening = opened.get(key) ?? openAccountFor(isUsual ? flags : { ...flags, region }, terminal);
      opened.set(key, opening);
      const account = await opening;
      if (!account.ok) opened.delete(key);
      return account.ok ? account : err(inShort(account.error));
    },
    caller: async (reader) => {
      const caller = await reader.caller();
      if (caller.ok) return ok(caller.value);
      forget(caller.error);
      return err(inShort(callProblem(caller.error)));
    },
    told: (problem) => {
      if (problem.kind === 'call') forget(problem.problem);
      return inShort(fixProblem(problem));
    },
  };
}

/** A problem as `--json` has it. */
export const inShort = ({ message, help }: Problem): ProblemDocument => ({ message, help });
