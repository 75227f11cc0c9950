// `npm run soak -- plans [--count N] [--seed N] [--jobs N]`: a plan for each of 100,000 random worlds, held against what
// the documentation says of the account before and after it. Ends with 1 where a plan grants more than its needs, or
// leaves one denied without saying whose it is; each is told with the seed that shows it again.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { importBundled } from './bundle.mjs';
import { install, ROOT } from './run.mjs';

const ENTRY = join(ROOT, 'node_modules', '.cache', 'rolemend', 'random-plans.mjs');
const USAGE = 'usage: npm run soak -- plans [--count N] [--seed N] [--jobs N]';
const COUNT = 100_000;
/** Far from the seeds of the tests. */
const FIRST_SEED = 1_000_000;
/** Worlds that a worker does in one go: some ten seconds. */
const CHUNK = 500;
const SHOWN = 20;

if (workerData === 'plans') await work();

async function work() {
  const { judgePlans } = await import(ENTRY);
  parentPort.on('message', ({ from, count }) => parentPort.postMessage(judgePlans(from, count)));
  parentPort.postMessage(null);
}

export async function soakPlans(args) {
  await install();
  const { count, seed, jobs } = read(args);
  await importBundled(join('test', 'plan', 'random', 'random-plans.ts'));
  const chunks = Array.from({ length: Math.ceil(count / CHUNK) }, (_, index) => ({
    from: seed + index * CHUNK,
    count: Math.min(CHUNK, count - index * CHUNK),
  }));
  const run = { chunks, total: {}, faults: [], asked: count, started: Date.now() };
  await Promise.all(Array.from({ length: jobs }, () => workOff(run)));
  report(run, jobs);
  process.exitCode = run.faults.length === 0 ? 0 : 1;
}

function read(args) {
  const { values } = parseArgs({
    args,
    options: { count: { type: 'string' }, seed: { type: 'string' }, jobs: { type: 'string' } },
  });
  const count = Number(values.count ?? COUNT);
  const seed = Number(values.seed ?? FIRST_SEED);
  const jobs = Number(values.jobs ?? availableParallelism());
  const isRight = [count, jobs].every((one) => Number.isSafeInteger(one) && one > 0);
  if (!isRight || !Number.isSafeInteger(seed) || seed < 0) throw new Error(USAGE);
  return { count, seed, jobs };
}

/** One worker takes chunk after chunk. */
function workOff(run) {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'plans' });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (judged) => {
      if (judged !== null) takeIn(run, judged);
      const chunk = run.chunks.shift();
      if (chunk === undefined) return void worker.terminate().then(resolve);
      worker.postMessage(chunk);
    });
  });
}

function takeIn(run, { faults, ...figures }) {
  addTo(run.total, figures);
  for (const { seed, what } of faults.slice(0, Math.max(0, SHOWN - run.faults.length)))
    console.log(`seed ${seed}: ${what}`);
  run.faults.push(...faults);
  const rate = ((run.total.worlds * 1_000) / (Date.now() - run.started)).toFixed(0);
  console.log(`${run.total.worlds} of ${run.asked} worlds, ${run.faults.length} faults, ${rate} a second`);
}

function addTo(total, figures) {
  for (const [name, value] of Object.entries(figures)) {
    if (typeof value === 'number') total[name] = (total[name] ?? 0) + value;
    else addTo((total[name] ??= {}), value);
  }
}

function report({ total, faults, started }, jobs) {
  const { plans, ends } = total;
  console.log(
    [
      `plans: ${plans.applying} with steps, ${plans.handing} with none to take, ${plans.none} not made`,
      `expected ends: ${Object.entries(ends)
        .map(([kind, count]) => `${kind} ${count}`)
        .join(', ')}`,
      `${total.grants} grants, ${total.handoffs} hand-offs`,
      `in all: ${total.worlds} worlds, ${faults.length} faults, ${((Date.now() - started) / 1_000).toFixed(0)} s with ${jobs} jobs`,
    ].join('\n'),
  );
}
