/**
 * A build's own time. The sandbox's calls take milliseconds where AWS takes seconds, so a build's clock runs
 * ahead of the world's by what its steps would have taken: recorded durations are plausible, and nobody waits.
 */
export interface BuildClock {
  readonly now: () => Date;
  /** Lets a step's usual time go by. */
  readonly pass: (milliseconds: number) => void;
}

export function newBuildClock(worldNow: () => Date): BuildClock {
  let ahead = 0;
  return {
    now: () => new Date(worldNow().getTime() + ahead),
    pass: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
