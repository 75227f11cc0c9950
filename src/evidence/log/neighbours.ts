/** What of a long list stands near to a place, without a look at the rest of it. */

/** Two wordings this near to each other speak of one failure. */
export const NEAR = 400;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** How far apart two ranges are; below 0 where they overlap. */
export function distance(left: Range, right: Range): number {
  return Math.max(left.start, right.start) - Math.min(left.end, right.end);
}

/** Ranges in the order of their starts. */
export class Neighbours<T extends Range> {
  readonly #ranges: readonly T[];
  readonly #longest: number;

  constructor(ranges: readonly T[]) {
    this.#ranges = ranges;
    this.#longest = ranges.reduce((longest, { start, end }) => Math.max(longest, end - start), 0);
  }

  /** Whether one that is near passes a test. */
  some(place: Range, test: (range: T) => boolean): boolean {
    for (let index = firstFrom(this.#ranges, place.start - NEAR - this.#longest); ; index++) {
      const range = this.#ranges[index];
      if (range === undefined || range.start >= place.end + NEAR) return false;
      if (test(range)) return true;
    }
  }
}

/** The index of the first range that starts at `start` or later, by bisection. */
export function firstFrom(ranges: readonly Pick<Range, 'start'>[], start: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
