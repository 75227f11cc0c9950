/** Whoever asks. */
export interface Identity {
  readonly partition: string;
  readonly account: string;
  readonly arn: string;
}
