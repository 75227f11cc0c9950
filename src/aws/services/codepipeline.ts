/** The operations used of one service; a module of its own, so that it is loaded at its first call. */
import {
  CodePipelineClient,
  GetPipelineCommand,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline';

export const Client = CodePipelineClient;

export const commands = {
  GetPipeline: GetPipelineCommand,
  ListActionExecutions: ListActionExecutionsCommand,
};
