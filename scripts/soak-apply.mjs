// `npm run soak -- apply [--quick] [--jobs N]`: every fault, kill and change by somebody else at every call and every
// journal write of every plan, while it is applied and undone, and then ended; and every such pair of which one leaves
// something open (`--quick`: one pair in 20). On all cores, under a passed clock. Ends with 1 where a promise was broken.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { importBundled } from './bundle.mjs';
import { install, ROOT } from './run.mjs';

const ENTRY = join(ROOT, 'node_modules', '.cache', 'rolemend', 'run-grid.mjs');
const SHOWN = 10;
/** Shares of one plan's pairs, so that no core is left with the largest plan alone. */
const SHARES = 12;

if (workerData === 'grid') await work();

async function work() {
  const { GRID, runGrid, runBuildGrid } = await import(ENTRY);
  const answer = async ({ plan, options }) => {
    const { combinations, violations } =
      plan === null ? await runBuildGrid() : await runGrid(GRID[plan], options);
    parentPort.postMessage({ combinations, violations });
  };
  parentPort.on('message', (asked) => void answer(asked));
  parentPort.postMessage(null);
}

export async function soakApply(args) {
  await install();
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean' }, jobs: { type: 'string' } } });
  const jobs = Number(values.jobs ?? availableParallelism());
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new Error('usage: npm run soak -- apply [--quick] [--jobs N]');
  const { GRID } = await importBundled(join('test', 'apply', 'grid', 'run-grid.ts'));
  const groups = groupsOf(GRID, values.quick ? 20 : 1);
  const tasks = groups.flatMap((group) => group.tasks.map((task) => ({ ...task, group })));
  const started = Date.now();
  await Promise.all(Array.from({ length: jobs }, () => workOff(tasks)));
  const total = groups.reduce((sum, group) => sum + group.combinations, 0);
  const broken = groups.reduce((sum, { violations }) => sum + violations.length, 0);
  const seconds = ((Date.now() - started) / 1_000).toFixed(0);
  console.log(`in all: ${total} combinations, ${broken} violations, ${seconds} s with ${jobs} jobs`);
  process.exitCode = broken === 0 ? 0 : 1;
}

/** What is told in one line each: the shares it is made of, and what came of them. */
function groupsOf(grid, everyNth) {
  const group = (name, tasks) => ({ name, tasks, left: tasks.length, combinations: 0, violations: [] });
  return [
    ...grid.flatMap(({ name }, plan) => [
      group(`${name}, struck once`, [{ plan, options: {} }]),
      group(
        `${name}, struck twice`,
        Array.from({ length: SHARES }, (_, index) => ({
          plan,
          options: { pairs: true, everyNth, part: { index, of: SHARES } },
        })),
      ),
    ]),
    group('the build that follows', [{ plan: null, options: {} }]),
  ];
}

/** One worker takes task after task. */
function workOff(tasks) {
  const worker = new Worker(new URL(import.meta.url), { workerData: 'grid' });
  return new Promise((resolve, reject) => {
    let task;
    worker.on('error', reject);
    worker.on('message', (figures) => {
      if (figures !== null) takeIn(task.group, figures);
      task = tasks.shift();
      if (task === undefined) return void worker.terminate().then(resolve);
      worker.postMessage({ plan: task.plan, options: task.options });
    });
  });
}

function takeIn(group, { combinations, violations }) {
  group.left -= 1;
  group.combinations += combinations;
  group.violations.push(...violations);
  if (group.left > 0) return;
  console.log(`${group.name}: ${group.combinations} combinations, ${group.violations.length} violations`);
  for (const one of group.violations.slice(0, SHOWN)) console.log(`  ${one.where}: ${one.what}`);
}
