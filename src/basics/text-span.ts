/** A half-open range of UTF-16 code units in a text: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One-based line and column, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Tells the one-based line of an offset; the text is looked through once, at the first question. */
export function linesIn(text: string): (offset: number) => number {
  let breaks: readonly number[] | null = null;
  return (offset) => {
    breaks ??= breaksIn(text);
    let [low, high] = [0, breaks.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((breaks[middle] ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low + 1;
  };
}

function breaksIn(text: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) found.push(at);
  return found;
}

/** The line and column of an offset; an offset past the end gives the position of the end. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  const lastBreak = before.lastIndexOf('\n');
  return { line: before.split('\n').length, column: before.length - lastBreak };
}
