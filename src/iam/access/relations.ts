/** How patterns lie to each other, found out once for each pair: first by their plain beginnings and ends. */
import { compileGlob } from '../match/glob.ts';
import { emptiness, type SearchBudget } from './glob-language.ts';
import type { Pattern, Universe } from './pattern.ts';

export class Relations {
  readonly #universe: Universe;
  readonly #budget: SearchBudget;
  readonly #asked: readonly ((text: string) => boolean)[];
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
    if (one === other || isVisiblyWithin(one, other)) return true;
    if (areVisiblyApart(one, other)) return false;
    return remembered(this.#within, [one, other], () => {
      if (samplesOf(one).some((text) => !other.matches(text) && this.isAsked(text))) return false;
      return this.#proveEmpty([one], [other]);
    });
  }

  /** Whether the two share no text; false too where it could not be decided. */
  areApart(one: Pattern, other: Pattern): boolean {
    if (one === other) return false;
    if (areVisiblyApart(one, other)) return true;
    return remembered(this.#apart, [one, other], () => {
      const shared = samplesOfAll([one, other]).some(
        (text) => one.matches(text) && other.matches(text) && this.isAsked(text),
      );
      return !shared && this.#proveEmpty([one, other], []);
    });
  }

  #proveEmpty(within: readonly Pattern[], without: readonly Pattern[]): boolean {
    const globs = [...within.map(({ tokens }) => tokens), ...this.#universe.within];
    return (
      emptiness(
        globs,
        without.map(({ tokens }) => tokens),
        this.#budget,
      ).kind === 'empty'
    );
  }
}

/** Told by the plain beginnings and ends alone. */
export function areVisiblyApart(one: Pattern, other: Pattern): boolean {
  return (
    !(one.head.startsWith(other.head) || other.head.startsWith(one.head)) ||
    !(one.tail.endsWith(other.tail) || other.tail.endsWith(one.tail))
  );
}

/** Told by the plain beginnings alone. */
export function isVisiblyWithin(one: Pattern, other: Pattern): boolean {
  return other.isPrefix && one.head.startsWith(other.head);
}

const samples = new WeakMap<Pattern, readonly string[]>();

/** Texts of a pattern: its wildcards filled in with little. */
function samplesOf(pattern: Pattern): readonly string[] {
  const known = samples.get(pattern);
  if (known !== undefined) return known;
  const filled = (run: string): string =>
    pattern.tokens
      .map((token) => (token.kind === 'char' ? token.char : token.kind === 'one' ? 'q' : run))
      .join('');
  const texts = [filled('q'), filled(''), filled('zq')];
  samples.set(pattern, texts);
  return texts;
}

/** Texts that are likely to be of all the patterns: of each one, and of the longest beginning with the longest end. */
export function samplesOfAll(patterns: readonly Pattern[]): readonly string[] {
  const own = patterns.flatMap(samplesOf);
  if (patterns.length < 2) return own;
  const head = longest(patterns.map((one) => one.head));
  const tail = longest(patterns.map((one) => one.tail));
  return [...own, `${head}q${tail}`, head + tail, `${head}zq${tail}`];
}

function longest(texts: readonly string[]): string {
  return texts.reduce((one, other) => (other.length > one.length ? other : one), '');
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
