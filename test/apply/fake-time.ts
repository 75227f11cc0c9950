/** A clock that moves only when somebody sleeps. */
import type { Clock } from '#account/ports.ts';

export function fakeClock(start = '2026-11-24T02:00:00.000Z'): Clock & { slept: number } {
  let now = Date.parse(start);
  return {
    slept: 0,
    now: () => new Date(now),
    async sleep(milliseconds) {
      now += milliseconds;
      this.slept += milliseconds;
    },
  };
}
