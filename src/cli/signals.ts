/**
 * Ctrl-C, and being told to end. While something is only read the command ends at once and says so; while something is
 * changed it is a request to stop cleanly. What was begun last decides.
 */
import { EXIT } from '#render/exit-codes.ts';
import { stoppedReading } from '#render/reading-text.ts';
import { beginReading, readingNow } from './reading.ts';
import { report, type Terminal } from './terminal.ts';

type Handler = () => void;

const handlers: Handler[] = [];
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

function dispatch(signal: NodeJS.Signals): void {
  const handler = handlers.at(-1);
  if (handler !== undefined) return handler();
  ignore();
  process.kill(process.pid, signal);
}

/** A signal that came while the processor was kept is told on the next turn, and to whoever listened when it came. */
function listen(): void {
  if (process.listeners('SIGINT').includes(dispatch)) return;
  for (const signal of SIGNALS) process.on(signal, dispatch);
}

function ignore(): void {
  for (const signal of SIGNALS) process.off(signal, dispatch);
}

function handle(handler: Handler): () => void {
  handlers.push(handler);
  listen();
  return () => {
    if (handlers.includes(handler)) handlers.splice(handlers.indexOf(handler), 1);
    if (handlers.length === 0) setImmediate(() => handlers.length === 0 && ignore());
  };
}

export interface Interruption {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * The first Ctrl-C aborts, so that the step under way is finished and written down; a second one within it ends the
 * process at once.
 */
export function onInterrupt(say: () => void): Interruption {
  const controller = new AbortController();
  const release = handle(() => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
    say();
  });
  return { signal: controller.signal, release };
}

/** Until it is released, Ctrl-C ends the command; `reading` names what is read, and no more than that is done meanwhile. */
export function endAtOnce(reading: string, terminal: Terminal, json: boolean): () => void {
  const end = beginReading(reading);
  const release = handle(() => {
    const stopped = readingNow() ?? { what: reading, call: null, calls: 0, milliseconds: 0 };
    end();
    // The terminal shows `^C` where the cursor is.
    if (terminal.interactive) terminal.say('');
    report(
      {
        message: stoppedReading(stopped, json),
        help: 'nothing was changed; give the command again to begin anew',
        exit: EXIT.interrupted,
      },
      terminal,
      json,
    );
    process.exit(EXIT.interrupted);
  });
  return () => {
    end();
    release();
  };
}

/** A project as what is read. */
export const projectCalled = (name: string): string => `project \`${name}\``;

/** Work that changes nothing. */
export async function interruptible<T>(
  reading: string,
  { terminal, json = false }: { readonly terminal: Terminal; readonly json?: boolean | undefined },
  work: () => Promise<T>,
): Promise<T> {
  const release = endAtOnce(reading, terminal, json);
  try {
    return await work();
  } finally {
    release();
  }
}
