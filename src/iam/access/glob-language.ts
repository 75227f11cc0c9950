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

/** States one search may visit; real policies need tens, crafted ones could need 2^n. */
const STATE_BOUND = 20_000;

/** What several searches may visit together; each takes from it. */
export interface SearchBudget {
  states: number;
}

export interface TextSet {
  readonly within: readonly Glob[];
  readonly without: readonly Glob[];
}

export function emptiness(
  within: readonly Glob[],
  without: readonly Glob[],
  budget: SearchBudget = { states: STATE_BOUND },
): Emptiness {
  const letters = lettersOf([...within, ...without]);
  const product = new Product({ within, without }, letters);
  const bound = Math.min(STATE_BOUND, budget.states);
  const start: Visited = { states: product.start, from: null, letter: '' };
  const seen = new Set([start.states.join()]);
  const queue: Visited[] = [start];
  for (let at = 0; at < queue.length; at++) {
    const visited = queue[at] as Visited;
    if (product.accepts(visited.states)) {
      budget.states -= seen.size;
      return { kind: 'inhabited', witness: textTo(visited) };
    }
    for (const index of product.lettersAt(visited.states)) {
      const states = product.next(visited.states, index);
      const key = states?.join();
      if (states === null || key === undefined || seen.has(key)) continue;
      if (seen.size >= bound) {
        budget.states -= seen.size;
        return { kind: 'undecided' };
      }
      seen.add(key);
      queue.push({ states, from: visited, letter: letters[index] ?? '' });
    }
  }
  budget.states -= seen.size;
  return { kind: 'empty' };
}

interface Visited {
  readonly states: readonly number[];
  readonly from: Visited | null;
  readonly letter: string;
}

function textTo(visited: Visited): string {
  const letters: string[] = [];
  for (let at: Visited | null = visited; at !== null; at = at.from) letters.push(at.letter);
  return letters.toReversed().join('');
}

/** The automata of all patterns run side by side; one state of each makes a state of the product. */
class Product {
  readonly start: readonly number[];
  readonly #automata: readonly Automaton[];
  readonly #within: number;

  constructor({ within, without }: TextSet, letters: readonly string[]) {
    const indices = new Map(letters.map((letter, index) => [letter, index]));
    this.#automata = [...within, ...without].map((glob) => new Automaton(glob, letters, indices));
    this.#within = within.length;
    this.start = this.#automata.map(() => 0);
  }

  /** The letters that some pattern tells from others here, and first the one that stands for all others. */
  lettersAt(states: readonly number[]): ReadonlySet<number> {
    const letters = new Set([OTHER]);
    for (let index = 0; index < states.length; index++) {
      const state = states[index] as number;
      if (state === DEAD) continue;
      for (const letter of (this.#automata[index] as Automaton).lettersAt(state)) letters.add(letter);
    }
    return letters;
  }

  /** Null when some pattern of `within` cannot match any more. */
  next(states: readonly number[], letter: number): readonly number[] | null {
    const reached: number[] = [];
    for (let index = 0; index < states.length; index++) {
      const state = states[index] as number;
      const next = state === DEAD ? DEAD : (this.#automata[index] as Automaton).next(state, letter);
      if (next === DEAD && index < this.#within) return null;
      reached.push(next);
    }
    return reached;
  }

  accepts(states: readonly number[]): boolean {
    return states.every((state, index) => {
      const ended = state !== DEAD && (this.#automata[index] as Automaton).accepts(state);
      return ended === index < this.#within;
    });
  }
}

const DEAD = -1;
/** Index of the letter that no pattern mentions. */
const OTHER = 0;

/** One pattern made deterministic as far as a search goes: a state is a set of positions in the pattern. */
class Automaton {
  readonly #glob: Glob;
  readonly #letters: readonly string[];
  readonly #indices: ReadonlyMap<string, number>;
  readonly #ids = new Map<string, number>();
  readonly #positions: (readonly number[])[] = [];
  readonly #reached: (number | undefined)[][] = [];
  readonly #lettersAt: (readonly number[] | undefined)[] = [];

  constructor(glob: Glob, letters: readonly string[], indices: ReadonlyMap<string, number>) {
    this.#glob = glob;
    this.#letters = letters;
    this.#indices = indices;
    this.#idOf(closure(glob, [0]));
  }

  next(state: number, letter: number): number {
    const row = this.#reached[state] as (number | undefined)[];
    row[letter] ??= this.#idOf(
      step(this.#glob, this.#positions[state] ?? [], this.#letters[letter] as string),
    );
    return row[letter];
  }

  lettersAt(state: number): readonly number[] {
    this.#lettersAt[state] ??= (this.#positions[state] ?? []).flatMap((position) => {
      const token = this.#glob[position];
      const letter = token?.kind === 'char' ? token.char : (token?.not ?? null);
      return letter === null ? [] : [this.#indices.get(letter) ?? OTHER];
    });
    return this.#lettersAt[state];
  }

  accepts(state: number): boolean {
    return this.#positions[state]?.at(-1) === this.#glob.length;
  }

  #idOf(positions: readonly number[]): number {
    if (positions.length === 0) return DEAD;
    const key = positions.join();
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#positions.length;
    this.#ids.set(key, id);
    this.#positions.push(positions);
    this.#reached.push([]);
    return id;
  }
}

function step(glob: Glob, positions: readonly number[], letter: string): readonly number[] {
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

/** The positions, ascending, and those a run may be left for without reading anything. */
function closure(glob: Glob, positions: readonly number[]): readonly number[] {
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
