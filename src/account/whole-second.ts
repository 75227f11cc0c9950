/** Times of one service held against those of another that tells whole seconds. */

/**
 * The second in which a time lies, in milliseconds; NaN: it is not known. CloudTrail tells whole seconds, CodeBuild parts of them:
 * what happened in the second of a build may have come after it.
 */
export const wholeSecond = (time: string | null): number =>
  Math.floor(Date.parse(time ?? '') / 1_000) * 1_000;
