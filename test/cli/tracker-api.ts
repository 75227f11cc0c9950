/** The runbook's world, served in this process, and what a command needs to reach it. */
import { openWorld } from '#sandbox/worlds/open-world.ts';
import type { Sandbox } from '#sandbox/server.ts';
import { type Surroundings, surroundings } from './run-cli.ts';

export interface TrackerApi extends Surroundings {
  readonly sandbox: Sandbox;
  readonly end: () => Promise<void>;
}

export async function openTrackerApi(
  seed: string,
  env: Readonly<Record<string, string>> = {},
): Promise<TrackerApi> {
  const opened = await openWorld('tracker-api', { seed });
  if (!opened.ok) throw new Error(opened.error);
  const sandbox = opened.value;
  const around = surroundings(sandbox.endpoint, env);
  const end = async (): Promise<void> => {
    around.close();
    await sandbox.close();
  };
  return { ...around, sandbox, end };
}
