/** The commands that speak to an account. Each action loads its command only when it is asked for. */
import { Option } from 'commander';
import { type Add, consent, type Finish, onAccount, planning, reading } from './describe.ts';
import { EMIT_FORMS } from './emit-forms.ts';
import { openTerminal } from './terminal.ts';
import { interruptible, projectCalled } from './signals.ts';

export function addAccountCommands(add: Add, finish: Finish): void {
  addDiagnose(add, finish);
  addFix(add, finish);
  addNeeds(add, finish);
  addVerify(add, finish);
  addUndo(add, finish);
  addPermissions(add, finish);
}

function addDiagnose(add: Add, finish: Finish): void {
  const command = add(
    'diagnose <project>',
    'say why the last build failed, what it needs, and the plan',
    'rolemend diagnose TrackerAPI',
  );
  planning(reading(onAccount(command))).action(async (project: string, flags) => {
    const { diagnoseCommand } = await import('./commands/diagnose.ts');
    const terminal = openTerminal();
    const setting = { terminal, json: flags.json };
    finish(
      await interruptible(projectCalled(project), setting, () => diagnoseCommand(project, flags, terminal)),
    );
  });
}

function addFix(add: Add, finish: Finish): void {
  const command = add(
    'fix <project>',
    'diagnose, show the plan, ask, apply, verify, retry the build and watch it',
    'rolemend fix TrackerAPI\nrolemend fix TrackerAPI --emit aws-cli > fix.sh',
  );
  planning(reading(onAccount(command)))
    .option('--yes', 'apply without asking')
    .option('--partial', 'with --yes: apply the plan though it leaves the build red')
    .option('--dry-run', 'show the plan and stop; exits like `diagnose`')
    .option('--no-retry', 'do not retry the build')
    .option('--resume', 'go on with a change of this project that stopped half-way')
    .addOption(new Option('--emit <form>', 'print the plan in this form and stop').choices(EMIT_FORMS))
    .action(async (project: string, flags) => {
      const { fixCommand } = await import('./commands/fix.ts');
      finish(await fixCommand(project, flags, openTerminal()));
    });
}

function addNeeds(add: Add, finish: Finish): void {
  const command = add(
    'needs <project>',
    "list every permission the project's build needs, and why",
    'rolemend needs TrackerAPI\nrolemend needs TrackerAPI --source . --emit policy',
  );
  consent(reading(onAccount(command)))
    .option('--least', 'only what evidence shows, not the whole set of the task')
    .addOption(new Option('--emit <form>', 'print the needs in this form').choices(['policy']))
    .action(async (project: string, flags) => {
      const { needsCommand } = await import('./commands/needs.ts');
      const terminal = openTerminal();
      const setting = { terminal, json: flags.json };
      finish(
        await interruptible(projectCalled(project), setting, () => needsCommand(project, flags, terminal)),
      );
    });
}

function addVerify(add: Add, finish: Finish): void {
  const command = add(
    'verify <project>',
    "hold every need against this engine and AWS's simulator, side by side",
    'rolemend verify TrackerAPI --retry',
  );
  reading(onAccount(command))
    .option('--least', 'verify only what evidence shows')
    .option('--retry', 'retry the last build and watch it')
    .action(async (project: string, flags) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      finish(await verifyCommand(project, flags, openTerminal()));
    });
}

function addUndo(add: Add, finish: Finish): void {
  const command = add(
    'undo [change]',
    'put back what a change replaced (default: the last change)',
    'rolemend undo\nrolemend undo --list',
  );
  onAccount(command)
    .option('--list', 'list the changes that were made')
    .option('--yes', 'undo without asking')
    .action(async (change: string | undefined, flags) => {
      const { undoCommand } = await import('./commands/undo.ts');
      finish(await undoCommand(change ?? null, flags, openTerminal()));
    });
}

function addPermissions(add: Add, finish: Finish): void {
  const command = add(
    'permissions [project]',
    'print what whoever runs this has to be allowed, as one policy',
    'rolemend permissions --read TrackerAPI\nrolemend permissions --fix TrackerAPI > operator.json',
  );
  planning(reading(onAccount(command)))
    .option('--read', 'what `diagnose` and `verify` read')
    .option('--fix', 'that, and what `fix` and `undo` change (default)')
    .option('--as <arn>', 'the user or role it is for (default: whichever user has it, or your own role)')
    .action(async (project: string | undefined, flags) => {
      const { permissionsCommand } = await import('./commands/permissions.ts');
      const terminal = openTerminal();
      const setting = { terminal, json: flags.json };
      const reading = projectCalled(project ?? '*');
      finish(
        await interruptible(reading, setting, () => permissionsCommand(project ?? null, flags, terminal)),
      );
    });
}
