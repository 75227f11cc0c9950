import type { Clock } from '#account/ports.ts';
import { setTimeout as after } from 'node:timers/promises';

/** The real clock. An aborted sleep ends early; it does not throw. */
export const systemClock: Clock = {
  now: () => new Date(),
  sleep: async (milliseconds, signal) => {
    await after(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
