// `npm run soak -- builds [CASE…] [--jobs N]`: every build under test/cases/builds is put on the sandbox, fails there, and is mended by
// the built command with the consent that its `needs.txt` stands for. One JSON document a line for each, with all commands that the
// sandbox did not carry out; then the figures. Ends with 1 where a build of images is not green in one change.
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importBundled } from './bundle.mjs';
import { build, install, ROOT } from './run.mjs';

const CASES = join(ROOT, 'test', 'cases', 'builds');
const CLI = join(ROOT, 'dist', 'cli.js');

export async function soakBuilds(args) {
  await install();
  await build();
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { jobs: { type: 'string' } },
  });
  const jobs = Number(values.jobs ?? availableParallelism());
  if (!Number.isSafeInteger(jobs) || jobs < 1)
    throw new Error('usage: npm run soak -- builds [CASE…] [--jobs N]');
  const { runBuild } = await importBundled(join('test', 'builds', 'run-build.ts'));
  const names = positionals.length > 0 ? positionals : readdirSync(CASES).toSorted();
  const outcomes = [];
  const started = Date.now();
  const workOff = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      const outcome = await runBuild(CASES, name, CLI);
      outcomes.push(outcome);
      console.log(JSON.stringify(outcome));
    }
  };
  await Promise.all(Array.from({ length: jobs }, workOff));
  for (const line of figures(outcomes)) console.log(line);
  console.log(`${((Date.now() - started) / 1_000).toFixed(0)} s with ${jobs} jobs`);
  process.exitCode = outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

function figures(outcomes) {
  const isGreen = ({ builds }) => builds.at(-1) === 'SUCCEEDED';
  const lineOf = (kind) => {
    const all = outcomes.filter((one) => one.kind === kind);
    const whole = all.filter(({ notRun }) => notRun.length === 0);
    const changed = all.filter(({ builds }) => builds.length > 1);
    const bad = all.filter(({ problems }) => problems.length > 0).map((one) => one.case);
    return `${kind}: ${all.length} builds, ${all.filter(isGreen).length} green in the end, ${changed.length} after one change; ${whole.length} with every command run, ${all.length - whole.length} with those named that were not; ${bad.length} with problems${bad.length === 0 ? '' : ` (${bad.join(', ')})`}`;
  };
  return [lineOf('images'), lineOf('other')];
}
