/** The commands that need no account. Each action loads its command only when it is asked for. */
import { Argument, type Command, Option } from 'commander';
import { POLICY_KINDS } from '#iam/policy.ts';
import { type Add, type Finish, portNumber, wholeNumber } from './describe.ts';
import type { Run } from './commands/demo.ts';
import { openTerminal } from './terminal.ts';
import { VERSION } from './version.ts';

export function addLocalCommands(add: Add, finish: Finish, run: Run): void {
  addExplain(add, finish);
  addSandbox(add, finish);
  addDemo(add, finish, run);
  addSimulate(add, finish);
  addDiff(add, finish);
  addLint(add, finish);
  addVersion(add);
  addCompletion(add, finish);
}

function addExplain(add: Add, finish: Finish): void {
  add(
    'explain [file]',
    "say what a log, a CloudTrail file, a message in quotes or a finding's code means, without an account (default: standard input)",
    'rolemend explain build.log\nrolemend explain identity-allow-missing\naws logs get-log-events … | rolemend explain --json',
  )
    .option('--json', 'print one JSON document instead of text')
    .option('--jsonl', 'read lines of {"id", "text"} and print a line for each')
    .action(async (file: string | undefined, flags) => {
      const { explainCommand } = await import('./commands/explain.ts');
      finish(await explainCommand(file ?? '-', flags, openTerminal()));
    });
}

function addSandbox(add: Add, finish: Finish): void {
  add(
    'sandbox',
    'serve an AWS endpoint on loopback that enforces IAM and runs builds',
    'rolemend sandbox --port 4599 --world tracker-api',
  )
    .option('--port <port>', 'port to listen on; 0 picks a free one', portNumber, 4599)
    .option('--world <world>', '`tracker-api`, `empty` or a file', 'tracker-api')
    .option('--latency <ms>', 'delay of every answer', wholeNumber, 0)
    .option('--json', 'print one line of JSON when ready')
    .action(async (flags) => {
      const { sandboxCommand } = await import('./commands/sandbox.ts');
      finish(await sandboxCommand(flags, openTerminal()));
    });
}

function addDemo(add: Add, finish: Finish, run: Run): void {
  add(
    'demo',
    'the whole way on the embedded sandbox: red, diagnosed, mended, green, undone, red',
    'rolemend demo',
  ).action(async () => {
    const { demoCommand } = await import('./commands/demo.ts');
    finish(await demoCommand(run, openTerminal()));
  });
}

function addSimulate(add: Add, finish: Finish): void {
  add(
    'simulate <file>',
    'decide authorization requests as AWS would: JSON Lines, one case a line; `-` is standard input',
    'rolemend simulate cases.jsonl\nrolemend simulate - --brief < cases.jsonl > decisions.jsonl',
  )
    .option('--json', 'print one line of JSON a case instead of text')
    .option('--brief', 'the same without layers and reasons, for many cases')
    .action(async (file: string, flags) => {
      const { simulateCommand } = await import('./commands/simulate.ts');
      finish(await simulateCommand(file, flags, openTerminal()));
    });
}

function addDiff(add: Add, finish: Finish): void {
  add(
    'diff <old> <new>',
    'say what one policy document newly allows against another, and what it takes away',
    'rolemend diff old.json new.json\ngit show main:policy.json > old.json && rolemend diff old.json policy.json --json',
  )
    .option('--json', 'print one JSON document instead of text')
    .addHelpText(
      'after',
      'Here 0 is: nothing is newly allowed · 2: something is · 4: something may be, too costly to decide',
    )
    .action(async (old: string, now: string, flags) => {
      const { diffCommand } = await import('./commands/diff.ts');
      finish(await diffCommand({ old, now }, flags, openTerminal()));
    });
}

function addLint(add: Add, finish: Finish): void {
  add(
    'lint <file>',
    'say what AWS would refuse in a policy document, and what does not do what it seems to',
    'rolemend lint policy.json --account 290008131176 --region us-west-2\ncat trust.json | rolemend lint - --kind trust',
  )
    .addOption(
      new Option('--kind <kind>', 'the kind of policy (default: by what is in it)').choices(POLICY_KINDS),
    )
    .option('--account <id>', 'with --region: ARNs of other accounts are pointed out')
    .option('--region <region>', 'with --account: ARNs of other regions are pointed out')
    .option('--json', 'print one JSON document instead of text')
    .action(async (file: string, flags) => {
      const { lintCommand } = await import('./commands/lint.ts');
      finish(await lintCommand(file, flags, openTerminal()));
    });
}

function addVersion(add: Add): void {
  add('version', 'print the version', 'rolemend version').action(() => openTerminal().print(VERSION));
}

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;

function addCompletion(add: Add, finish: Finish): void {
  add(
    'completion',
    "print the script that has a shell complete commands, options, their values and projects' names",
    'source <(rolemend completion bash)\nrolemend completion fish > ~/.config/fish/completions/rolemend.fish',
  )
    .addArgument(new Argument('<shell>', 'which shell').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number]) => {
      const { completionCommand } = await import('./commands/completion.ts');
      finish(completionCommand(shell, openTerminal()));
    });
}

/** What the scripts ask; nobody types it. */
export function addComplete(program: Command, finish: Finish): void {
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const { completeCommand } = await import('./commands/completion.ts');
      finish(await completeCommand(words, program, openTerminal()));
    });
}
