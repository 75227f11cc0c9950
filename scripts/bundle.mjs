// Bundles one TypeScript file that is not part of the product (a benchmark, a soak) and imports it.
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
    noExternal: [/.*/],
    inlineOnly: false,
    // The UMD form that some packages name as `main` requires files of its own at run time.
    inputOptions: { resolve: { mainFields: ['module', 'main'] } },
  });
  return import(pathToFileURL(join(OUT, `${basename(entry, '.ts')}.mjs`)).href);
}
