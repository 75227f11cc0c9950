/** What is asked of a log group whose project is looked for. */
export interface LogGroupQuery {
  readonly group: string;
  /** UUID of a build; null: none is known. */
  readonly uuid: string | null;
}
