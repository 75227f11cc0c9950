/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  BatchGetBuildBatchesCommand,
  BatchGetProjectsCommand,
  ListProjectsCommand,
  ListBuildsCommand,
  ListBuildsForProjectCommand,
  BatchGetBuildsCommand,
  ListBuildBatchesForProjectCommand,
  RetryBuildBatchCommand,
  RetryBuildCommand,
  StartBuildBatchCommand,
  StartBuildCommand,
  UpdateProjectCommand,
  CodeBuildClient,
} from '@aws-sdk/client-codebuild';

export const Client = CodeBuildClient;

export const commands = {
  BatchGetProjects: BatchGetProjectsCommand,
  ListProjects: ListProjectsCommand,
  ListBuilds: ListBuildsCommand,
  ListBuildsForProject: ListBuildsForProjectCommand,
  BatchGetBuilds: BatchGetBuildsCommand,
  BatchGetBuildBatches: BatchGetBuildBatchesCommand,
  ListBuildBatchesForProject: ListBuildBatchesForProjectCommand,
  RetryBuildBatch: RetryBuildBatchCommand,
  StartBuildBatch: StartBuildBatchCommand,
  RetryBuild: RetryBuildCommand,
  StartBuild: StartBuildCommand,
  UpdateProject: UpdateProjectCommand,
};
