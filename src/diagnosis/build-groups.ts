/** Builds that failed alike, together. Comes in: builds, newest first. Goes out: groups in that order, each with where and why, as CodeBuild says. */
import { failedPhase, isFailure } from '#account/build-status.ts';
import type { Build } from '#account/snapshot.ts';

/** Builds of one project that ended in one way, of which the newest speaks for the others. */
export interface BuildGroup {
  readonly project: string;
  readonly newest: Build;
  readonly count: number;
  /** Null: nothing failed. */
  readonly failure: Failure | null;
}

interface Failure {
  readonly phase: string;
  /** In CodeBuild's words, untrusted; null: it says nothing. */
  readonly why: string | null;
}

export function groupsOf(builds: readonly Build[]): readonly BuildGroup[] {
  const groups = new Map<string, BuildGroup>();
  for (const newest of builds) {
    const project = newest.id.slice(0, newest.id.lastIndexOf(':'));
    const failure = failureOf(newest);
    const key = JSON.stringify([project, newest.status, failure]);
    const group = groups.get(key) ?? { project, newest, count: 0, failure };
    groups.set(key, { ...group, count: group.count + 1 });
  }
  return [...groups.values()];
}

function failureOf(build: Build): Failure | null {
  if (!isFailure(build)) return null;
  const phase = failedPhase(build);
  return {
    phase: phase?.type ?? build.currentPhase,
    why: phase?.contexts.find(({ message }) => message)?.message ?? null,
  };
}
