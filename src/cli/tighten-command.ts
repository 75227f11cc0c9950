/** `rolemend tighten` as it is described; the command itself is loaded when it is asked for. */
import { Option } from 'commander';
import type { TightenFlags } from './commands/tighten.ts';
import { type Add, daysBack, detailed, type Finish, onAccount, wholeNumber } from './describe.ts';
import { onProject } from './on-project.ts';

export function addTighten(add: Add, finish: Finish): void {
  const command = add(
    'tighten [project]',
    'take out of the role what no project needs and no build used, if the build stays green after it',
    'rolemend tighten TrackerAPI --source . --dry-run\nrolemend tighten TrackerAPI --source .',
  );
  detailed(onAccount(command))
    .option('--days <number>', 'how far back something counts as used, up to 400 days', daysBack, 90)
    .option('--source <dir>', "the project's source, for its buildspec and the scripts it calls")
    .option('--trail <pages>', 'pages of CloudTrail events of the last build to read', wholeNumber, 1)
    .option('--state <file...>', 'a state of Terraform or Pulumi, as proof of who keeps the role')
    .option('--yes', 'take it out without asking; it is put back all the same where the build is not green')
    .addOption(
      new Option('--dry-run', 'show what would go and what stays, and stop').conflicts(['yes', 'resume']),
    )
    .option('--resume', 'go on with what stopped before a green build came after it')
    .addHelpText(
      'after',
      'Here 2 is: the build is not green, or was not after it · 4: what the role is used for is not known',
    )
    .action(
      onProject(
        finish,
        async (project, flags: TightenFlags, terminal) => {
          const { tightenCommand } = await import('./commands/tighten.ts');
          return tightenCommand(project, flags, terminal);
        },
        ({ yes }) => (yes === true ? '--yes' : null),
      ),
    );
}
