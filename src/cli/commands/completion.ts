/**
 * Completion for shells. Comes in: the commands as they are described, and the words of a line so far. Goes out: what may stand next, in
 * the form of the library's scripts. Never: prints a name that a shell could take for more than a word.
 */
import { RootCommand, script, ShellCompDirective } from '@bomb.sh/tab';
import type { Argument, Command, Option } from 'commander';
import { knownRegions } from '#aws/regions.ts';
import { commandAt, commandFirst, mayGoBefore } from '../command-first.ts';
import { knownProfiles } from '../known-profiles.ts';
import { knownProjects } from '../known-projects.ts';
import { configure } from '../config/configure.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Terminal } from '../terminal.ts';

const PROGRAM = 'rolemend';

/** `rolemend completion SHELL`: the script that its start-up file reads. */
export function completionCommand(shell: string, terminal: Terminal): number {
  const text = printedBy(() => script(shell, PROGRAM, PROGRAM));
  // Where nothing is known, bash completes names of files only if it is told to.
  terminal.print(shell === 'bash' ? text.replace(/^complete -F/m, 'complete -o default -F') : text);
  return EXIT.done;
}

/** `rolemend complete -- WORDS`, which the scripts ask; the last word is the one to complete. */
export async function completeCommand(
  line: readonly string[],
  program: Command,
  terminal: Terminal,
): Promise<number> {
  const words = inOrder(line);
  const directive = pathsFor(words, program);
  if (directive !== null) {
    terminal.print(`:${directive}`);
    return EXIT.done;
  }
  const completer = completerOf(program, {
    project: await projectsFor(words, program, terminal),
    profile: await profilesFor(words),
    region: knownRegions(),
  });
  terminal.print(printedBy(() => completer.parse([...words])).trimEnd());
  return EXIT.done;
}

/** The command in front; of a line without one yet, what the last word is completed from. */
function inOrder(line: readonly string[]): readonly string[] {
  const left = line.length - 1 - commandAt(line);
  if (left > 0) return commandFirst(line);
  return line.slice(left === 0 ? -1 : -2);
}

/** What the library prints, which knows no other way out. */
function printedBy(run: () => void): string {
  const out = globalThis.console;
  const { log } = out;
  const lines: string[] = [];
  out.log = (line: string) => lines.push(line);
  try {
    run();
  } finally {
    out.log = log;
  }
  return lines.join('\n');
}

/** Values that no command lists, by the name of the argument or the option. */
type Known = Readonly<Record<string, readonly string[]>>;

function completerOf(program: Command, known: Known): RootCommand {
  const root = new RootCommand();
  const ofAccount = program.commands.find(({ options }) => options.some(({ long }) => long === '--profile'));
  const before = ofAccount?.options.filter(({ long }) => mayGoBefore(long ?? '')) ?? [];
  addOptions(root, [...program.options, ...before], known);
  for (const command of shownCommands(program)) {
    const own = root.command(command.name(), command.description());
    addOptions(own, [...command.options, ...program.options], known);
    for (const argument of command.registeredArguments)
      own.argument(argument.name(), (complete) => {
        for (const value of valuesOf(argument, argument.name(), known)) complete(value, '');
      });
  }
  return root;
}

const shownCommands = (program: Command): readonly Command[] => program.createHelp().visibleCommands(program);

const valuesOf = (
  { argChoices }: Pick<Argument | Option, 'argChoices'>,
  name: string,
  known: Known,
): readonly string[] => argChoices ?? known[name] ?? [];

type Completed = ReturnType<RootCommand['command']>;

function addOptions(completed: Completed, options: readonly Option[], known: Known): void {
  for (const option of options) {
    const { long, description, required, optional } = option;
    const name = long?.slice(2);
    if (name === undefined) continue;
    if (required || optional)
      completed.option(name, description, (complete) => {
        for (const value of valuesOf(option, name, known)) complete(value, '');
      });
    else completed.option(name, description);
  }
}

interface Standing {
  readonly command: Command;
  /** The option whose value is completed; null: none. */
  readonly option: Option | null;
  /** The argument in whose place it stands; null: none. */
  readonly argument: Argument | null;
}

/** Where the last word stands. */
function standing(words: readonly string[], program: Command): Standing | null {
  const last = words.at(-1) ?? '';
  const [name, ...between] = words.slice(0, -1);
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) return null;
  const takesValue = (word: string | undefined): Option | null => {
    const option = [...command.options, ...program.options].find(({ long }) => long === word);
    return option?.required === true ? option : null;
  };
  const option = takesValue(between.at(-1));
  const operands = between.filter(
    (word, at) => !word.startsWith('-') && takesValue(between[at - 1]) === null,
  );
  const isOperand = option === null && !last.startsWith('-');
  return {
    command,
    option,
    argument: isOperand ? (command.registeredArguments[operands.length] ?? null) : null,
  };
}

const FILE = /^(?:file|old|new)$/;

/** How the shell completes a path where one is wanted; null: none is. */
function pathsFor(words: readonly string[], program: Command): number | null {
  const { option = null, argument = null } = standing(words, program) ?? {};
  const wanted = option === null ? argument?.name() : /<(.+)>/.exec(option.flags)?.[1];
  if (wanted === 'dir') return ShellCompDirective.ShellCompDirectiveFilterDirs;
  return wanted !== undefined && FILE.test(wanted) ? ShellCompDirective.ShellCompDirectiveDefault : null;
}

async function projectsFor(
  words: readonly string[],
  program: Command,
  terminal: Terminal,
): Promise<readonly string[]> {
  const at = standing(words, program);
  if (at?.argument?.name() !== 'project') return [];
  const problem = await configure(at.command, terminal);
  return problem === null ? knownProjects(words) : [];
}

/** The files are read only where the line is about one. */
const profilesFor = async (words: readonly string[]): Promise<readonly string[]> =>
  words.some((word) => word.startsWith('--profile')) ? knownProfiles() : [];
