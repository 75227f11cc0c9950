/** Worlds and builds for the tests of builds that run. */
import type { Sandbox } from '#sandbox/server.ts';
import type { BuildState } from '#sandbox/codebuild/state.ts';
import { openWorld } from '#sandbox/worlds/open-world.ts';
import { type WorldInput, worldSchema } from '#sandbox/worlds/world-file.ts';
import { regionOf } from '#sandbox/world.ts';
import { ACCOUNT, REGION } from './arrange.ts';

export const PROJECT = 'TrackerAPI';
export const ROLE = 'codebuild-TrackerAPI-service-role';

export async function open(world: string | WorldInput): Promise<Sandbox> {
  const opened = await openWorld(typeof world === 'string' ? world : worldSchema.parse(world), {
    seed: 'test',
  });
  if (!opened.ok) throw new Error(opened.error);
  return opened.value;
}

/** The newest build, or the one of an ID, when it has ended. */
export async function ended({ world }: Sandbox, id?: string): Promise<BuildState> {
  const builds = [...regionOf(world, ACCOUNT, REGION).codebuild.builds.values()];
  const build = id === undefined ? builds.at(-1) : builds.find((each) => each.id === id);
  if (build === undefined) throw new Error('no build');
  await build.ended;
  return build;
}

/** What stands in a build's log stream. */
export function logOf({ world }: Sandbox, { log }: BuildState): string {
  const stream = regionOf(world, ACCOUNT, REGION)
    .logs.groups.get(log?.group ?? '')
    ?.streams.get(log?.stream ?? '');
  return stream?.events.map(({ message }) => message).join('') ?? '';
}

export const phasesOf = ({ phases }: BuildState): readonly string[] =>
  phases.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? ''}`.trim());
