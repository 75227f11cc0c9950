/** Putting something in the place of matches. */
import type { Spend } from './spend.ts';
import type { Program } from './program.ts';
import { find, type Found } from './run.ts';

export interface Replacing {
  readonly program: Program;
  /** Every match, not only the first. */
  readonly every: boolean;
  /** Only a match at the beginning. */
  readonly anchored?: boolean;
  readonly spend: Spend;
}

/** A match of nothing counts only where no match has just ended, as sed has it. */
export function replaced(
  text: string,
  { program, every, anchored = false, spend }: Replacing,
  replacement: (found: Found) => string,
): string {
  let result = '';
  let from = 0;
  let ended = -1;
  while (from <= text.length) {
    const found = find(program, text, { from, anchored, spend });
    if (found === null) break;
    const { start, end } = found;
    if (end > start || start !== ended) {
      const put = replacement(found);
      spend(put.length);
      result += text.slice(from, start) + put;
    } else result += text.slice(from, start);
    if (end === start) result += text.charAt(end);
    ended = end;
    from = end === start ? end + 1 : end;
    if (!every) break;
  }
  return result + text.slice(from);
}
