/** The built binary at a pseudo-terminal, and a person in front of it. util-linux's `script` makes it: Debian always has that. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { shellQuote } from '#render/shell-quote.ts';
import { CLI } from './run-cli.ts';

export interface Sitting {
  /** Types as it is, at once. */
  readonly type: (keys: string) => void;
  /** Settles once the screen was sent the text; rejects when the program ends without. */
  readonly shows: (text: string) => Promise<void>;
  /** Settles once the screen was sent more than so many characters. */
  readonly changed: (shown: number) => Promise<void>;
  /** All that was sent to the screen until now. */
  readonly screen: () => string;
  readonly hangUp: () => void;
  readonly ended: Promise<{ readonly code: number | null; readonly screen: string }>;
}

export const ENTER = '\r';
/** A terminal's answer to the question where its cursor is, which it gives once it has shown what came before. */
export const POSITION = '\u001b[24;1R';
const ASKED_FOR_POSITION = '\u001b[6n';

interface Kind {
  /** `deaf`: a terminal that never tells where its cursor is. `slow`: the test tells it. Default: tells at once. */
  readonly terminal?: 'prompt' | 'slow' | 'deaf';
  /** Default: so many that what is said in one line stands in one. */
  readonly columns?: number;
  /** Default: `xterm`. */
  readonly term?: string;
}

export function sitAt(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  { terminal = 'prompt', columns = 200, term = 'xterm' }: Kind = {},
): Sitting {
  const command = [process.execPath, CLI, ...args].map(shellQuote).join(' ');
  const child = spawn('script', ['-qefc', `stty cols ${columns} rows 24; exec ${command}`, '/dev/null'], {
    env: { ...env, TERM: term, SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const type = (keys: string): void => void child.stdin.write(keys);
  // What is typed as the program ends reaches nobody.
  child.stdin.on('error', () => undefined);
  let screen = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (terminal === 'prompt' && chunk.includes(ASKED_FOR_POSITION)) type(POSITION);
    for (const listener of listeners) listener();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, screen }));
  const until = (isSo: () => boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!isSo()) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      void ended.then(() => reject(new Error(`ended after showing no more than:\n${screen}`)));
      look();
    });
  const shows = (text: string): Promise<void> => until(() => screen.includes(text));
  const changed = (shown: number): Promise<void> => until(() => screen.length > shown);
  return { type, shows, changed, screen: () => screen, hangUp: () => child.kill('SIGKILL'), ended };
}
