/**
 * Names in lower case. Requests ask for the same actions and keys again and again: each is folded once, and what
 * comes out is one string for all of them, which is quick to look up and to compare.
 */
const NAMES_KEPT = 2048;
/** Longer ones are nobody's names. */
const LONGEST_KEPT = 128;

type Fold = (name: string) => string;

function folding(): Fold {
  const known = new Map<string, string>();
  const remembered: Fold = (name) => {
    const folded = name.toLowerCase();
    if (name.length > LONGEST_KEPT) return folded;
    if (known.size >= NAMES_KEPT) known.clear();
    const one = known.get(folded) ?? folded;
    known.set(one, one);
    known.set(name, one);
    return one;
  };
  return (name) => known.get(name) ?? remembered(name);
}

export const foldAction = folding();
export const foldKey = folding();
