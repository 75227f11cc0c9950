import { join } from 'node:path';
import { cacheFolder, type Machine, thisMachine } from './folders.ts';

/**
 * Where a command's compiled code is kept: each command has its own, with the functions it needs. Null: nowhere.
 * Source: Node's documentation, NODE_DISABLE_COMPILE_CACHE.
 */
export function compiledFolder(argv: readonly string[], machine: Machine = thisMachine()): string | null {
  const [command = ''] = argv;
  const isHelp = argv.includes('--help') || argv.includes('-h');
  const isOff = Boolean(machine.env['NODE_DISABLE_COMPILE_CACHE']);
  if (!/^[a-z]+(?:-[a-z]+)*$/.test(command) || isHelp || isOff) return null;
  return join(cacheFolder(machine), 'compiled', command);
}
