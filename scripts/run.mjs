// Running a command from a script: shared by demo, test and check. Node's own modules only, because
// these scripts also run before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a command and gives its exit code and, when `capture` is set, its output. */
export function run(command, args, { capture = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    maxBuffer: 256 * 1024 * 1024,
  });
  if (result.error) return { code: 127, output: result.error.message };
  return { code: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

/** As `run` with its output captured unless told otherwise, while others run. */
export function runAside(command, args, { capture = true, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of capture ? [child.stdout, child.stderr] : [])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', ({ message }) => resolve({ code: 127, output: message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** Tools whose package is not called like them. */
const PACKAGES = {
  attw: '@arethetypeswrong/cli',
  biome: '@biomejs/biome',
  depcruise: 'dependency-cruiser',
};

/** The file of a tool installed by npm: what npm puts into `.bin` is on Windows no program but a script of a shell. */
export function toolFile(name) {
  const folder = join(ROOT, 'node_modules', PACKAGES[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return join(folder, typeof bin === 'string' ? bin : bin[name]);
}

/** Runs a tool, its output kept; at a terminal a line says meanwhile what is done, and for how long. */
async function runToolMoving(doing, name, args) {
  const begun = Date.now();
  const moves = process.stderr.isTTY && process.env.TERM !== 'dumb';
  if (!moves) console.error(`${doing} …`);
  const draw = () =>
    process.stderr.write(`\r\u001b[2K${doing} … ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  if (moves) draw();
  const timer = moves ? setInterval(draw, 120) : null;
  const ran = await runAside(process.execPath, [toolFile(name), ...args]);
  if (timer !== null) clearInterval(timer);
  if (moves) process.stderr.write('\r\u001b[2K');
  return ran;
}

/** Runs a tool installed by npm. */
export const runTool = (name, args, options) => run(process.execPath, [toolFile(name), ...args], options);

/** npm by the file it runs from, where npm itself started this: on Windows `npm` is no program but a script of a shell. */
const NPM = process.env.npm_execpath === undefined ? ['npm'] : [process.execPath, process.env.npm_execpath];

/** Installs exactly what the lock file of a folder says, unless that is what is there already. */
export async function install(folder = '.') {
  if (installed(folder)) return;
  console.error(folder === '.' ? 'installing dependencies …' : `installing what ${folder} needs …`);
  const [npm, ...script] = NPM;
  const { code, output } = await runAside(
    npm,
    [...script, 'ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    // At a terminal npm itself shows that it is at work.
    { capture: folder !== '.' || !process.stderr.isTTY },
  );
  if (code !== 0) {
    console.error(output);
    console.error(
      `could not install the dependencies\nhelp: check the network and run \`npm ci --prefix ${folder}\``,
    );
    process.exit(1);
  }
}

function installed(folder) {
  const marker = join(ROOT, folder, 'node_modules', '.package-lock.json');
  if (!existsSync(marker)) return false;
  const wanted = JSON.parse(readFileSync(join(ROOT, folder, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(marker, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) => path === '' || entry.optional || present[path]?.version === entry.version,
  );
}

/** Builds `dist/`, unless nothing it is made of is newer; shows the builder's output only when it fails. */
export async function build() {
  // The declarations are written last: a build that was cut off has none.
  if (isBuilt('index.d.mts')) return;
  const { code, output } = await runToolMoving('building', 'tsdown', ['--logLevel', 'warn']);
  if (code !== 0) {
    console.error(output);
    console.error('the build failed');
    process.exit(1);
  }
}

/** The name of what the layer check puts into `src` for a moment: nothing is made of it, and its folder is newer for it. */
export const PLANTED_NAME = 'planted-bad-import.ts';

/** Whether files of `dist/` are there, and newer than all files that they are made of. */
export function isBuilt(...files) {
  const paths = files.map((name) => join(ROOT, 'dist', name));
  if (!paths.every((path) => existsSync(path))) return false;
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true })
    .filter((name) => basename(name) !== PLANTED_NAME)
    .map((name) => join('src', name));
  const made = Math.min(...paths.map((path) => statSync(path).mtimeMs));
  return [...sources, 'package.json', 'package-lock.json', 'tsdown.config.ts', 'tsconfig.json'].every(
    (name) => {
      const about = statSync(join(ROOT, name));
      return about.isDirectory() || about.mtimeMs < made;
    },
  );
}
