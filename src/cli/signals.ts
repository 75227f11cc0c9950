/**
 * Ctrl-C as a request to stop cleanly: the first one aborts, so that the step under way is finished and
 * written down; a second one within it ends the process at once.
 */
export interface Interruption {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

export function onInterrupt(say: () => void): Interruption {
  const controller = new AbortController();
  const handler = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
    say();
  };
  process.on('SIGINT', handler);
  process.on('SIGTERM', handler);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    },
  };
}
