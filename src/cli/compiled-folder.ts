import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where a command's compiled code is kept: each command has its own, with the functions it needs. Null: nowhere.
 * Source: XDG Base Directory Specification, XDG_CACHE_HOME; Node's documentation, NODE_DISABLE_COMPILE_CACHE.
 */
export function compiledFolder(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): string | null {
  const [command = ''] = argv;
  const isHelp = argv.includes('--help') || argv.includes('-h');
  if (!/^[a-z]+(?:-[a-z]+)*$/.test(command) || isHelp || env['NODE_DISABLE_COMPILE_CACHE']) return null;
  const base = env['XDG_CACHE_HOME']?.startsWith('/') ? env['XDG_CACHE_HOME'] : join(homedir(), '.cache');
  return join(base, 'rolemend', 'compiled', command);
}
