/** The default branch of an exhaustive switch: does not compile while a kind is unanswered. */
export function unreachable(value: never): never {
  throw new Error(`Internal error: unexpected value ${JSON.stringify(value)}`);
}
