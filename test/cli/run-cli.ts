/** The real binary, run as a person would: its own process, its own state folder, no environment of ours. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyNotAsPublished } from './held-documents.ts';

/** Tests run from the root, and a soak from a bundle of its own. */
export const CLI: string = join(process.cwd(), 'dist', 'cli.js');

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** Settles once standard output or standard error has held the text; rejects when the program ends without. */
  readonly said: (text: string) => Promise<void>;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string>>;
  readonly stateFolder: string;
  readonly close: () => void;
}

/** What V8 compiled of the program, which takes a third of each run, is shared by all tests; nothing else of a home is. */
const COMPILED = join(process.cwd(), 'node_modules', '.cache', 'rolemend', 'compiled');

/** Credentials of the account's administrator in a sandbox, and an empty state folder. */
export function surroundings(endpoint: string, more: Readonly<Record<string, string>> = {}): Surroundings {
  const stateFolder = mkdtempSync(join(tmpdir(), 'rolemend-state-'));
  const cache = join(stateFolder, '.cache', 'rolemend');
  for (const folder of [COMPILED, cache]) mkdirSync(folder, { recursive: true });
  symlinkSync(COMPILED, join(cache, 'compiled'));
  return {
    stateFolder,
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: stateFolder,
      ROLEMEND_STATE_DIR: stateFolder,
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: '290008131176',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_EC2_METADATA_DISABLED: 'true',
      NO_COLOR: '1',
      ...more,
    },
    close: () => rmSync(stateFolder, { recursive: true, force: true }),
  };
}

export function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  input = '',
): Running {
  const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  // A program that reads nothing may have ended before it is written to.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    for (const listener of listeners) listener();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    for (const listener of listeners) listener();
  });
  const ended = once(child, 'close').then(([code]) => {
    const why = whyNotAsPublished(stdout);
    if (why !== null) throw new Error(`rolemend ${args.join(' ')}: ${why}`);
    return { code: code as number | null, stdout, stderr };
  });
  const said = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      void ended.then(() => reject(new Error(`ended without saying \`${text}\`:\n${stdout}\n${stderr}`)));
      look();
    });
  return { child, ended, said };
}

export const runCli = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Ran> =>
  startCli(args, env).ended;
