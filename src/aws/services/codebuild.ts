/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  BatchGetBuildBatchesCommand,
  BatchGetFleetsCommand,
  ListFleetsCommand,
  BatchGetProjectsCommand,
  type BatchGetProjectsCommandInput,
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
  type UpdateProjectCommandInput,
  CodeBuildClient,
} from '@aws-sdk/client-codebuild';
import { keepEnvironments, sendEnvironment } from '../whole-environment.ts';

/** As AWS sent it: the SDK leaves out what it does not know. */
class BatchGetProjects extends BatchGetProjectsCommand {
  constructor(input: BatchGetProjectsCommandInput) {
    super(input);
    keepEnvironments(this.middlewareStack);
  }
}

class UpdateProject extends UpdateProjectCommand {
  constructor(input: UpdateProjectCommandInput) {
    super(input);
    sendEnvironment(this.middlewareStack);
    keepEnvironments(this.middlewareStack);
  }
}

export const Client = CodeBuildClient;

export const commands = {
  BatchGetProjects,
  ListProjects: ListProjectsCommand,
  ListFleets: ListFleetsCommand,
  BatchGetFleets: BatchGetFleetsCommand,
  ListBuilds: ListBuildsCommand,
  ListBuildsForProject: ListBuildsForProjectCommand,
  BatchGetBuilds: BatchGetBuildsCommand,
  BatchGetBuildBatches: BatchGetBuildBatchesCommand,
  ListBuildBatchesForProject: ListBuildBatchesForProjectCommand,
  RetryBuildBatch: RetryBuildBatchCommand,
  StartBuildBatch: StartBuildBatchCommand,
  RetryBuild: RetryBuildCommand,
  StartBuild: StartBuildCommand,
  UpdateProject,
};
