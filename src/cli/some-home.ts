import { homedir } from 'node:os';

/** Source: Debian Policy Manual, 9.2.3: the home of a user that has none; nothing can be written there. */
const NONE = '/nonexistent';

/** Node, and the SDK with it, fail where neither HOME nor an entry of the user tells, as for a container's made-up user ID. */
export function haveSomeHome(env: NodeJS.ProcessEnv = process.env, ask: () => string = homedir): void {
  try {
    ask();
  } catch {
    env['HOME'] = NONE;
  }
}
