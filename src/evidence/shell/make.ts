/** `make TARGET`: runs the recipes of a target and of what it depends on, each line in a shell of its own. Source: GNU make manual. */
import { changeDirectory } from './directory.ts';
import { fileOf } from './files.ts';
import { MakeRun, OVERRIDE } from './make/run.ts';
import type { Called } from './scripts.ts';
import { NOTHING, type Outcome, type Shell } from './shell.ts';
import { knownPrefix, knownText, literal, unknown, withoutPrefix } from './text.ts';

const FILES = ['GNUmakefile', 'makefile', 'Makefile'];
const VALUED = new Set(['-f', '--file', '--makefile', '-C', '--directory', '-I', '-o', '-W', '-j', '-l']);

/** Null: it is no make, or its file cannot be read. */
export function runMake(shell: Shell, { name, args, running }: Called): Outcome | null {
  if (name !== 'make' && name !== 'gmake') return null;
  const frame = running.step.frame.subshell();
  const targets: string[] = [];
  let names = FILES;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? unknown('');
    const word = knownText(arg);
    const [label, variable = ''] = /^([A-Za-z_]\w*):?=/.exec(knownPrefix(arg)) ?? [];
    if (label !== undefined) frame.set(OVERRIDE + variable, withoutPrefix(arg, label.length));
    else if (word === null) return null;
    else if (
      VALUED.has(word) &&
      !(word === '-j' && !/^\d+$/.test(knownText(args[at + 1] ?? unknown('')) ?? ''))
    ) {
      const value = args[++at] ?? unknown('');
      if (word === '-C' || word === '--directory') changeDirectory(frame, value);
      if (/^(-f|--file|--makefile)$/.test(word)) names = [knownText(value) ?? ''];
    } else if (/^-C./.test(word)) changeDirectory(frame, literal(word.slice(2)));
    else if (/^-f./.test(word)) names = [word.slice(2)];
    else if (!word.startsWith('-')) targets.push(word);
    else if (/^-[a-zA-Z]*n|^--(dry-run|just-print|version|help)$/.test(word) && !word.startsWith('--no-'))
      return NOTHING;
  }
  const place = { frame, listener: shell.listener };
  const file = names.map((one) => fileOf(place, literal(one))).find((one) => one !== null);
  if (file === undefined || file === null) return null;
  const run = new MakeRun(shell, { frame, running, goals: targets });
  run.read(file);
  return run.targets();
}
