// `npm run soak -- apply [--quick]`: every fault, kill and change by somebody else at every call and every journal write
// of every plan, while it is applied and undone, and then ended; and every such pair of which one leaves something open
// (`--quick`: one pair in 20). In this process, under a passed clock. Ends with 1 where a promise was broken.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { install } from './run.mjs';

const SHOWN = 10;

export async function soakApply(args) {
  install();
  const { values } = parseArgs({ args, options: { quick: { type: 'boolean' } } });
  const { GRID, runGrid, runBuildGrid } = await importBundled(join('test', 'apply', 'grid', 'run-grid.ts'));
  const total = { combinations: 0, violations: 0, started: Date.now() };
  const said = async (what, work) => {
    const started = Date.now();
    const { combinations, violations } = await work();
    total.combinations += combinations;
    total.violations += violations.length;
    console.log(`${what}: ${wordFigures(combinations, started, violations.length)}`);
    for (const one of violations.slice(0, SHOWN)) console.log(`  ${one.where}: ${one.what}`);
  };
  for (const one of GRID) {
    await said(`${one.name}, struck once`, () => runGrid(one));
    await said(`${one.name}, struck twice`, () =>
      runGrid(one, { pairs: true, everyNth: values.quick ? 20 : 1 }),
    );
  }
  await said('the build that follows', runBuildGrid);
  console.log(`in all: ${wordFigures(total.combinations, total.started, total.violations)}`);
  process.exitCode = total.violations === 0 ? 0 : 1;
}

function wordFigures(combinations, started, violations) {
  const seconds = ((Date.now() - started) / 1_000).toFixed(1);
  return `${combinations} combinations, ${seconds} s, ${violations} violations`;
}
