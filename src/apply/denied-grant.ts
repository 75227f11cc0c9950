/** Whether a failed build says that it was denied one of the given actions. */
import type { Build, BuildLog } from '#account/snapshot.ts';

/**
 * The action it was denied; null: none of them. The text is the build's own and proves nothing: all that
 * follows from it is that the build is tried again, a bounded number of times.
 */
export function deniedGrant(
  build: Build,
  log: Pick<BuildLog, 'lines'>,
  actions: readonly string[],
): string | null {
  const contexts = build.phases.flatMap((phase) => phase.contexts.map(({ message }) => message));
  const text = flatten([...contexts, ...log.lines]);
  return (
    actions.find((action) => text.includes(`not authorized to perform: ${action.toLowerCase()}`)) ?? null
  );
}

/** Logs break lines anywhere, so white space is made even first. */
function flatten(lines: readonly string[]): string {
  return lines.join(' ').toLowerCase().split(/\s+/).join(' ');
}
