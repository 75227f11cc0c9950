import { differenceJson, differenceText } from '#render/access-text.ts';
import { safeJson } from '#render/safe-json.ts';
import { safeLine } from '#render/terminal-text.ts';
import { diffPolicies, type MalformedPolicy, type PolicyDifference } from '#tasks/diff-policies.ts';
import { EXIT, type ExitCode } from '#render/exit-codes.ts';
import type { Problem } from '#render/problem.ts';
import { readDocument } from '../read-document.ts';
import { isStandardInput } from '../read-input.ts';
import { report, type Terminal } from '../terminal.ts';

const HELP = 'give two files with one policy document each: `rolemend diff old.json new.json`';

const BOTH_PIPED: Problem = {
  message: 'both documents are said to be standard input, which holds one',
  help: HELP,
  exit: EXIT.invalidInput,
};

interface Flags {
  readonly json?: boolean;
}

/** `rolemend diff OLD NEW`: exit code 2 when something is newly allowed, so that a pipeline can stop on it. */
export async function diffCommand(
  files: { readonly old: string; readonly now: string },
  flags: Flags,
  terminal: Terminal,
): Promise<number> {
  const json = flags.json === true;
  if (isStandardInput(files.old) && isStandardInput(files.now)) return report(BOTH_PIPED, terminal, json);
  const old = await readDocument(files.old, HELP, terminal);
  const now = await readDocument(files.now, HELP, terminal);
  if (!old.ok) return report(old.error, terminal, json);
  if (!now.ok) return report(now.error, terminal, json);
  const difference = diffPolicies(old.value, now.value);
  if (!difference.ok) return report(malformed(files, difference.error), terminal, json);
  if (json) terminal.print(safeJson(differenceJson(difference.value), 2));
  else terminal.show(differenceText(difference.value, terminal.paint));
  return exitOf(difference.value);
}

/** Unknown only where all that may be newly allowed may as well be nothing. */
function exitOf({ newlyAllowed }: PolicyDifference): ExitCode {
  if (newlyAllowed.access.length === 0) return EXIT.done;
  return newlyAllowed.access.some(({ atMost }) => atMost === null) ? EXIT.problemFound : EXIT.unknown;
}

const PROBLEMS_SHOWN = 5;

function malformed(
  { old, now }: { readonly old: string; readonly now: string },
  problems: readonly MalformedPolicy[],
): Problem {
  const shown = problems.slice(0, PROBLEMS_SHOWN).map(({ which, message, position }) => {
    const place = position === null ? '' : `:${position.line}:${position.column}`;
    return `${safeLine(which === 'old' ? old : now)}${place}: ${safeLine(message, 400)}`;
  });
  const more = problems.length - shown.length;
  return {
    message: [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; '),
    help: 'mend the document, then run the command again',
    exit: EXIT.invalidInput,
  };
}
