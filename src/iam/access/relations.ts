/** How patterns lie to each other, found out once for each pair: first by their plain beginnings and ends. */
import { compileGlob } from '../match/glob.ts';
import { emptiness, type SearchBudget } from './glob-language.ts';
import type { Pattern, Universe } from './pattern.ts';

export class Relations {
  readonly #universe: Universe;
  readonly #budget: SearchBudget;
  readonly #asked: readonly ((text: string) => boolean)[];
  readonly #ends = new Map<Pattern, Ends>();
  readonly #within = new Map<Pattern, Map<Pattern, boolean>>();
  readonly #apart = new Map<Pattern, Map<Pattern, boolean>>();

  constructor(universe: Universe, budget: SearchBudget) {
    this.#universe = universe;
    this.#budget = budget;
    this.#asked = universe.within.map((glob) => compileGlob('', glob).matches);
  }

  /** Whether a request can ask for the text. */
  isAsked(text: string): boolean {
    return this.#asked.every((matches) => matches(text));
  }

  /** Whether every text of the one is a text of the other; false too where it could not be decided. */
  isWithin(one: Pattern, other: Pattern): boolean {
    if (one === other || isEverything(other)) return true;
    if (this.#visiblyApart(one, other)) return false;
    return remembered(this.#within, [one, other], () => this.#proveEmpty([one], [other]));
  }

  /** Whether the two share no text; false too where it could not be decided. */
  areApart(one: Pattern, other: Pattern): boolean {
    if (one === other || isEverything(one) || isEverything(other)) return false;
    if (this.#visiblyApart(one, other)) return true;
    return remembered(this.#apart, [one, other], () => this.#proveEmpty([one, other], []));
  }

  #proveEmpty(within: readonly Pattern[], without: readonly Pattern[]): boolean {
    const globs = [...within.map(({ tokens }) => tokens), ...this.#universe.within];
    return emptiness(globs, without.map(({ tokens }) => tokens), this.#budget).kind === 'empty';
  }

  #visiblyApart(one: Pattern, other: Pattern): boolean {
    const [left, right] = [this.#endsOf(one), this.#endsOf(other)];
    const start = Math.min(left.head.length, right.head.length);
    if (left.head.slice(0, start) !== right.head.slice(0, start)) return true;
    const end = Math.min(left.tail.length, right.tail.length);
    return end > 0 && left.tail.slice(-end) !== right.tail.slice(-end);
  }

  #endsOf(pattern: Pattern): Ends {
    const known = this.#ends.get(pattern) ?? endsOf(pattern);
    this.#ends.set(pattern, known);
    return known;
  }
}

/** The plain text a pattern begins and ends with. */
interface Ends {
  readonly head: string;
  readonly tail: string;
}

function endsOf({ tokens }: Pattern): Ends {
  const chars = tokens.map((token) => (token.kind === 'char' ? token.char : null));
  const first = chars.indexOf(null);
  const last = chars.lastIndexOf(null);
  return {
    head: chars.slice(0, first === -1 ? chars.length : first).join(''),
    tail: chars.slice(last + 1).join(''),
  };
}

function isEverything({ tokens }: Pattern): boolean {
  const [first] = tokens;
  return tokens.length === 1 && first?.kind === 'run' && first.not === null;
}

function remembered(
  known: Map<Pattern, Map<Pattern, boolean>>,
  [one, other]: readonly [Pattern, Pattern],
  find: () => boolean,
): boolean {
  const row = known.get(one) ?? new Map<Pattern, boolean>();
  known.set(one, row);
  const answer = row.get(other) ?? find();
  row.set(other, answer);
  return answer;
}
