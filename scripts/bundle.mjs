// Bundles one TypeScript file that is not part of the product (a benchmark, a soak) and imports it.
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, run, tool } from './run.mjs';

const OUT = join(ROOT, 'node_modules', '.cache', 'rolemend');

export async function importBundled(entry) {
  mkdirSync(OUT, { recursive: true });
  const { code, output } = run(
    tool('tsdown'),
    [
      entry,
      '--no-config',
      '--no-dts',
      '--no-clean',
      '--format',
      'esm',
      '--platform',
      'node',
      '--out-dir',
      OUT,
      '--log-level',
      'warn',
    ],
    { capture: true },
  );
  if (code !== 0) throw new Error(`could not bundle ${entry}\n${output}`);
  return import(pathToFileURL(join(OUT, `${basename(entry, '.ts')}.mjs`)).href);
}
