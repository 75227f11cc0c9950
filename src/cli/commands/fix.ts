import { ok } from '#basics/result.ts';
import { codeFileOf } from '../code-file.ts';
import type { EmitForm } from '#render/emit/forms.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { FixFlags } from '../fix-opened.ts';
import { documentMisuse } from '../give-document.ts';
import { openAccountFor, requestFor } from '../open.ts';
import { interruptible, projectCalled } from '../signals.ts';
import { report, type Terminal } from '../terminal.ts';

/** `rolemend fix PROJECT`: 0 when it ends well, 2 when the build still fails, 5 when the person said no. */
export async function fixCommand(project: string, flags: FixFlags, terminal: Terminal): Promise<number> {
  const json = flags.json === true;
  if (json && flags.emit !== undefined && flags.emit !== 'policy')
    return report(notJson(flags.emit), terminal, json);
  const misuse = documentMisuse(flags) ?? roundsMisuse(flags);
  if (misuse !== null) return report(misuse, terminal, json);
  const code = codeFileOf(flags);
  if (!code.ok) return report(code.error, terminal, json);
  const request = await requestFor(project, flags, code.value !== null);
  if (!request.ok) return report(request.error, terminal, json);
  const opened = await interruptible(projectCalled(project), { terminal, json }, async () => {
    const account = await openAccountFor(flags, terminal);
    if (!account.ok) return account;
    // A change that is resumed is looked up first.
    if (flags.resume !== true) await account.value.reader.expect(project);
    const { fixOpened } = await import('../fix-opened.ts');
    return ok({ account: account.value, fixOpened });
  });
  if (!opened.ok) return report(opened.error, terminal, json);
  const { account, fixOpened } = opened.value;
  return fixOpened(request.value, { flags, account, code: code.value }, terminal);
}

function roundsMisuse({ rounds, untilGreen }: FixFlags) {
  if (rounds === undefined || untilGreen === true) return null;
  return {
    message: '`--rounds` says how often `--until-green` tries, and that was not given',
    help: 'add `--until-green`, or leave out `--rounds`',
    exit: EXIT.invalidInput,
  };
}

function notJson(form: EmitForm) {
  return {
    message: `\`--emit ${form}\` prints no JSON`,
    help: 'leave out `--json`, or choose `--emit policy`; `--dry-run --json` gives the plan',
    exit: EXIT.invalidInput,
  };
}
