/** Which of the newest red builds of an account is meant, where the command line names no project. */
import { err, ok, type Result } from '#basics/result.ts';
import type { BuildGroup } from '#diagnosis/build-groups.ts';
import { buildsJson, buildsText } from '#render/builds-text.ts';
import { EXIT } from '#render/exit-codes.ts';
import { plain } from '#render/paint.ts';
import { callProblem, type Problem } from '#render/problem.ts';
import { newestBuilds } from '#tasks/builds.ts';
import { askLine } from './ask.ts';
import type { AccountFlags } from './describe.ts';
import { openAccountFor } from './open.ts';
import { interruptible } from './signals.ts';
import type { Terminal } from './terminal.ts';

type Place = Parameters<typeof buildsJson>[1];

/** Beyond it nobody chooses any more. */
const MOST_OFFERED = 9;

const NONE_CHOSEN: Problem = {
  message: 'no build was chosen',
  help: 'give its number, or name a project: `rolemend diagnose PROJECT`',
  exit: EXIT.declined,
};

export async function chooseBuild<F extends AccountFlags>(
  flags: F,
  terminal: Terminal,
): Promise<Result<{ readonly project: string; readonly flags: F & { readonly build: string } }, Problem>> {
  const reading = { terminal, json: flags.json };
  const found = await interruptible('the account', reading, async () => {
    const account = await openAccountFor(flags, terminal);
    if (!account.ok) return account;
    const groups = await newestBuilds(account.value.reader, { failed: true });
    const caller = await account.value.reader.caller();
    if (!groups.ok) return err(callProblem(groups.error));
    if (!caller.ok) return err(callProblem(caller.error));
    const place = { account: caller.value.account, region: account.value.region };
    return ok({ opened: account.value, groups: groups.value.slice(0, MOST_OFFERED), place });
  });
  if (!found.ok) return found;
  const { opened, groups, place } = found.value;
  if (!terminal.interactive || flags.json === true || groups.length === 0)
    return err(noneNamed(groups, place));
  terminal.say(`the newest red builds of account ${place.account}, ${place.region}`);
  terminal.say(buildsText(groups, terminal.notePaint));
  const line = await askLine(`which one, 1 to ${groups.length}? `, {});
  const group = groups[Number(line ?? '') - 1];
  if (group === undefined) return err(NONE_CHOSEN);
  return ok({ project: group.project, flags: { ...flags, opened, build: group.newest.id } });
}

function noneNamed(groups: readonly BuildGroup[], place: Place): Problem {
  const isNone = groups.length === 0;
  return {
    message: 'no project is named',
    help: isNone
      ? `of the newest 100 builds in account ${place.account}, ${place.region}, none failed; name a project: \`rolemend diagnose PROJECT\``
      : 'name one: `rolemend diagnose PROJECT`; these builds failed last:',
    exit: EXIT.invalidInput,
    more: { text: isNone ? [] : [buildsText(groups, plain)], json: buildsJson(groups, place) },
  };
}
