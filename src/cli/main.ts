#!/usr/bin/env node
/**
 * The command line. Comes in: argv. Goes out: an exit code, text or JSON on standard output, messages on
 * standard error. The version is answered before the program is loaded; every command loads what it needs.
 */
import { commandFirst } from './command-first.ts';
import { giveFirstSign } from './first-sign.ts';
import { runCompiled } from './run-compiled.ts';
import { haveSomeHome } from './some-home.ts';
import { outliveReaders } from './standard-output.ts';
import { VERSION } from './version.ts';

haveSomeHome();
outliveReaders();
const argv = commandFirst(process.argv.slice(2));
if (argv.length === 1 && ['--version', '-V', '-v', 'version'].includes(argv[0] ?? '')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  giveFirstSign(argv);
  void run();
}

async function run(): Promise<void> {
  process.exitCode = await runCompiled(argv);
}
