/** How long the commands take from the shell, against a bare `node -e 0` in the same run, and how long they wait. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const ROUNDS = 21;
const LATENCY = 100;
const DIAGNOSE = [CLI, 'diagnose', 'TrackerAPI', '--json'];

interface Timed {
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Median milliseconds of each command, run in turns: what else the machine does meets all alike. */
function medians<Name extends string>(commands: Readonly<Record<Name, Timed>>): Record<Name, number> {
  const names = Object.keys(commands) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  // The first round compiles, and warms the sandbox.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of names) {
      const time = timeOf(commands[name]);
      if (round > 0) times[name].push(time);
    }
  }
  const median = (all: readonly number[]) =>
    all.toSorted((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;
  return Object.fromEntries(names.map((name) => [name, median(times[name])])) as Record<Name, number>;
}

function timeOf({ args, env }: Timed): number {
  const start = performance.now();
  try {
    execFileSync(process.execPath, args, { stdio: 'ignore', env });
  } catch {
    // `diagnose` exits 2 when it finds a problem, as it should here.
  }
  return performance.now() - start;
}

/** A sandbox in a process of its own, and the environment that leads to it. */
async function openSandbox(latency: number): Promise<{ process: ChildProcess; env: NodeJS.ProcessEnv }> {
  const args = [CLI, 'sandbox', '--port', '0', '--json', '--latency', String(latency)];
  const sandbox = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(createInterface({ input: sandbox.stdout }), 'line')) as [string];
  const { endpoint, region, accounts } = JSON.parse(line) as {
    endpoint: string;
    region: string;
    accounts: [string];
  };
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: accounts[0],
    AWS_SECRET_ACCESS_KEY: 'any',
  };
  return { process: sandbox, env };
}

export async function run(): Promise<readonly Row[]> {
  const sandbox = await openSandbox(0);
  const far = await openSandbox(LATENCY);
  try {
    const { env } = sandbox;
    return rowsOf(
      medians({
        bare: { args: ['-e', '0'], env },
        version: { args: [CLI, '--version'], env },
        diagnose: { args: DIAGNOSE, env },
        uncompiled: { args: DIAGNOSE, env: { ...env, NODE_DISABLE_COMPILE_CACHE: '1' } },
        far: { args: DIAGNOSE, env: far.env },
      }),
    );
  } finally {
    sandbox.process.kill();
    far.process.kill();
  }
}

function rowsOf(
  times: Record<'bare' | 'version' | 'diagnose' | 'uncompiled' | 'far', number>,
): readonly Row[] {
  const { bare } = times;
  const row = (name: string, time: number, limit?: number): Row => ({
    name,
    value: time.toFixed(0),
    unit: 'ms',
    ratio: (time / bare).toFixed(2),
    yardstick: `node -e 0 (${bare.toFixed(0)} ms)`,
    ...(limit === undefined ? {} : { target: `under ${limit} × bare node`, met: time < limit * bare }),
  });
  const waiting = times.far - times.diagnose;
  return [
    row('rolemend --version', times.version, 1.5),
    row('rolemend diagnose TrackerAPI', times.diagnose, 4),
    row('the same, nothing compiled before', times.uncompiled),
    {
      name: `waiting of rolemend diagnose at ${LATENCY} ms a call`,
      value: waiting.toFixed(0),
      unit: 'ms',
      target: 'under 1000 ms',
      met: waiting < 1000,
    },
  ];
}
