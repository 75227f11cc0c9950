/** The options that every command has, before its name or behind it. */
import { type Command, Option } from 'commander';
import { talkAs } from './talk.ts';

export function globalOptions(program: Command): Command {
  return program
    .addOption(
      new Option(
        '--color <when>',
        'colours (default: as NO_COLOR, FORCE_COLOR and the terminal have it)',
      ).choices(['always', 'never', 'auto']),
    )
    .option('--quiet', 'no progress and no notes on standard error')
    .option('--trace', 'a line on standard error for each call to AWS')
    .hook('preAction', () => talkAs(program.opts()));
}
