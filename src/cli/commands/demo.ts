import { mkdtempSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { EXIT } from '#render/exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** A command of the demo, what it is for, and how it has to end for the demo to be right. */
interface Scene {
  readonly title: string;
  readonly command: readonly string[];
  readonly exit: number;
}

const SCENES: readonly Scene[] = [
  {
    title: 'Build #1 of TrackerAPI failed. Why, and what would mend it?',
    command: ['diagnose', 'TrackerAPI'],
    exit: EXIT.problemFound,
  },
  {
    title: 'Mend it: apply the plan, prove it by simulation, retry the build, watch it.',
    command: ['fix', 'TrackerAPI', '--yes'],
    exit: EXIT.done,
  },
  {
    title: "Hold every need against AWS's simulator once more.",
    command: ['verify', 'TrackerAPI'],
    exit: EXIT.done,
  },
  { title: 'Take it all back.', command: ['undo', '--yes'], exit: EXIT.done },
  {
    title: 'Without the change the build is red again.',
    command: ['verify', 'TrackerAPI', '--retry'],
    exit: EXIT.problemFound,
  },
];

/** Runs one command line and gives its exit code. */
export type Run = (argv: readonly string[]) => Promise<number>;

/** `rolemend demo`: the commands a person would give, against a sandbox of this very process. */
export async function demoCommand(run: Run, terminal: Terminal): Promise<number> {
  const opened = await openWorld('tracker-api', { port: 0 });
  if (!opened.ok) throw new Error(`Internal error: ${opened.error}`);
  const sandbox = opened.value;
  const stateFolder = mkdtempSync(join(tmpdir(), 'rolemend-demo-'));
  useOnly({
    AWS_ENDPOINT_URL: sandbox.endpoint,
    AWS_REGION: sandbox.region,
    AWS_ACCESS_KEY_ID: sandbox.accounts[0] ?? '',
    AWS_SECRET_ACCESS_KEY: 'any',
    ROLEMEND_STATE_DIR: stateFolder,
  });
  try {
    return await play(run, terminal);
  } finally {
    await sandbox.close();
    rmSync(stateFolder, { recursive: true, force: true });
  }
}

/**
 * The demo never speaks to an account of the person who runs it: nothing of their AWS environment is left, their
 * files are not read, and no proxy stands before this machine.
 */
function useOnly(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) {
    if (/^AWS_|^(?:https?|no)_proxy$/i.test(name)) delete process.env[name];
  }
  const noFiles = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull };
  Object.assign(process.env, noFiles, environment);
}

async function play(run: Run, { print, paint }: Terminal): Promise<number> {
  print(`A sandbox of this process stands in for AWS; nothing leaves this machine.`);
  for (const [index, { title, command, exit }] of SCENES.entries()) {
    print(`\n${paint.bold(`${index + 1}. ${title}`)}\n${paint.accent(`$ rolemend ${command.join(' ')}`)}\n`);
    const code = await run(command);
    if (code !== exit) {
      print(`\n${paint.bad('the demo went wrong')}: exit code ${code}, where ${exit} was expected`);
      return EXIT.couldNotRun;
    }
  }
  print(`\n${paint.good('red → diagnosed → mended → green → undone → red')}`);
  return EXIT.done;
}
