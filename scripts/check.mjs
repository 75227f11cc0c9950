// `npm run check`: format, lint and types, layers, dead code, package, docs. Runs all of them before it answers.
import { build, install, run, runTool } from './run.mjs';

const tool =
  (name, ...args) =>
  () =>
    runTool(name, args, { capture: true });
const script = (name) => () => run(process.execPath, [`scripts/${name}`], { capture: true });

export const CHECKS = {
  format: tool('biome', 'format', '.'),
  'lint and types': tool('oxlint', '--type-aware', '--type-check', '--deny-warnings'),
  layers: script('check-layers.mjs'),
  'dead code': tool('knip'),
  package: tool('publint', '--strict'),
  'package types': tool('attw', '--pack', '.', '--profile', 'esm-only', '--quiet'),
  docs: script('check-docs.mjs'),
};

/** Runs every check; the names of those that failed. */
export function check() {
  const failed = [];
  for (const [name, runCheck] of Object.entries(CHECKS)) {
    const { code, output } = runCheck();
    console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name}`);
    if (code !== 0) {
      failed.push(name);
      console.log(output);
    }
  }
  return failed;
}

if (process.argv[1] === import.meta.filename) {
  install();
  build();
  process.exit(check().length === 0 ? 0 : 1);
}
