/** The commands and their options. Each action loads its command only when it is asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT } from './exit-codes.ts';
import { openTerminal, report } from './terminal.ts';
import { VERSION } from './version.ts';

/** Options of every command that speaks to an account. */
export interface AccountOptions {
  readonly region?: string;
  readonly profile?: string;
  readonly json?: boolean;
}

/** Runs one command line to its end; never throws. */
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

type Finish = (code: number) => void;

function describeProgram(finish: Finish): Command {
  const program = new Command('rolemend')
    .description(
      'Finds why a CodeBuild build was denied, mends its permissions, retries it, and can undo it.',
    )
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(see `rolemend --help`)')
    .exitOverride()
    .addHelpText('after', EXIT_CODES);
  const { add } = commandAdder(program);
  addDiagnose(add, finish);
  addFix(add, finish);
  addVerify(add, finish);
  addUndo(add, finish);
  addSandbox(add, finish);
  addDemo(add, finish);
  return program;
}

type Add = (name: string, summary: string, example: string) => Command;

function commandAdder(program: Command): { readonly add: Add } {
  return {
    add: (name, summary, example) =>
      program
        .command(name)
        .description(summary)
        .exitOverride()
        .addHelpText('after', `\nExample:\n${example.replace(/^/gm, '  ')}\n${EXIT_CODES}`),
  };
}

const EXIT_CODES = `
Exit codes: 0 done or nothing wrong · 1 could not run · 2 permission problem found ·
3 invalid input · 4 unknown, something needed could not be read · 5 declined`;

function onAccount(command: Command): Command {
  return command
    .option('--region <region>', 'AWS region (default: AWS_REGION, then the profile)')
    .option('--profile <profile>', 'profile of the AWS configuration')
    .option('--json', 'print one JSON document instead of text');
}

function planning(command: Command): Command {
  return command
    .addOption(
      new Option('--strategy <strategy>', 'how to grant what is missing')
        .choices(['inline', 'managed', 'switch-role', 'create-role'])
        .default('inline'),
    )
    .option('--role <name>', 'with switch-role: the role to use')
    .option('--policy-name <name>', 'name of the policy to write', policyName, 'CodeBuild-ECR-Permissions')
    .option('--least', 'grant only what evidence shows, not the whole set of the task')
    .option('--confirm <action...>', 'actions that you confirm the build needs, though only its log says so')
    .option('--scan-on-push', 'for a repository that is created: scan images on push')
    .option('--immutable-tags', 'for a repository that is created: tags cannot be overwritten');
}

/** Source: facts 2.7, names of policies. */
function policyName(value: string): string {
  if (!/^[\w+=,.@-]{1,128}$/.test(value)) {
    throw new InvalidArgumentError('a policy name is 1 to 128 letters, digits or `+=,.@_-`');
  }
  return value;
}

function addDiagnose(add: Add, finish: Finish): void {
  planning(
    onAccount(
      add(
        'diagnose <project>',
        'say why the last build failed, what it needs, and the plan',
        'rolemend diagnose TrackerAPI',
      ),
    ),
  )
    .option('--build <id>', 'a build ID or number (default: the newest finished build)')
    .action(async (project: string, options) => {
      const { diagnoseCommand } = await import('./commands/diagnose.ts');
      finish(await diagnoseCommand(project, options, openTerminal()));
    });
}

function addFix(add: Add, finish: Finish): void {
  planning(
    onAccount(
      add(
        'fix <project>',
        'diagnose, show the plan, ask, apply, verify, retry the build and watch it',
        'rolemend fix TrackerAPI\nrolemend fix TrackerAPI --emit aws-cli > fix.sh',
      ),
    ),
  )
    .option('--build <id>', 'a build ID or number (default: the newest finished build)')
    .option('--yes', 'apply without asking')
    .option('--dry-run', 'show the plan and stop')
    .option('--no-retry', 'do not retry the build')
    .addOption(
      new Option('--emit <form>', 'print the plan in this form and stop').choices([
        'policy',
        'aws-cli',
        'console',
        'runbook',
      ]),
    )
    .action(async (project: string, options) => {
      const { fixCommand } = await import('./commands/fix.ts');
      finish(await fixCommand(project, options, openTerminal()));
    });
}

function addVerify(add: Add, finish: Finish): void {
  onAccount(
    add(
      'verify <project>',
      "hold every need against this engine and AWS's simulator, side by side",
      'rolemend verify TrackerAPI --retry',
    ),
  )
    .option('--least', 'verify only what evidence shows')
    .option('--retry', 'retry the last build and watch it')
    .action(async (project: string, options) => {
      const { verifyCommand } = await import('./commands/verify.ts');
      finish(await verifyCommand(project, options, openTerminal()));
    });
}

function addUndo(add: Add, finish: Finish): void {
  onAccount(
    add(
      'undo [change]',
      'put back what a change replaced (default: the last change)',
      'rolemend undo\nrolemend undo --list',
    ),
  )
    .option('--list', 'list the changes that were made')
    .option('--yes', 'undo without asking')
    .action(async (change: string | undefined, options) => {
      const { undoCommand } = await import('./commands/undo.ts');
      finish(await undoCommand(change ?? null, options, openTerminal()));
    });
}

function addSandbox(add: Add, finish: Finish): void {
  add(
    'sandbox',
    'serve an AWS endpoint on loopback that enforces IAM and runs builds',
    'rolemend sandbox --port 4599 --world tracker-api',
  )
    .option('--port <port>', 'port to listen on; 0 picks a free one', wholeNumber, 4599)
    .option('--world <world>', '`tracker-api`, `empty` or a file', 'tracker-api')
    .option('--latency <ms>', 'delay of every answer', wholeNumber, 0)
    .option('--json', 'print one line of JSON when ready')
    .action(async (options) => {
      const { sandboxCommand } = await import('./commands/sandbox.ts');
      finish(await sandboxCommand(options, openTerminal()));
    });
}

function addDemo(add: Add, finish: Finish): void {
  add(
    'demo',
    'the whole way on the embedded sandbox: red, diagnosed, mended, green, undone, red',
    'rolemend demo',
  ).action(async () => {
    const { demoCommand } = await import('./commands/demo.ts');
    finish(await demoCommand(openTerminal()));
  });
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (!/^\d{1,9}$/.test(value)) throw new InvalidArgumentError('expected a whole number');
  return number;
}
