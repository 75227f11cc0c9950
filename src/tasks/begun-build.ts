/** The build that was begun to prove a project's newest change, kept with the change, so that it is begun once. */
import type { BegunBuild } from '#apply/change.ts';
import type { Journal } from '#apply/journal.ts';

export interface BegunBuilds {
  /** Null: none, or it cannot be told. */
  readonly begun: BegunBuild | null;
  /** The commit that is to prove a change that stands, where a person vouched for one. */
  readonly commit: string | null;
  /** What else the entry says by then is left as it is. */
  readonly remember: (begun: BegunBuild) => Promise<void>;
}

export async function begunBuilds(journal: Journal, projectArn: string): Promise<BegunBuilds> {
  const newest = await journal.latestOf(projectArn);
  if (!newest.ok || newest.value === null) return { begun: null, commit: null, remember: async () => {} };
  const { id, build, commit, state } = newest.value;
  const remember = async (begun: BegunBuild): Promise<void> => {
    const change = await journal.find(id);
    if (change.ok) await journal.update({ ...change.value, build: begun });
  };
  return { begun: build ?? null, commit: state === 'undone' ? null : (commit ?? null), remember };
}
