/** Programs that a reader of commands is held against, where the machine has them: `npm test` installs them on Debian. */
import { spawnSync } from 'node:child_process';

/** Whether one of them is not there: what is held against it is then skipped. */
export const isLacking = (...programs: readonly string[]): boolean =>
  programs.some((program) => spawnSync('sh', ['-c', 'command -v "$0"', program]).status !== 0);
