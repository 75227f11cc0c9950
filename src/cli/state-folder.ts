import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where changes are journalled. Source: XDG Base Directory Specification, XDG_STATE_HOME. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env['ROLEMEND_STATE_DIR']) return env['ROLEMEND_STATE_DIR'];
  const base = env['XDG_STATE_HOME']?.startsWith('/')
    ? env['XDG_STATE_HOME']
    : join(homedir(), '.local', 'state');
  return join(base, 'rolemend');
}
