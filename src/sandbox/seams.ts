import type { Bodies } from './body.ts';
import type { CallLog } from './call-log.ts';
import type { Faults } from './faults.ts';
import type { World } from './world.ts';

/** Has work done so many milliseconds from now. */
export type Later = (milliseconds: number, work: () => Promise<void>) => void;

/** What every route works with. */
export interface Seams {
  readonly world: World;
  readonly faults: Faults;
  readonly calls: CallLog;
  readonly bodies: Bodies;
  /** Delay of every answer, in milliseconds. */
  readonly latencyMs: number;
  readonly later: Later;
}
