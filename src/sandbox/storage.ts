/** What layers and objects keep, all together. */
import { AwsError } from './operation.ts';
import { inMib } from './room.ts';
import type { World } from './world.ts';

/** Throws where there is not so much room left. */
export function keep({ storage }: World, bytes: number): void {
  if (storage.take(bytes)) return;
  const message = `the sandbox keeps at most ${inMib(storage.size)} of layers and objects`;
  throw new AwsError('InsufficientStorage', message, 507);
}
