/**
 * Names in lower case. Requests ask for the same actions and keys again and again: each is folded once, and what
 * comes out is one string for all of them, which is quick to look up and to compare.
 */
import { kept } from './kept.ts';

const NAMES_KEPT = 2048;

function folding(): (name: string) => string {
  const single = kept(NAMES_KEPT, (folded) => folded);
  return kept(NAMES_KEPT, (name) => single(name.toLowerCase()));
}

export const foldAction = folding();
export const foldKey = folding();
