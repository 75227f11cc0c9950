/** The commands that speak to an account. Each action loads its command only when it is asked for. */
import { Option } from 'commander';
import {
  type Add,
  atLeastOne,
  DEFAULT_ROUNDS,
  consent,
  detailed,
  documented,
  type Finish,
  narrowing,
  formatted,
  onAccount,
  planHash,
  planning,
  portNumber,
  reading,
  withAccounts,
} from './describe.ts';
import type { CheckFlags } from './commands/check.ts';
import type { DiagnoseFlags } from './commands/diagnose.ts';
import type { FixFlags } from './fix-opened.ts';
import type { NeedsFlags } from './commands/needs.ts';
import type { VerifyFlags } from './commands/verify.ts';
import { EMIT_FORMS } from '#render/emit/forms.ts';
import { EXIT } from '#render/exit-codes.ts';
import { openTerminal, report } from './terminal.ts';
import { interruptible, projectCalled } from './signals.ts';
import { onProject } from './on-project.ts';
import { addTighten } from './tighten-command.ts';

export function addAccountCommands(add: Add, finish: Finish): void {
  addDiagnose(add, finish);
  addFix(add, finish);
  addApply(add, finish);
  addTighten(add, finish);
  addNeeds(add, finish);
  addVerify(add, finish);
  addCheck(add, finish);
  addUndo(add, finish);
  addPermissions(add, finish);
  addBuilds(add, finish);
  addUi(add, finish);
}

function addDiagnose(add: Add, finish: Finish): void {
  const command = add(
    'diagnose [project]',
    'say why the last build failed, what it needs, and the plan',
    'rolemend diagnose TrackerAPI',
  );
  formatted(detailed(documented(planning(reading(withAccounts(command))))))
    .option('--all', 'every project of the account and region: a line for each, with `--json` a document')
    .option('--projects-from <file>', 'the projects that a file names, one on each line')
    .action(async (given: string | undefined, flags: DiagnoseFlags) =>
      flags.all === true || flags.projectsFrom !== undefined
        ? finish(await diagnoseMany(given, flags))
        : diagnoseOne(finish)(given, flags),
    );
}

const diagnoseOne = (finish: Finish) =>
  onProject(finish, async (project, flags: DiagnoseFlags, terminal) => {
    const setting = { terminal, json: flags.json };
    return interruptible(projectCalled(project), setting, async () => {
      const { diagnoseCommand } = await import('./commands/diagnose.ts');
      return diagnoseCommand(project, flags, terminal);
    });
  });

async function diagnoseMany(given: string | undefined, flags: DiagnoseFlags): Promise<number> {
  const terminal = openTerminal();
  const ofOne = [given, flags.build, flags.source, flags.html, flags.redact, flags.format];
  const isOne = ofOne.some((one) => one !== undefined);
  if (isOne || (flags.all === true && flags.projectsFrom !== undefined))
    return report(ONE_AND_MANY, terminal, flags.json === true);
  const { diagnoseAllCommand } = await import('./commands/diagnose-all.ts');
  return diagnoseAllCommand(flags, terminal);
}

const ONE_AND_MANY = {
  message:
    '`--all` and `--projects-from` are each given alone, without a project, `--build`, `--source`, `--html`, `--redact` or `--format`',
  help: 'give one of them: `rolemend diagnose --all`',
  exit: EXIT.invalidInput,
};

function addFix(add: Add, finish: Finish): void {
  const command = add(
    'fix [project]',
    'diagnose, show the plan, ask, apply, verify, retry the build and watch it',
    'rolemend fix TrackerAPI\nrolemend fix TrackerAPI --emit aws-cli > fix.sh',
  );
  narrowing(detailed(documented(planning(reading(withAccounts(command))))))
    .option('--yes', 'apply without asking')
    .option('--partial', 'with --yes: apply the plan though it leaves the build red')
    .option('--dry-run', 'show the plan and stop; exits like `diagnose`')
    .option('--no-retry', 'do not retry the build')
    .option('--resume', 'go on with a change of this project that stopped half-way')
    .addOption(
      new Option(
        '--until-green',
        'go on with what the retried build shows, as one change, until it is green',
      ).conflicts(['retry', 'emit', 'dryRun', 'plan', 'resume']),
    )
    .option(
      '--rounds <number>',
      `with --until-green: builds to try at the most (default: ${DEFAULT_ROUNDS})`,
      atLeastOne,
    )
    .addOption(
      new Option(
        '--emit <form>',
        'print the plan in this form and stop; with --source FILE, terraform and cloudformation as a difference against that file',
      ).choices(EMIT_FORMS),
    )
    .addOption(
      new Option('--plan <file>', 'write the plan to a file for `apply`, and stop').conflicts([
        'emit',
        'dryRun',
        'yes',
        'resume',
        'html',
        'redact',
      ]),
    )
    .action(
      onProject(
        finish,
        async (project, flags: FixFlags, terminal) => {
          const { fixCommand } = await import('./commands/fix.ts');
          return fixCommand(project, flags, terminal);
        },
        ({ yes }) => (yes === true ? '--yes' : null),
      ),
    );
}

function addApply(add: Add, finish: Finish): void {
  const command = add(
    'apply <file>',
    'apply a plan that `fix --plan` wrote, if it is still what the account gives; then as `fix`',
    'rolemend fix TrackerAPI --plan plan.json\nrolemend apply plan.json',
  );
  narrowing(detailed(withAccounts(command)))
    .option('--approve <sha256>', "do not ask: this is the hash of the plan's file", planHash)
    .option('--source <dir>', 'where the source lies, for a plan that was made with it')
    .option('--partial', 'with --approve: apply the plan though it leaves the build red')
    .option('--no-retry', 'do not retry the build')
    .action(async (file: string, flags) => {
      const { applyCommand } = await import('./commands/apply.ts');
      finish(await applyCommand(file, flags, openTerminal()));
    });
}

function addNeeds(add: Add, finish: Finish): void {
  const command = add(
    'needs [project]',
    "list every permission the project's build needs, and why",
    'rolemend needs TrackerAPI\nrolemend needs TrackerAPI --source . --emit policy',
  );
  consent(reading(withAccounts(command)))
    .option('--least', 'only what evidence shows, not the whole set of the task')
    .addOption(new Option('--emit <form>', 'print the needs in this form').choices(['policy']))
    .action(
      onProject(finish, async (project, flags: NeedsFlags, terminal) => {
        const setting = { terminal, json: flags.json };
        return interruptible(projectCalled(project), setting, async () => {
          const { needsCommand } = await import('./commands/needs.ts');
          return needsCommand(project, flags, terminal);
        });
      }),
    );
}

function addVerify(add: Add, finish: Finish): void {
  const command = add(
    'verify [project]',
    "hold every need against this engine and AWS's simulator, side by side",
    'rolemend verify TrackerAPI --retry',
  );
  formatted(detailed(documented(reading(withAccounts(command)))))
    .option('--least', 'verify only what evidence shows')
    .option('--retry', 'retry the last build and watch it')
    .action(
      onProject(
        finish,
        async (project, flags: VerifyFlags, terminal) => {
          const { verifyCommand } = await import('./commands/verify.ts');
          return verifyCommand(project, flags, terminal);
        },
        ({ retry }) => (retry === true ? '--retry' : null),
      ),
    );
}

function addCheck(add: Add, finish: Finish): void {
  const command = add(
    'check [project]',
    'before a merge: say whether the next build would be allowed what this source makes it ask for',
    'rolemend check --source . TrackerAPI',
  );
  formatted(onAccount(command))
    .requiredOption('--source <dir>', 'the source as it would be merged')
    .addHelpText('after', 'Here 0 is: it would be allowed · 2: it would be denied · 4: it cannot be told')
    .action(
      onProject(finish, async (project, flags: CheckFlags, terminal) => {
        const setting = { terminal, json: flags.json };
        return interruptible(projectCalled(project), setting, async () => {
          const { checkCommand } = await import('./commands/check.ts');
          return checkCommand(project, flags, terminal);
        });
      }),
    );
}

function addUndo(add: Add, finish: Finish): void {
  const command = add(
    'undo [change]',
    'put back what a change replaced (default: the last change)',
    'rolemend undo\nrolemend undo --list',
  );
  withAccounts(command)
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
  planning(reading(withAccounts(command)))
    .option('--read', 'what `diagnose` and `verify` read')
    .option('--fix', 'that, and what `fix` and `undo` change (default)')
    .option('--tighten', 'what `tighten` and its `undo` read and change, of every project on the role')
    .option('--as <arn>', 'the user or role it is for (default: whichever user has it, or your own role)')
    .action(async (project: string | undefined, flags) => {
      const terminal = openTerminal();
      const setting = { terminal, json: flags.json };
      const reading = projectCalled(project ?? '*');
      finish(
        await interruptible(reading, setting, async () => {
          const { permissionsCommand } = await import('./commands/permissions.ts');
          return permissionsCommand(project ?? null, flags, terminal);
        }),
      );
    });
}

function addBuilds(add: Add, finish: Finish): void {
  const command = add(
    'builds',
    'list the newest builds of the account and region, those that ended alike together',
    'rolemend builds --failed',
  );
  onAccount(command)
    .option('--failed', 'those that failed')
    .action(async (flags) => {
      const { buildsCommand } = await import('./commands/builds.ts');
      const terminal = openTerminal();
      const setting = { terminal, json: flags.json };
      finish(await interruptible('the account', setting, () => buildsCommand(flags, terminal)));
    });
}

function addUi(add: Add, finish: Finish): void {
  const command = add(
    'ui',
    'a page in the browser over the same: all projects, one with its plan, apply and undo, the changes made',
    'rolemend ui\nrolemend ui --read-only',
  );
  onAccount(command)
    .option('--read-only', 'nothing can be changed from the page')
    .option('--port <port>', 'port to listen on; 0 picks a free one', portNumber, 0)
    .option('--host <address>', 'address to listen on; any but the usual one lets others in', '127.0.0.1')
    .action(async (flags) => {
      const terminal = openTerminal();
      const { uiCommand } = await import('./commands/ui.ts');
      finish(await uiCommand(flags, terminal));
    });
}
