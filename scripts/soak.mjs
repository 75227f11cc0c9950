// `npm run soak [CASES] [--seed N]`: the engine against the oracle over 20 million generated cases, on all cores.
// Goes on where the last run stopped, unless a seed is given; ends with 1 when the two differ.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { importBundled } from './bundle.mjs';
import { install, ROOT } from './run.mjs';

const ENTRY = join('test', 'iam', 'agreement', 'compare.ts');
const STATE = join(ROOT, 'node_modules', '.cache', 'rolemend', 'soak-state.json');
/** Where `importBundled` leaves the entry for the workers. */
const BUNDLED = pathToFileURL(join(ROOT, 'node_modules', '.cache', 'rolemend', 'compare.mjs')).href;
/** Far from the seeds of the tests. */
const FIRST_SEED = 1_000_000_000;
const TOTAL = 20_000_000;
const CHUNK = 10_000;

if (isMainThread) await main();
else await work();

async function work() {
  const { compare } = await import(BUNDLED);
  parentPort.on('message', (seed) => parentPort.postMessage({ seed, ...compare(seed, CHUNK) }));
  parentPort.postMessage('ready');
}

function read(args) {
  const at = args.indexOf('--seed');
  const seed = at === -1 ? null : Number(args[at + 1]);
  const [cases = String(TOTAL)] = args.filter((_, index) => at === -1 || (index !== at && index !== at + 1));
  const counts = [Number(cases), seed ?? 0];
  if (counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return { cases: counts[0], seed };
  throw new Error('usage: npm run soak [CASES] [--seed N]');
}

async function main() {
  install();
  const { cases, seed } = read(process.argv.slice(2));
  await importBundled(ENTRY);
  const stored = seed === null && existsSync(STATE) ? JSON.parse(readFileSync(STATE, 'utf8')) : null;
  const from = stored?.next ?? seed ?? FIRST_SEED;
  const before = stored?.done ?? 0;
  console.log(`${before} cases done before; going on from seed ${from}`);
  const run = { from, next: from, end: from + cases - before, open: new Set(), done: 0, found: 0 };
  const started = Date.now();
  const progress = () => {
    const next = run.open.size === 0 ? run.next : Math.min(...run.open);
    mkdirSync(dirname(STATE), { recursive: true });
    writeFileSync(STATE, JSON.stringify({ next, done: before + next - from }));
    const rate = Math.round((run.done * 1000) / (Date.now() - started));
    console.log(`${before + run.done} of ${cases} cases, ${run.found} disagreements, ${rate} cases a second`);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, () => workOff(run, progress)));
  console.log(run.found === 0 ? 'the engine and the oracle agree' : 'the engine and the oracle differ');
  process.exitCode = run.found === 0 ? 0 : 1;
}

/** One worker takes chunk after chunk. */
function workOff(run, progress) {
  const worker = new Worker(new URL(import.meta.url));
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('message', (message) => {
      if (message !== 'ready') {
        run.open.delete(message.seed);
        run.done += message.cases;
        run.found += message.disagreements.length;
        for (const text of message.disagreements) console.log(`${text}\n`);
        progress();
      }
      if (run.next >= run.end) return void worker.terminate().then(resolve);
      run.open.add(run.next);
      worker.postMessage(run.next);
      run.next += CHUNK;
    });
  });
}
