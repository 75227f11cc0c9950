import { buildsJson, buildsText } from '#render/builds-text.ts';
import { newestBuilds } from '#tasks/builds.ts';
import type { AccountFlags } from '../describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openAccountFor } from '../open.ts';
import { callProblem } from '#render/problem.ts';
import { report, type Terminal } from '../terminal.ts';
import { safeJson } from '#render/safe-json.ts';

interface Flags extends AccountFlags {
  readonly failed?: boolean;
}

/** `rolemend builds`: the newest of the account and region, those that ended alike together. */
export async function buildsCommand(flags: Flags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  const account = await openAccountFor(flags, terminal);
  if (!account.ok) return report(account.error, terminal, json);
  const { reader, region } = account.value;
  const caller = await reader.caller();
  if (!caller.ok) return report(callProblem(caller.error), terminal, json);
  const groups = await newestBuilds(reader, { failed: flags.failed === true });
  if (!groups.ok) return report(callProblem(groups.error), terminal, json);
  const { account: id } = caller.value;
  if (json) terminal.print(safeJson(buildsJson(groups.value, { account: id, region }), 2));
  else if (groups.value.length > 0) terminal.show(buildsText(groups.value, terminal.paint));
  else terminal.say(`${flags.failed === true ? 'no red builds' : 'no builds'} in account ${id}, ${region}`);
  return EXIT.done;
}
