/** One measured figure, with the yardstick it was measured against in the same run. */
export interface Row {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly target?: string;
  /** Value divided by the yardstick's. */
  readonly ratio?: string;
  readonly yardstick?: string;
  readonly met?: boolean;
}
