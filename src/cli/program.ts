/** One command line, run to its end. */
import { Command, CommanderError } from 'commander';
import { addAccountCommands } from './account-commands.ts';
import { commandAdder, EXIT_CODES, type Finish } from './describe.ts';
import { EXIT } from './exit-codes.ts';
import { addLocalCommands } from './local-commands.ts';
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
    return failed(error);
  }
}

function describeProgram(finish: Finish): Command {
  const program = new Command('rolemend')
    .description(
      'Finds why a CodeBuild build was denied, mends its permissions, retries it, and can undo it.',
    )
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(see `rolemend --help`)')
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  const add = commandAdder(program);
  addAccountCommands(add, finish);
  addLocalCommands(add, finish, runProgram);
  return program;
}

function failed(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.invalidInput;
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
