/** One command line, run to its end. */
import { Command, CommanderError } from 'commander';
import { addAccountCommands } from './account-commands.ts';
import { commandAdder, EXIT_CODES, type Finish } from './describe.ts';
import { EXIT } from '#render/exit-codes.ts';
import { misuse } from './misuse.ts';
import { globalOptions, Misconfigured } from './global-options.ts';
import { addComplete, addLocalCommands } from './local-commands.ts';
import { talkAs } from './talk.ts';
import { openTerminal, report } from './terminal.ts';
import { VERSION } from './version.ts';

/** Never throws; gives the exit code. */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.done;
  const program = describeProgram((result) => {
    code = result;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof Misconfigured) return report(error.problem, openTerminal(), argv.includes('--json'));
    return error instanceof CommanderError ? misused(error, argv, program) : failed(error);
  }
}

function describeProgram(finish: Finish): Command {
  const program = globalOptions(new Command('rolemend'))
    .description(
      'Finds why a CodeBuild build was denied, mends its permissions, retries it, and can undo it.',
    )
    .version(VERSION, '-v, --version')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', `${BEFORE_OR_BEHIND}${EXIT_CODES}`);
  const add = commandAdder(program);
  addAccountCommands(add, finish);
  addLocalCommands(add, finish, runProgram);
  addComplete(program, finish);
  return program;
}

const BEFORE_OR_BEHIND = `
These options, and --region, --profile and --json, may stand before the command or behind it.
`;

/** A command line that cannot be followed, said as every other problem is; help that was asked for is no problem. */
function misused(
  { code, exitCode, message }: CommanderError,
  argv: readonly string[],
  program: Command,
): number {
  if (exitCode === 0) return EXIT.done;
  talkAs(program.opts());
  if (code === 'commander.help') return EXIT.invalidInput;
  const command = program.commands.find((one) => one.name() === argv[0]);
  const options = [program, command].flatMap((one) => one?.options.flatMap(({ long }) => long ?? []) ?? []);
  return report(
    {
      message: misuse(message, options),
      help: `see \`rolemend ${command === undefined ? '' : `${command.name()} `}--help\``,
      exit: EXIT.invalidInput,
    },
    openTerminal(),
    argv.includes('--json'),
  );
}

function failed(error: unknown): number {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return report(
    {
      message: message.startsWith('Internal error') ? message : `Internal error: ${message}`,
      help: 'this is a mistake in Rolemend; please report it with the lines above',
      exit: EXIT.couldNotRun,
    },
    openTerminal(),
    false,
  );
}
