import type { PipelineSettings } from './settings.ts';

/** What CodePipeline holds of one account and region: pipelines by name. */
export type CodePipelineState = Map<string, PipelineState>;

export interface PipelineState {
  readonly arn: string;
  readonly created: Date;
  updated: Date;
  version: number;
  settings: PipelineSettings;
  /** Settles when the newest execution has ended; never rejects. */
  ended: Promise<void>;
}

export const newCodePipelineState = (): CodePipelineState => new Map();
