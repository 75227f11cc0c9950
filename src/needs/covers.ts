/**
 * Whether a need's resource takes in the one a denial names: the same text, or matched by the need's wildcards.
 * A denial that names none is taken in by every resource. Linear in the length of the two.
 */
export function covers(pattern: string, resource: string | null): boolean {
  if (resource === null || pattern === resource) return true;
  // `*` as a whole stands for "no resource-level support", which a denial words as `*` as well.
  return pattern !== '*' && matches(pattern, resource);
}

function matches(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let mark = 0;
  while (place < text.length) {
    const wanted = pattern[at];
    if (wanted === '*') {
      star = at++;
      mark = place;
    } else if (wanted === '?' || wanted === text[place]) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++mark;
    } else return false;
  }
  while (pattern[at] === '*') at++;
  return at === pattern.length;
}
