/**
 * A terminal's keys, each as it is pressed. In this mode the lines that the terminal's driver holds back for editing can
 * be read too, which is the only way to throw them away.
 */
import { StringDecoder } from 'node:string_decoder';

export interface Keyboard {
  /** Settles once something was typed that was not taken yet, or the input ended. */
  readonly stir: () => Promise<void>;
  /** What was typed since it was last taken; null once the input ended. */
  readonly take: () => string | null;
  readonly close: () => void;
}

/** An abort of `signal` ends the input. */
export function openKeyboard(stdin: NodeJS.ReadStream, signal?: AbortSignal): Keyboard {
  const decoder = new StringDecoder('utf8');
  let typed = '';
  let ended = false;
  let wake = (): void => undefined;
  const hear = (chunk: Buffer): void => {
    typed += decoder.write(chunk);
    wake();
  };
  const end = (): void => {
    ended = true;
    wake();
  };
  stdin.on('data', hear).on('end', end).on('error', end);
  signal?.addEventListener('abort', end);
  stdin.setRawMode(true).resume();
  return {
    stir: () =>
      new Promise((resolve) => {
        wake = resolve;
        if (typed !== '' || ended) resolve();
      }),
    take: () => {
      const all = typed;
      typed = '';
      return all === '' && ended ? null : all;
    },
    close: () => {
      stdin.off('data', hear).off('end', end).off('error', end);
      signal?.removeEventListener('abort', end);
      stdin.setRawMode(false).pause();
    },
  };
}
