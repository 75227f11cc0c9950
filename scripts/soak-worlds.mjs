// `npm run soak -- worlds [REGEXP] [--jobs N]`: every world of test/worlds whose name fits, from red to the end by the
// built command, with a table of what came of them. Ends with 1 where a promise was broken.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { build, install } from './run.mjs';

const USAGE = 'usage: npm run soak -- worlds [REGEXP] [--jobs N]';

export async function soakWorlds(args) {
  await install();
  await build();
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { jobs: { type: 'string' } },
  });
  const jobs = Number(values.jobs ?? availableParallelism());
  if (!Number.isSafeInteger(jobs) || jobs < 1 || positionals.length > 1) throw new Error(USAGE);
  const fits = new RegExp(positionals[0] ?? '');
  const { WORLDS, runWorld } = await importBundled(join('test', 'worlds', 'soak-entry.ts'));
  const left = WORLDS.filter(({ name }) => fits.test(name));
  const came = [];
  const workOff = async () => {
    for (let world = left.shift(); world !== undefined; world = left.shift()) {
      came.push(await runWorld(world));
      tell(came.at(-1));
    }
  };
  const started = Date.now();
  await Promise.all(Array.from({ length: jobs }, workOff));
  table(came);
  const broken = came.filter(({ violations }) => violations.length > 0).length;
  const seconds = ((Date.now() - started) / 1_000).toFixed(0);
  console.log(`in all: ${came.length} worlds, ${broken} with violations, ${seconds} s with ${jobs} jobs`);
  process.exitCode = broken === 0 ? 0 : 1;
}

function tell({ world, violations, codes, isGreen, handoffs, isUndone, seconds }) {
  const undone = isUndone === null ? 'nothing changed' : isUndone ? 'undone exactly' : 'NOT undone exactly';
  const end = isGreen ? 'green' : `red, ${handoffs} handed off`;
  const found = codes.length === 0 ? 'nothing found' : codes.join('+');
  console.log(
    `${violations.length === 0 ? 'holds' : 'BROKEN'} ${world.name}: ${found}; ${end}; ${undone}; ${seconds.toFixed(1)} s`,
  );
  for (const violation of violations) console.log(`  ${violation}`);
}

/** By kind, in the order they came. */
function table(came) {
  const kinds = [...new Set(came.map(({ world }) => world.kind))];
  const count = (list, fits) => String(list.filter(fits).length).padStart(10);
  console.log(`\n${'kind'.padEnd(16)}    worlds     holds     green handed off    undone`);
  for (const kind of [...kinds, 'all']) {
    const list = came.filter(({ world }) => kind === 'all' || world.kind === kind);
    const cells = [
      count(list, () => true),
      count(list, ({ violations }) => violations.length === 0),
      count(list, ({ isGreen }) => isGreen),
      count(list, ({ isGreen, handoffs }) => !isGreen && handoffs > 0),
      count(list, ({ isUndone }) => isUndone === true),
    ];
    console.log(`${kind.padEnd(16)}${cells.join('')}`);
  }
}
