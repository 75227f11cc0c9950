/** The options that every command has, before its name or behind it. */
import { type Command, Option } from 'commander';
import { configure } from './config/configure.ts';
import type { Problem } from '#render/problem.ts';
import { talkAs } from './talk.ts';
import { openTerminal } from './terminal.ts';

export function globalOptions(program: Command): Command {
  return program
    .addOption(
      new Option(
        '--color <when>',
        'colours (default: as NO_COLOR, FORCE_COLOR and the terminal have it)',
      ).choices(['always', 'never', 'auto']),
    )
    .addOption(new Option('--quiet', 'no progress and no notes on standard error').conflicts('verbose'))
    .option('--verbose', 'say which file or variable each setting comes from')
    .option('--trace', 'a line on standard error for each call to AWS')
    .hook('preAction', async (_, command) => {
      talkAs(program.opts());
      const isOnAccount = command.options.some(({ long }) => long === '--profile');
      const problem = isOnAccount ? await configure(command, openTerminal()) : null;
      if (problem !== null) throw new Misconfigured(problem);
    });
}

/** Ends a command before it begins. */
export class Misconfigured extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.problem = problem;
  }
}
