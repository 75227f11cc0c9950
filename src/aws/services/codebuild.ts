/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  BatchGetProjectsCommand,
  ListProjectsCommand,
  ListBuildsForProjectCommand,
  BatchGetBuildsCommand,
  RetryBuildCommand,
  StartBuildCommand,
  UpdateProjectCommand,
  CodeBuildClient,
} from '@aws-sdk/client-codebuild';

export const Client = CodeBuildClient;

export const commands = {
  BatchGetProjects: BatchGetProjectsCommand,
  ListProjects: ListProjectsCommand,
  ListBuildsForProject: ListBuildsForProjectCommand,
  BatchGetBuilds: BatchGetBuildsCommand,
  RetryBuild: RetryBuildCommand,
  StartBuild: StartBuildCommand,
  UpdateProject: UpdateProjectCommand,
};
