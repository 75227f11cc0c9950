/** Keeps within a request rate: waits through the clock until one more request is allowed. */
import type { Connection } from './connection.ts';

export interface Rate {
  readonly perSecond: number;
  /** Requests allowed at once. */
  readonly burst: number;
}

export function newPace(
  { clock, signal }: Pick<Connection, 'clock' | 'signal'>,
  { perSecond, burst }: Rate,
): () => Promise<void> {
  const interval = 1_000 / perSecond;
  /** When the bucket is full again, if nothing more is asked. */
  let fullAt = 0;
  return async () => {
    const now = clock.now().getTime();
    fullAt = Math.max(fullAt, now) + interval;
    const wait = fullAt - now - burst * interval;
    if (wait > 0) await clock.sleep(wait, signal);
  };
}
