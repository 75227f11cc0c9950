import type { ActionSettings, PipelineSettings } from './settings.ts';

/** What CodePipeline holds of one account and region: pipelines by name. */
export type CodePipelineState = Map<string, PipelineState>;

export interface PipelineState {
  readonly arn: string;
  readonly created: Date;
  updated: Date;
  version: number;
  settings: PipelineSettings;
  /** Newest first: the CodeBuild actions that were run. */
  readonly actions: ActionExecution[];
  /** Settles when the newest execution has ended; never rejects. */
  ended: Promise<void>;
}

export interface ActionExecution {
  readonly id: string;
  readonly pipelineExecutionId: string;
  readonly stageName: string;
  readonly action: ActionSettings;
  readonly startTime: Date;
  status: 'InProgress' | 'Succeeded' | 'Failed';
  /** The build; null: it could not be started. */
  buildId: string | null;
  /** Why it could not be started. */
  error?: { readonly code: string; readonly message: string };
}

export const newCodePipelineState = (): CodePipelineState => new Map();
