#!/usr/bin/env node
/**
 * The command line. Comes in: argv. Goes out: an exit code, text or JSON on standard output, messages on
 * standard error. The version is answered before anything else is loaded; every command loads what it needs.
 */
import { commandFirst } from './command-first.ts';
import { giveFirstSign } from './first-sign.ts';
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
  const { runCompiled } = await import('./run-compiled.ts');
  process.exitCode = await runCompiled(argv);
}
