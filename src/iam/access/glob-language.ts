/**
 * Sets of texts given by wildcard patterns, decided exactly: whether a text exists that lies within all of some
 * patterns and in none of others. The patterns are run side by side as automata over the letters they mention
 * and one letter that stands for all others, so that an answer is a proof and not a sample.
 */

/** `one` is any character, `run` any number of them; neither crosses the character `not`, where one is given. */
export type GlobToken =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'one'; readonly not: string | null }
  | { readonly kind: 'run'; readonly not: string | null };
export type Glob = readonly GlobToken[];

export type Emptiness =
  | { readonly kind: 'empty' }
  /** A shortest text of the set. */
  | { readonly kind: 'inhabited'; readonly witness: string }
  /** The search grew past its bound: nothing is proved either way. */
  | { readonly kind: 'undecided' };

/** States visited before the search gives up; real policies need tens, crafted ones could need 2^n. */
const STATE_BOUND = 20_000;

export function emptiness(within: readonly Glob[], without: readonly Glob[]): Emptiness {
  const letters = lettersOf([...within, ...without]);
  const start: State = {
    within: within.map((glob) => closure(glob, [0])),
    without: without.map((glob) => closure(glob, [0])),
    witness: '',
  };
  const seen = new Set([keyOf(start)]);
  const queue: State[] = [start];
  for (let at = 0; at < queue.length; at++) {
    const state = queue[at] as State;
    if (accepts(state, within, without)) return { kind: 'inhabited', witness: state.witness };
    for (const letter of letters) {
      const next = advance(state, letter, { within, without });
      if (next === null) continue;
      const key = keyOf(next);
      if (seen.has(key)) continue;
      if (seen.size >= STATE_BOUND) return { kind: 'undecided' };
      seen.add(key);
      queue.push(next);
    }
  }
  return { kind: 'empty' };
}

/** Positions, ascending, that each pattern may have reached. */
type Positions = readonly number[];
interface State {
  readonly within: readonly Positions[];
  readonly without: readonly Positions[];
  readonly witness: string;
}

const keyOf = (state: State): string =>
  `${state.within.map((positions) => positions.join(',')).join(';')}|${state.without.map((positions) => positions.join(',')).join(';')}`;

function accepts(state: State, within: readonly Glob[], without: readonly Glob[]): boolean {
  const ended = (positions: Positions | undefined, glob: Glob | undefined): boolean =>
    positions !== undefined && glob !== undefined && positions.includes(glob.length);
  return (
    within.every((glob, index) => ended(state.within[index], glob)) &&
    !without.some((glob, index) => ended(state.without[index], glob))
  );
}

interface Globs {
  readonly within: readonly Glob[];
  readonly without: readonly Glob[];
}

/** Null when some pattern of `within` cannot match any more. */
function advance(state: State, letter: string, globs: Globs): State | null {
  const within: Positions[] = [];
  for (const [index, positions] of state.within.entries()) {
    const next = step(globs.within[index] ?? [], positions, letter);
    if (next.length === 0) return null;
    within.push(next);
  }
  const without = state.without.map((positions, index) =>
    step(globs.without[index] ?? [], positions, letter),
  );
  return { within, without, witness: state.witness + letter };
}

function step(glob: Glob, positions: Positions, letter: string): Positions {
  const reached: number[] = [];
  for (const position of positions) {
    const token = glob[position];
    if (token === undefined) continue;
    switch (token.kind) {
      case 'char':
        if (token.char === letter) reached.push(position + 1);
        break;
      case 'one':
        if (token.not !== letter) reached.push(position + 1);
        break;
      case 'run':
        if (token.not !== letter) reached.push(position);
        break;
    }
  }
  return closure(glob, reached);
}

/** The positions and those a run may be left for without reading anything. */
function closure(glob: Glob, positions: readonly number[]): Positions {
  const all = new Set<number>();
  for (const position of positions) {
    let at = position;
    all.add(at);
    while (glob[at]?.kind === 'run') all.add(++at);
  }
  return [...all].sort((left, right) => left - right);
}

/** Every letter the patterns mention, and one they do not. */
function lettersOf(globs: readonly Glob[]): readonly string[] {
  const letters = new Set<string>();
  for (const glob of globs) {
    for (const token of glob) {
      if (token.kind === 'char') letters.add(token.char);
      else if (token.not !== null) letters.add(token.not);
    }
  }
  return [otherThan(letters), ...letters];
}

function otherThan(letters: ReadonlySet<string>): string {
  for (const letter of 'xyzabcdefghijklmnopqrstuvw0123456789') if (!letters.has(letter)) return letter;
  let code = 0x4e00;
  while (letters.has(String.fromCharCode(code))) code++;
  return String.fromCharCode(code);
}
