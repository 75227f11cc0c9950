/** A call to AWS once it is over. No more of it is told than this: what was asked and answered may hold secrets. */
export interface AnsweredCall {
  /** As the SDK names it: `CodeBuild`. */
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** When it was over. */
  readonly at: string;
  /** From the last request to its answer; null: there was no answer. */
  readonly milliseconds: number | null;
  /** Requests that it took. */
  readonly attempts: number;
  readonly requestId: string | null;
  /** Null: it went well. */
  readonly error: string | null;
}
