/**
 * Many projects of one account, each by itself. Comes in: their names, what each is asked, and a reader. Goes out: a diagnosis for each, or
 * why there is none, as they come. Never: has more under way than the bound, or ends because of one that could not be read.
 */
import type { AccountReader, SnapshotProblem } from '#account/ports.ts';
import type { Result } from '#basics/result.ts';
import { type Diagnosed, diagnoseProject, type DiagnoseRequest } from './diagnose.ts';

export interface OneOfMany {
  readonly project: string;
  readonly diagnosed: Result<Diagnosed, SnapshotProblem>;
}

export interface Many {
  readonly projects: readonly string[];
  readonly request: Omit<DiagnoseRequest, 'project' | 'build'>;
  /** Once it is aborted no other project is begun; those under way are told. */
  readonly signal: AbortSignal;
}

/** Projects under way at once: each asks for several things, and all share the limits of one account's API. */
const AT_ONCE = 8;

export async function* diagnoseAll(
  { projects, request, signal }: Many,
  reader: AccountReader,
): AsyncGenerator<OneOfMany> {
  const left = projects.toReversed();
  const underWay = new Map<string, Promise<OneOfMany>>();
  for (;;) {
    while (underWay.size < AT_ONCE && !signal.aborted) {
      const project = left.pop();
      if (project === undefined) break;
      underWay.set(project, diagnoseOne(project, request, reader));
    }
    if (underWay.size === 0) return;
    const one = await Promise.race(underWay.values());
    underWay.delete(one.project);
    yield one;
  }
}

async function diagnoseOne(
  project: string,
  request: Many['request'],
  reader: AccountReader,
): Promise<OneOfMany> {
  return { project, diagnosed: await diagnoseProject({ ...request, project, build: null }, reader) };
}
