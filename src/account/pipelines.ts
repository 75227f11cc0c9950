/** What is asked of a pipeline whose CodeBuild action failed, and what it tells. */

export interface PipelineQuery {
  readonly pipeline: string;
  /** Null: any. */
  readonly execution: string | null;
}

export interface FailedAction {
  readonly name: string;
  /** The ID of the build or the batch; null: it failed before one was begun. */
  readonly build: string | null;
  /** What CodePipeline says of it; null: nothing. */
  readonly why: string | null;
  /** Where it ran, which need not be where the pipeline is. */
  readonly region: string;
  /** Of the role that the action itself names; null: it names none, and ran in the pipeline's account. */
  readonly account: string | null;
}
