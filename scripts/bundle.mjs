// Bundles one TypeScript file that no entry of the package is (a benchmark, a soak, the shapes of documents) and imports it.
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './run.mjs';

const OUT = join(ROOT, 'node_modules', '.cache', 'rolemend');

export async function importBundled(entry) {
  const { build } = await import('tsdown');
  await build({
    config: false,
    cwd: ROOT,
    entry: [entry],
    dts: false,
    clean: false,
    format: 'esm',
    platform: 'node',
    outDir: OUT,
    logLevel: 'warn',
    deps: { alwaysBundle: [/.*/], onlyBundle: false },
    // The UMD form that some packages name as `main` requires files of its own at run time.
    inputOptions: { resolve: { mainFields: ['module', 'main'] } },
  });
  return import(pathToFileURL(join(OUT, `${basename(entry, '.ts')}.mjs`)).href);
}
