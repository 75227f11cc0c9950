/** What counts as a project's settings: what it is set to now, and what its pipeline sets for it. */
import type { Project } from '#account/project.ts';
import type { PipelineAction, Snapshot } from '#account/snapshot.ts';
import { remember } from '#basics/remember.ts';

/**
 * The project's present settings: for one that a pipeline builds also the pipeline's bucket and key, and the variables that
 * its action sets. They are as much somebody's settings as the project's own: starting a build does not change them.
 */
export function settingsOf({
  project,
  pipelineAction,
}: Pick<Snapshot, 'project' | 'pipelineAction'>): Project {
  return pipelineAction.kind === 'known' ? inPipeline(project)(pipelineAction.value) : project;
}

const inPipeline = remember((project: Project) =>
  remember(({ variables: given, artifactBucket, encryptionKey }: PipelineAction): Project => {
    const { environment } = project;
    const names = new Set(given.map(({ name }) => name));
    const variables = [...environment.variables.filter(({ name }) => !names.has(name)), ...given];
    return {
      ...project,
      pipelineBucket: artifactBucket,
      encryptionKey: encryptionKey ?? project.encryptionKey,
      environment: { ...environment, variables },
    };
  }),
);
