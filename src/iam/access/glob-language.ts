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
  const product = new Product({ within, without });
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
    for (const letter of product.lettersAt(visited.states)) {
      const states = product.next(visited.states, letter);
      const key = states?.join();
      if (states === null || key === undefined || seen.has(key)) continue;
      if (seen.size >= bound) {
        budget.states -= seen.size;
        return { kind: 'undecided' };
      }
      seen.add(key);
      queue.push({ states, from: visited, letter });
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
  /** A letter that no pattern mentions. */
  readonly #other: string;

  constructor({ within, without }: TextSet) {
    this.#automata = [...within, ...without].map(automatonOf);
    this.#within = within.length;
    this.#other = otherThan(this.#automata);
    this.start = this.#automata.map(() => 0);
  }

  /** The letters that some pattern tells from others here, and first the one that stands for all others. */
  lettersAt(states: readonly number[]): ReadonlySet<string> {
    const letters = new Set([this.#other]);
    for (let index = 0; index < states.length; index++) {
      const state = states[index] as number;
      if (state === DEAD) continue;
      for (const letter of (this.#automata[index] as Automaton).lettersAt(state)) letters.add(letter);
    }
    return letters;
  }

  /** Null when some pattern of `within` cannot match any more. */
  next(states: readonly number[], letter: string): readonly number[] | null {
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
const known = new WeakMap<Glob, Automaton>();

/** Searches have patterns in common: what one finds out about a pattern serves the next. */
function automatonOf(glob: Glob): Automaton {
  const automaton = known.get(glob) ?? new Automaton(glob);
  known.set(glob, automaton);
  return automaton;
}

/** One pattern made deterministic as far as searches went: a state is a set of positions in the pattern. */
class Automaton {
  /** The letters that the pattern mentions, numbered from one; all others are the letter 0 to it. */
  readonly letters: ReadonlyMap<string, number>;
  readonly #glob: Glob;
  readonly #ids = new Map<string, number>();
  readonly #positions: (readonly number[])[] = [];
  readonly #reached: (number | undefined)[][] = [];
  readonly #lettersAt: (readonly string[] | undefined)[] = [];

  constructor(glob: Glob) {
    this.#glob = glob;
    this.letters = new Map([...new Set(glob.flatMap(letterOf))].map((letter, index) => [letter, index + 1]));
    this.#idOf(closure(glob, [0]));
  }

  next(state: number, letter: string): number {
    const row = this.#reached[state] as (number | undefined)[];
    const index = this.letters.get(letter) ?? 0;
    row[index] ??= this.#idOf(step(this.#glob, this.#positions[state] ?? [], letter));
    return row[index];
  }

  lettersAt(state: number): readonly string[] {
    this.#lettersAt[state] ??= (this.#positions[state] ?? []).flatMap((position) => {
      const token = this.#glob[position];
      return token === undefined ? [] : letterOf(token);
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

/** What letter a token tells from others. */
function letterOf(token: GlobToken): readonly string[] {
  const letter = token.kind === 'char' ? token.char : token.not;
  return letter === null ? [] : [letter];
}

function otherThan(automata: readonly Automaton[]): string {
  const isMentioned = (letter: string): boolean => automata.some(({ letters }) => letters.has(letter));
  for (const letter of 'xyzabcdefghijklmnopqrstuvw0123456789') if (!isMentioned(letter)) return letter;
  let code = 0x4e00;
  while (isMentioned(String.fromCharCode(code))) code++;
  return String.fromCharCode(code);
}
