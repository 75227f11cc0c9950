// `npm run check`: format, lint and types, layers, dead code, package, docs. Runs all of them before it answers.
import { build, install, runAside, toolFile } from './run.mjs';

const tool =
  (name, ...args) =>
  () =>
    runAside(process.execPath, [toolFile(name), ...args]);
const script = (name) => () => runAside(process.execPath, [`scripts/${name}`]);

export const CHECKS = {
  format: tool('biome', 'format', '.'),
  'lint and types': tool('oxlint', '--type-aware', '--type-check', '--deny-warnings'),
  layers: script('check-layers.mjs'),
  'dead code': tool('knip'),
  package: tool('publint', '--strict'),
  'package types': tool(
    'attw',
    '--pack',
    '.',
    '--profile',
    'esm-only',
    '--quiet',
    '--entrypoints',
    '.',
    'iam',
  ),
  docs: script('check-docs.mjs'),
};

/** Runs every check, all at once as most use one core; the names of those that failed. */
export async function check() {
  const failed = [];
  const ended = Object.entries(CHECKS).map(async ([name, runCheck]) => ({ name, ...(await runCheck()) }));
  for (const { name, code, output } of await Promise.all(ended)) {
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    if (code !== 0) {
      failed.push(name);
      console.log(output);
    }
  }
  return failed;
}

if (process.argv[1] === import.meta.filename) {
  await install();
  await build();
  process.exit((await check()).length === 0 ? 0 : 1);
}
