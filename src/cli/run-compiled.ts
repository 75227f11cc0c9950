import { join } from 'node:path';
import { compiledFiles } from './compiled.ts';
import { compiledFolder } from './compiled-folder.ts';
import { EXIT } from '#render/exit-codes.ts';

/** The program, as it lies bundled beside this file, started from the code compiled for it before. */
export async function runCompiled(argv: readonly string[]): Promise<number> {
  const files = compiledFiles(join(import.meta.dirname, 'program'), compiledFolder(argv));
  const { runProgram } = files.load('program.cjs') as typeof import('./program.ts');
  const code = await runProgram(argv);
  // A command that stopped early has not compiled what the next run will need.
  if (code === EXIT.done || code === EXIT.problemFound) files.keep();
  return code;
}
