// `npm test`: installs what the tests need, checks, runs every test, and ends with the count.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, CHECKS } from './check.mjs';
import { build, install, runAside, runTool } from './run.mjs';

const CLIENTS = {
  '/usr/bin/aws': 'awscli',
  '/usr/bin/jq': 'jq',
  '/usr/bin/make': 'make',
  '/usr/bin/python3': 'python3',
  '/usr/bin/skopeo': 'skopeo',
  '/usr/bin/zsh': 'zsh',
  '/usr/bin/fish': 'fish',
  '/usr/share/bash-completion/bash_completion': 'bash-completion',
  '/usr/bin/chromium': 'chromium',
  '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf': 'fonts-dejavu-core',
};

/** Installs the real clients where this is Debian and root; elsewhere their tests are skipped and counted. */
async function installClients() {
  const missing = Object.entries(CLIENTS)
    .filter(([path]) => !existsSync(path))
    .map(([, name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.log(`not installed here, their tests are skipped: ${missing.join(', ')}`);
    return;
  }
  console.log(`installing ${missing.join(', ')} from Debian …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await runAside('apt-get', ['update', '-qq'], { env });
  const { code, output } = await runAside(
    'apt-get',
    ['install', '-y', '-qq', '--no-install-recommends', ...missing],
    { env },
  );
  if (code !== 0) console.log(`could not install them; their tests are skipped\n${output.slice(-2000)}`);
}

/** Runs the tests; what they came to, with the names of those that failed or were skipped. */
function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'rolemend-test-'));
  const report = join(folder, 'report.json');
  const { code } = runTool('vitest', [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]);
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  rmSync(folder, { recursive: true, force: true });
  if (results === null) return { passed: 0, failed: 1, skipped: [], code };
  const skipped = results.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'skipped' || status === 'todo')
    .map(({ fullName }) => fullName);
  // A file that did not even load has no test that could fail.
  const unloaded = results.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed'),
  ).length;
  return { passed: results.numPassedTests, failed: results.numFailedTests + unloaded, skipped, code };
}

// What is fetched waits for the network, and what is built and checked for the processor.
const clients = installClients();
await Promise.all([install(), install('test/judges/packages')]);
await build();
const failedChecks = await check();
await clients;
const tests = runTests();
for (const name of tests.skipped) console.log(`skipped: ${name}`);
const passed = tests.passed + Object.keys(CHECKS).length - failedChecks.length;
const failed = Math.max(tests.failed, tests.code === 0 ? 0 : 1) + failedChecks.length;
console.log(
  `${passed} passed, ${failed} failed${tests.skipped.length > 0 ? `, ${tests.skipped.length} skipped` : ''}`,
);
process.exit(failed === 0 ? 0 : 1);
