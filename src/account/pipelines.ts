/** What is asked of a pipeline whose CodeBuild action failed, and what it tells. */

export interface PipelineQuery {
  readonly pipeline: string;
  /** Null: any. */
  readonly execution: string | null;
}

export interface FailedAction {
  readonly project: string;
  /** The ID of the build or the batch. */
  readonly build: string;
  /** Where it ran, which need not be where the pipeline is. */
  readonly region: string;
  /** Of the role that the action itself names; null: it names none, and ran in the pipeline's account. */
  readonly account: string | null;
}
