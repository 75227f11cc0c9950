// `npm run action FOLDER`: what a release of the GitHub action holds; with `--check`, whether a checkout of one holds just that.
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { build, install, ROOT, run } from './run.mjs';

const FILES = {
  'action.yml': 'action.yml',
  'dist/action/index.mjs': 'dist/action/index.mjs',
  LICENSE: 'LICENSE',
  'THIRD-PARTY-NOTICES.md': 'THIRD-PARTY-NOTICES.md',
  'README.md': 'docs/action.md',
};

const isCheck = process.argv.includes('--check');
const folder = process.argv.slice(2).find((word) => !word.startsWith('-'));
if (folder === undefined) {
  console.error('no folder is named\nhelp: `npm run action FOLDER`, or `npm run action -- --check FOLDER`');
  process.exit(1);
}
await install();
await build();
if (run(process.execPath, ['scripts/notices.mjs']).code !== 0) process.exit(1);
let differing = 0;
for (const [name, source] of Object.entries(FILES)) {
  const [from, to] = [join(ROOT, source), join(resolve(folder), name)];
  if (!isCheck) {
    mkdirSync(dirname(to), { recursive: true });
    cpSync(from, to);
  } else if (!existsSync(to) || !readFileSync(from).equals(readFileSync(to))) {
    differing += 1;
    console.error(`${name} is not what this source makes`);
  }
}
if (differing === 0) console.log(`${Object.keys(FILES).length} files, as this source makes them`);
process.exit(differing === 0 ? 0 : 1);
