// `npm run soak [CASES] [--seed N] [--jobs N]`: the engine against the oracle over 20 million generated cases, on all
// cores. Goes on where the last run stopped; with a seed it begins there, and leaves that mark alone. Stops when the
// two differ: writes the smallest case that shows it to test/cases/decisions/found/ and ends with 1.
// `npm run soak -- apply [--quick] [--jobs N]`: every fault and kill while a change is applied and undone, see soak-apply.mjs.
// `npm run soak -- builds [CASE…] [--jobs N]`: real shapes of builds, mended on the sandbox, see soak-builds.mjs.
// `npm run soak -- worlds [REGEXP] [--jobs N]`: every world from red to the end, see soak-worlds.mjs.
// `npm run soak -- nodes [VERSION…]`: the demo and the transcripts on each supported Node, see soak-nodes.mjs.
// `npm run soak -- plans [--count N] [--seed N] [--jobs N]`: plans for random worlds, see soak-plans.mjs.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { importBundled } from './bundle.mjs';
import { install, ROOT } from './run.mjs';
import { soakApply } from './soak-apply.mjs';
import { soakBuilds } from './soak-builds.mjs';
import { soakNodes } from './soak-nodes.mjs';
import { soakPlans } from './soak-plans.mjs';
import { soakWorlds } from './soak-worlds.mjs';

const ENTRY = join('test', 'iam', 'agreement', 'compare.ts');
const STATE = join(ROOT, 'node_modules', '.cache', 'rolemend', 'soak-state.json');
const FOUND = join(ROOT, 'test', 'cases', 'decisions', 'found');
/** Where `importBundled` leaves the entry for the workers. */
const BUNDLED = pathToFileURL(join(ROOT, 'node_modules', '.cache', 'rolemend', 'compare.mjs')).href;
/** Far from the seeds of the tests. */
const FIRST_SEED = 1_000_000_000;
const TOTAL = 20_000_000;
/** Worlds that a worker does in one go: some seconds. */
const CHUNK = 1_000;

if (!isMainThread) await work();
else if (process.argv[2] === 'apply') await soakApply(process.argv.slice(3));
else if (process.argv[2] === 'builds') await soakBuilds(process.argv.slice(3));
else if (process.argv[2] === 'nodes') await soakNodes(process.argv.slice(3));
else if (process.argv[2] === 'plans') await soakPlans(process.argv.slice(3));
else if (process.argv[2] === 'worlds') await soakWorlds(process.argv.slice(3));
else await main();

async function work() {
  const { compare } = await import(BUNDLED);
  parentPort.on('message', (seed) => parentPort.postMessage({ seed, ...compare(seed, CHUNK) }));
  parentPort.postMessage('ready');
}

function read(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { seed: { type: 'string' }, jobs: { type: 'string' } },
  });
  const cases = Number(positionals[0] ?? TOTAL);
  const seed = values.seed === undefined ? null : Number(values.seed);
  const jobs = Number(values.jobs ?? availableParallelism());
  const isCount = (count) => Number.isSafeInteger(count) && count >= 0;
  if ([cases, seed ?? 0, jobs].every(isCount) && jobs > 0 && positionals.length < 2)
    return { cases, seed, jobs };
  throw new Error(
    'usage: npm run soak [CASES] [--seed N] [--jobs N], npm run soak -- apply [--quick] [--jobs N], or npm run soak -- builds [CASE…] [--jobs N]',
  );
}

async function main() {
  await install();
  const { cases, seed, jobs } = read(process.argv.slice(2));
  await importBundled(ENTRY);
  const stored = seed === null && existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : null;
  const next = stored?.next ?? seed ?? FIRST_SEED;
  const before = stored?.done ?? 0;
  console.log(`${before} cases done before; going on from seed ${next} with ${jobs} jobs`);
  const run = {
    cases,
    before,
    next,
    keep: seed === null,
    open: new Map(),
    done: 0,
    found: [],
    tally: {},
    started: Date.now(),
  };
  await Promise.all(Array.from({ length: jobs }, () => workOff(run)));
  for (const [what, counts] of Object.entries(run.tally)) console.log(`${what}: ${shares(counts, run.done)}`);
  const end = run.found.length === 0 ? 'the engine and the oracle agree' : 'the engine and the oracle differ';
  console.log(`${end}: ${run.before + run.done} cases, ${run.found.length} disagreements`);
  process.exitCode = run.found.length === 0 ? 0 : 1;
}

/** One worker takes chunk after chunk, until enough is done or something is found. */
function workOff(run) {
  const worker = new Worker(new URL(import.meta.url));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message) => {
      if (message !== 'ready') takeIn(run, message);
      const asked = [...run.open.values()].reduce((sum, one) => sum + one, run.before + run.done);
      if (asked >= run.cases || run.found.length > 0) return void worker.terminate().then(resolve);
      // How many cases the worlds of a chunk hold is known when the first is done.
      run.open.set(run.next, run.casesOfChunk ?? 0);
      worker.postMessage(run.next);
      run.next += CHUNK;
    });
  });
}

function takeIn(run, { seed, cases, disagreements, tally }) {
  run.open.delete(seed);
  run.done += cases;
  run.casesOfChunk = cases;
  addTo(run.tally, tally);
  for (const found of disagreements) writeDown(run, found);
  if (run.found.length > 0) return;
  // What is still open is done again by a run that goes on from here.
  const next = run.open.size === 0 ? run.next : Math.min(...run.open.keys());
  const left = [...run.open.keys()].length * cases;
  if (run.keep) {
    mkdirSync(dirname(STATE), { recursive: true });
    writeFileSync(STATE, JSON.stringify({ next, done: run.before + run.done }));
  }
  const rate = Math.round((run.done * 1000) / (Date.now() - run.started));
  console.log(
    `${run.before + run.done} of ${run.cases} cases, ${left} under way, 0 disagreements, ${rate} cases a second`,
  );
}

function writeDown(run, { name, text, caseFile }) {
  mkdirSync(FOUND, { recursive: true });
  const file = join(FOUND, `${name.replaceAll(' ', '-')}.json`);
  writeFileSync(file, caseFile);
  run.found.push(file);
  console.log(`${text}\nwritten to ${relative(ROOT, file)}\n`);
}

function addTo(total, tally) {
  for (const [what, counts] of Object.entries(tally)) {
    const sums = (total[what] ??= {});
    for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  }
}

function shares(counts, all) {
  const percent = (count) => `${((100 * count) / all).toFixed(2)} %`;
  return Object.entries(counts)
    .sort(([, left], [, right]) => right - left)
    .map(([name, count]) => `${name} ${count} (${percent(count)})`)
    .join(', ');
}
