/** The account's newest builds. Comes in: a reader. Goes out: those that ended alike together, newest first. Never: reads a log. */
import type { AccountReader, CallProblem } from '#account/ports.ts';
import { type BuildGroup, groupsOf } from '#diagnosis/build-groups.ts';
import { ok, type Result } from '#basics/result.ts';

/** `failed`: those alone that did. */
export async function newestBuilds(
  reader: AccountReader,
  { failed }: { readonly failed: boolean },
): Promise<Result<readonly BuildGroup[], CallProblem>> {
  const builds = await reader.newestBuilds();
  if (!builds.ok) return builds;
  const groups = groupsOf(builds.value);
  return ok(failed ? groups.filter(({ failure }) => failure !== null) : groups);
}
