/** Longer texts are nobody's names or patterns, and would make the bound on entries none on memory. */
const LONGEST = 1000;

/**
 * Makes something of a text once, for all who ask with the same text. When there are too many it starts anew:
 * what is asked for often is soon there again.
 */
export function kept<Made extends string | object>(
  most: number,
  make: (text: string) => Made,
): (text: string) => Made {
  const known = new Map<string, Made>();
  const remembered = (text: string): Made => {
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (known.size >= most) known.clear();
    known.set(text, made);
    return made;
  };
  return (text) => known.get(text) ?? remembered(text);
}
