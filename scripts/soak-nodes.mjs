// `npm run soak -- nodes [VERSION…]`: the demo, and the transcripts and screens of the built command, on each supported Node, as npm has
// it for this machine: the oldest and the newest of each major unless others are named. Ends with 1 where one of them tells anything else.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { build, install, ROOT, run } from './run.mjs';

const VERSIONS = ['20.19.0', '20', '22', '24'];
const SYSTEM = process.platform === 'win32' ? 'win' : process.platform;
const PACKAGE = `node-${SYSTEM}-${process.arch}`;
const TRANSCRIPTS = ['test/cli/transcripts.test.ts', 'test/cli/screens.test.ts'];

export async function soakNodes(versions) {
  await install();
  await build();
  const failed = (versions.length > 0 ? versions : VERSIONS).filter((version) => !holdsOn(nodeOf(version)));
  console.log(failed.length === 0 ? 'all is as it should be' : `not as it should be on ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}

function holdsOn(node) {
  const version = run(node, ['--version'], { capture: true }).output.trim();
  const demo = run(node, [join(ROOT, 'dist', 'cli.js'), 'demo'], { capture: true });
  console.log(`${version}: the demo ${demo.code === 0 ? 'goes the whole way' : `failed\n${demo.output}`}`);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const told = run(node, [vitest, 'run', ...TRANSCRIPTS], { capture: true });
  console.log(`${version}: transcripts and screens ${told.code === 0 ? 'hold' : `differ\n${told.output}`}`);
  return demo.code === 0 && told.code === 0;
}

/** The program, from npm's package of it. */
function nodeOf(version) {
  const folder = join(ROOT, 'node_modules', '.cache', 'rolemend', `node-${version}`);
  const node = join(folder, 'node_modules', PACKAGE, 'bin', SYSTEM === 'win' ? 'node.exe' : 'node');
  const wanted = ['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'];
  const { code, output } = run('npm', [...wanted, `${PACKAGE}@${version}`], { capture: true });
  if (code !== 0 || !existsSync(node)) throw new Error(`could not install ${PACKAGE}@${version}\n${output}`);
  return node;
}
