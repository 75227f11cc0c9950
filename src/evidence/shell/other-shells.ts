/** Shells of Windows that a command calls: PowerShell and the command prompt. */
import { runBatch } from './batch/run.ts';
import { runPowerShell } from './powershell/run.ts';
import { type Called, type Running, runScript } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { knownText, type ShellText } from './text.ts';

/** `pwsh -Command TEXT` and `pwsh -File FILE`; null: it is no PowerShell, or not known what it is given. */
export function runOtherShell(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (/^cmd(?:[.]exe)?$/i.test(name)) return runCommandPrompt(shell, args, running);
  if (!/^(?:pwsh|powershell)(?:[.]exe)?$/i.test(name)) return null;
  const words = args.map(knownText);
  const at = words.findIndex(
    (word) => word === null || /^-(?:c|command|f|file)$/i.test(word) || !/^[-/]/.test(word),
  );
  const before = words[at - 1] ?? '';
  // An option with a value of its own stands before it.
  if (
    at < 0 ||
    (/^-(?:ex|executionpolicy|ep|version|workingdirectory|wd|outputformat)$/i.test(before) &&
      !words[at]?.startsWith('-'))
  )
    return at < 0 ? null : runOtherShell(shell, { name, args: args.slice(at + 1), running });
  const word = words[at] ?? null;
  const isFile = word !== null && (/^-f/i.test(word) || /[.]ps1$/i.test(word));
  const target = word?.startsWith('-') === true ? args[at + 1] : args[at];
  if (target === undefined) return null;
  if (isFile) {
    const rest = args.slice(word.startsWith('-') ? at + 2 : at + 1);
    return runScript(shell, target, { args: rest, running });
  }
  const texts = words.slice(word?.startsWith('-') === true ? at + 1 : at);
  const { step, command } = running;
  const where = step.unit.place(command.pos);
  if (texts.includes(null)) {
    shell.listener.unresolved(where, running.text, 'runs a text that is not known');
    return NOTHING;
  }
  const unit = { source: texts.join(' '), place: () => where, depth: step.unit.depth + 1 };
  return shell.nested(step, running.text, () => runPowerShell(shell, unit, step.frame.program()));
}

/** `cmd /c TEXT`; null: it is given nothing to run. */
function runCommandPrompt(shell: Shell, args: readonly ShellText[], running: Running): Outcome | null {
  const { step, command, text } = running;
  const at = args.findIndex((arg) => /^\/[ckr]$/i.test(knownText(arg) ?? ''));
  const words = args.slice(at + 1).map(knownText);
  if (at < 0 || words.length === 0) return null;
  const where = step.unit.place(command.pos);
  if (words.includes(null)) {
    shell.listener.unresolved(where, text, 'runs a text that is not known');
    return NOTHING;
  }
  const unit = { source: words.join(' '), depth: step.unit.depth + 1 };
  const script = { unit, line: () => where, folder: './', stdin: step.stdin };
  return shell.nested(step, text, () => runBatch(shell, script, step.frame.program()));
}
