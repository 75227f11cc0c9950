/** How long the commands take from the shell, against a bare `node -e 0` in the same run. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Row } from './lib/row.ts';

const CLI = 'dist/cli.js';
const ROUNDS = 15;

/** Median milliseconds of running `node` with these arguments. */
function median(args: readonly string[], env: NodeJS.ProcessEnv): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    try {
      execFileSync(process.execPath, args, { stdio: 'ignore', env });
    } catch {
      // `diagnose` exits 2 when it finds a problem, as it should here.
    }
    times.push(performance.now() - start);
  }
  return times.sort((left, right) => left - right)[Math.floor(ROUNDS / 2)] ?? 0;
}

export async function run(): Promise<readonly Row[]> {
  const sandbox = spawn(process.execPath, [CLI, 'sandbox', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
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
  try {
    const bare = median(['-e', '0'], env);
    const row = (name: string, args: readonly string[], limit: number): Row => {
      const time = median([CLI, ...args], env);
      return {
        name,
        value: time.toFixed(0),
        unit: 'ms',
        target: `under ${limit} × bare node`,
        ratio: (time / bare).toFixed(2),
        yardstick: `node -e 0 (${bare.toFixed(0)} ms)`,
        met: time < limit * bare,
      };
    };
    return [
      row('rolemend --version', ['--version'], 1.5),
      row('rolemend diagnose TrackerAPI', ['diagnose', 'TrackerAPI', '--json'], 4),
    ];
  } finally {
    sandbox.kill();
  }
}
