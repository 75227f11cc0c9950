/** What counts as a project's settings: what it is set to now, and what its pipeline sets for it. */
import type { Project } from '#account/project.ts';
import type { PipelineAction, Snapshot } from '#account/snapshot.ts';
import { remember } from '#basics/remember.ts';

/**
 * The project's present settings: for one that pipelines build also the variables that the pipeline's action sets. They
 * are as much somebody's settings as the project's own: starting a build does not change them.
 */
export function settingsOf({
  project,
  pipelineAction,
}: Pick<Snapshot, 'project' | 'pipelineAction'>): Project {
  return pipelineAction.kind === 'known' ? withVariables(project)(pipelineAction.value) : project;
}

const withVariables = remember((project: Project) =>
  remember(({ variables: given }: PipelineAction): Project => {
    const { environment } = project;
    const names = new Set(given.map(({ name }) => name));
    const variables = [...environment.variables.filter(({ name }) => !names.has(name)), ...given];
    return { ...project, environment: { ...environment, variables } };
  }),
);
