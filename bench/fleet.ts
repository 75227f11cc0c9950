/** What every project of an account costs at once: calls for each, and whether memory grows with their number. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { ACCOUNT, fleetWorld, REGION } from './lib/fleet-world.ts';
import type { Row } from './lib/row.ts';

const FEW = 100;
const MANY = 500;
const MOST_CALLS = 4;
/** Of the memory at few projects; more would be memory for each. */
const MOST_GROWTH = 1.25;

/** Says at the end the most that was in use after a collection, in bytes: resident memory says how lazily V8 collects. */
const PEAK = `data:text/javascript,${encodeURIComponent(`
let most = 0;
const look = () => { globalThis.gc(); most = Math.max(most, process.memoryUsage().heapUsed); };
setInterval(look, 2000).unref();
process.on('exit', () => { look(); process.stderr.write('peak ' + most); });
`)}`;

interface Diagnosed {
  readonly lines: number;
  readonly seconds: number;
  readonly peak: number;
}

async function diagnosed(endpoint: string): Promise<Diagnosed> {
  const start = performance.now();
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', PEAK, 'dist/cli.js', 'diagnose', '--all', '--json'],
    {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: REGION,
        AWS_ACCESS_KEY_ID: ACCOUNT,
        AWS_SECRET_ACCESS_KEY: 'any',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const closed = once(child, 'close');
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) lines += line === '' ? 0 : 1;
  await closed;
  const peak = Number(/peak (\d+)/.exec(said)?.[1]) / 2 ** 20;
  return { lines, seconds: (performance.now() - start) / 1000, peak };
}

interface Measured extends Diagnosed {
  readonly calls: number;
  readonly beside: number;
}

async function measured(count: number): Promise<Measured> {
  const opened = await openWorld(fleetWorld(count).world, { seed: 'fleet' });
  if (!opened.ok) throw new Error(opened.error);
  const sandbox = opened.value;
  try {
    await fetch(`${sandbox.endpoint}/_sandbox/calls`, { method: 'DELETE' });
    const before = await operationsOf(sandbox.endpoint);
    const answer = await diagnosed(sandbox.endpoint);
    if (answer.lines !== count) throw new Error(`${answer.lines} lines for ${count} projects`);
    const calls = (await operationsOf(sandbox.endpoint)).slice(before.length);
    const beside = calls.filter((one) => one === 'GetLogEvents' || one === 'LookupEvents').length;
    return { ...answer, calls: calls.length - beside, beside };
  } finally {
    await sandbox.close();
  }
}

async function operationsOf(endpoint: string): Promise<readonly string[]> {
  const answer = (await (await fetch(`${endpoint}/_sandbox/calls`)).json()) as
    | readonly { readonly operation: string }[]
    | { readonly calls: readonly { readonly operation: string }[] };
  return ('calls' in answer ? answer.calls : answer).map(({ operation }) => operation);
}

export async function run(): Promise<readonly Row[]> {
  const few = await measured(FEW);
  const many = await measured(MANY);
  const each = many.calls / MANY;
  const growth = many.peak / few.peak;
  return [
    {
      name: `calls a project, beside the log and the trail, over ${MANY}`,
      value: each.toFixed(2),
      unit: 'calls',
      target: `at most ${MOST_CALLS}`,
      met: each <= MOST_CALLS,
    },
    {
      name: 'calls a project for the log and the trail',
      value: (many.beside / MANY).toFixed(2),
      unit: 'calls',
    },
    {
      name: `memory in use over ${MANY} projects, at its most`,
      value: many.peak.toFixed(0),
      unit: 'MiB',
      ratio: growth.toFixed(2),
      yardstick: `the same over ${FEW} (${few.peak.toFixed(0)} MiB)`,
      target: `under ${MOST_GROWTH} × that`,
      met: growth < MOST_GROWTH,
    },
    { name: `all ${MANY}, with nothing to wait for`, value: many.seconds.toFixed(1), unit: 's' },
  ];
}
