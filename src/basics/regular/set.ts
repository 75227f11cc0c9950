/** Bracket expressions, `[a-z[:digit:]_]`, which regular expressions and shell patterns share. */

const between =
  (...ranges: readonly (readonly [number, number])[]) =>
  (code: number): boolean =>
    ranges.some(([low, high]) => code >= low && code <= high);

const UPPER = [65, 90] as const;
const LOWER = [97, 122] as const;
const DIGITS = [48, 57] as const;

const NAMED: Readonly<Record<string, (code: number) => boolean>> = {
  alnum: between(UPPER, LOWER, DIGITS),
  alpha: between(UPPER, LOWER),
  blank: between([9, 9], [32, 32]),
  cntrl: between([0, 31], [127, 127]),
  digit: between(DIGITS),
  graph: between([33, 126]),
  lower: between(LOWER),
  print: between([32, 126]),
  punct: between([33, 47], [58, 64], [91, 96], [123, 126]),
  space: between([9, 13], [32, 32]),
  upper: between(UPPER),
  xdigit: between(DIGITS, [65, 70], [97, 102]),
};

export interface CharacterSet {
  readonly has: (code: number) => boolean;
  /** Where the text goes on after its closing bracket. */
  readonly end: number;
}

/** The set whose opening bracket stands just before `at`; null where none is closed. */
export function readSet(text: string, at: number, negations: string): CharacterSet | null {
  let here = at;
  const negated = here < text.length && negations.includes(text.charAt(here));
  if (negated) here += 1;
  const ranges: (readonly [number, number])[] = [];
  const named: ((code: number) => boolean)[] = [];
  for (let first = true; ; first = false) {
    const character = text.charAt(here);
    if (character === '') return null;
    if (character === ']' && !first) break;
    const [whole, name] = /^\[:([a-z]{1,10}):\]/.exec(text.slice(here, here + 14)) ?? [];
    const known = name !== undefined && Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
    if (whole !== undefined && known !== undefined) {
      named.push(known);
      here += whole.length;
    } else {
      const last = text.charAt(here + 1) === '-' && !/^\]?$/.test(text.charAt(here + 2)) ? here + 2 : here;
      ranges.push([text.charCodeAt(here), text.charCodeAt(last)]);
      here = last + 1;
    }
  }
  const inRanges = between(...ranges);
  const has = (code: number): boolean => inRanges(code) || named.some((each) => each(code));
  return { has: negated ? (code) => !has(code) : has, end: here + 1 };
}
