/**
 * All texts a request can ask for, divided so finely that each pattern of the policies either holds of all texts of
 * a class or of none. Comes in: the patterns. Goes out: the classes, none of them empty as far as could be decided.
 * Never: gives a class up; where a bound is hit, a pattern is left undecided for a class, and said so.
 */
import { emptiness, type Glob, type SearchBudget } from './glob-language.ts';
import type { Pattern, Universe } from './pattern.ts';
import { Relations, samplesOfAll } from './relations.ts';

/** `maybe`: a bound was hit before the class could be divided by the pattern. */
export type Membership = 'yes' | 'no' | 'maybe';

export interface TextClass {
  readonly kind: 'star' | 'literal' | 'cell';
  /** Of a cell: the patterns that make it, the fewest that do. */
  readonly within: readonly Pattern[];
  readonly without: readonly Pattern[];
  /** Of a literal class: its only text. */
  readonly literal: string;
  /** By index of the pattern. */
  readonly membership: readonly Membership[];
  /** One of its texts; null where it could not be decided whether there is any. */
  readonly witness: string | null;
}

export interface Partition {
  readonly universe: Universe;
  readonly patterns: readonly Pattern[];
  readonly classes: readonly TextClass[];
  /** Whether some text of a class lies in all of these sets as well; null: undecided. */
  readonly meets: (one: TextClass, globs: readonly Pattern[]) => boolean | null;
}

/** Cells that so many wildcard patterns may make; policies of people make about one for each. */
const cellBound = (patterns: number): number => Math.min(512, 64 + 2 * patterns);

export function partitionOf(
  universe: Universe,
  patterns: readonly Pattern[],
  budget: SearchBudget,
): Partition {
  const relations = new Relations(universe, budget);
  const written = new Set(patterns.flatMap(({ literal }) => literal ?? []));
  const literals = [...written].filter((text) => relations.isAsked(text));
  const wild = patterns.filter(({ literal }) => literal === null);
  const bound = cellBound(wild.length);
  const divider = new Divider({ universe, literals, budget, relations, bound });
  const cells = wild.reduce<readonly Cell[]>(
    (all, pattern) => divider.divide(all, pattern),
    [divider.whole()],
  );
  return {
    universe,
    patterns,
    classes: [
      ...(universe.star ? [starClass(patterns)] : []),
      ...literals.map((text) => literalClass(text, patterns)),
      ...cells.map((cell) => cellClass(cell, patterns)),
    ],
    meets: rememberedMeets(divider),
  };
}

const literalGlob = (text: string): Glob => text.split('').map((char) => ({ kind: 'char', char }));
const decided = (yes: boolean): Membership => (yes ? 'yes' : 'no');

function starClass(patterns: readonly Pattern[]): TextClass {
  const membership = patterns.map(({ coversStar }) => decided(coversStar));
  return { kind: 'star', within: [], without: [], literal: '*', membership, witness: '*' };
}

function literalClass(literal: string, patterns: readonly Pattern[]): TextClass {
  const membership = patterns.map(({ matches }) => decided(matches(literal)));
  return { kind: 'literal', within: [], without: [], literal, membership, witness: literal };
}

function cellClass(
  { within, without, inside, open, witness }: Cell,
  patterns: readonly Pattern[],
): TextClass {
  const membership = patterns.map((pattern) => (open.has(pattern) ? 'maybe' : decided(inside.has(pattern))));
  return { kind: 'cell', within, without, literal: '', membership, witness };
}

/** One pattern is asked about by many statements. */
function rememberedMeets(divider: Divider): Partition['meets'] {
  const known = new Map<Pattern, Map<TextClass, boolean | null>>();
  return (one, others) => {
    const [only] = others;
    if (only === undefined || others.length > 1) return meets(divider, one, others);
    const row = known.get(only) ?? new Map<TextClass, boolean | null>();
    known.set(only, row);
    const before = row.get(one);
    if (before !== undefined) return before;
    const answer = meets(divider, one, others);
    row.set(one, answer);
    return answer;
  };
}

function meets(divider: Divider, one: TextClass, others: readonly Pattern[]): boolean | null {
  if (one.kind === 'star') return others.every(({ coversStar }) => coversStar);
  if (one.kind === 'literal') return others.every(({ matches }) => matches(one.literal));
  const { witness } = one;
  if (witness !== null && others.every(({ matches }) => matches(witness))) return true;
  if (divider.areApart(one.within, others) || divider.areWithin(others, one.without)) return false;
  const found = divider.search([...one.within, ...others], one.without, []);
  return found === 'undecided' ? null : found !== 'empty';
}

interface Cell {
  readonly within: readonly Pattern[];
  readonly without: readonly Pattern[];
  /** Wildcard patterns that hold of the whole cell, those of `within` among them. */
  readonly inside: ReadonlySet<Pattern>;
  /** Wildcard patterns it could not be divided by. */
  readonly open: ReadonlySet<Pattern>;
  /** A text of it that is none of the literals; null where none is known. */
  readonly witness: string | null;
}

interface Division {
  readonly universe: Universe;
  readonly literals: readonly string[];
  readonly budget: SearchBudget;
  readonly relations: Relations;
  /** Cells there may be. */
  readonly bound: number;
}

class Divider {
  readonly #universe: Universe;
  readonly #literals: ReadonlyMap<string, Glob>;
  readonly #budget: SearchBudget;
  readonly #relations: Relations;
  readonly #bound: number;

  constructor({ universe, literals, budget, relations, bound }: Division) {
    this.#universe = universe;
    this.#literals = new Map(literals.map((text) => [text, literalGlob(text)]));
    this.#budget = budget;
    this.#relations = relations;
    this.#bound = bound;
  }

  whole(): Cell {
    const found = this.search([], [], this.#universe.samples);
    const witness = typeof found === 'object' ? found.witness : null;
    return { within: [], without: [], inside: new Set(), open: new Set(), witness };
  }

  /** Whether some pattern of the one has nothing in common with some of the other. */
  areApart(some: readonly Pattern[], others: readonly Pattern[]): boolean {
    return some.some((one) => others.some((other) => this.#relations.areApart(one, other)));
  }

  /** Whether some pattern of the one lies within some of the other. */
  areWithin(some: readonly Pattern[], others: readonly Pattern[]): boolean {
    return some.some((one) => others.some((other) => this.#relations.isWithin(one, other)));
  }

  divide(cells: readonly Cell[], pattern: Pattern): readonly Cell[] {
    let room = this.#bound - cells.length;
    return cells.flatMap((cell) => {
      const halves = this.#halves(cell, pattern, room > 0);
      room -= halves.length - 1;
      return halves;
    });
  }

  #halves(cell: Cell, pattern: Pattern, room: boolean): readonly Cell[] {
    const { within, without, inside } = cell;
    const whole = (): Cell => ({ ...cell, inside: new Set([...inside, pattern]) });
    const relations = this.#relations;
    if (within.some((one) => relations.isWithin(one, pattern))) return [whole()];
    if (within.some((one) => relations.areApart(one, pattern))) return [cell];
    if (without.some((one) => relations.isWithin(pattern, one))) return [cell];
    if (!room || this.#budget.states <= 0) return [{ ...cell, open: new Set([...cell.open, pattern]) }];
    const isIn = cell.witness !== null && pattern.matches(cell.witness);
    const inHalf = this.#inHalf(cell, pattern, isIn ? cell.witness : null);
    const outHalf = this.#outHalf(cell, pattern, isIn ? null : cell.witness);
    if (inHalf === null) return outHalf === null ? [] : [cell];
    return outHalf === null ? [whole()] : [inHalf, outHalf];
  }

  /** Null: proved empty. */
  #inHalf(cell: Cell, pattern: Pattern, witness: string | null): Cell | null {
    const kept = cell.within.filter((one) => !this.#relations.isWithin(pattern, one));
    const within = [...kept, pattern];
    const without = cell.without.filter((one) => !this.#relations.areApart(one, pattern));
    const found = witness === null ? this.search(within, without, []) : { witness };
    if (found === 'empty') return null;
    return {
      within,
      without,
      inside: new Set([...cell.inside, pattern]),
      open: cell.open,
      witness: found === 'undecided' ? null : found.witness,
    };
  }

  #outHalf(cell: Cell, pattern: Pattern, witness: string | null): Cell | null {
    const kept = cell.without.filter((one) => !this.#relations.isWithin(one, pattern));
    const without = [...kept, pattern];
    const found = witness === null ? this.search(cell.within, without, []) : { witness };
    if (found === 'empty') return null;
    return { ...cell, without, witness: found === 'undecided' ? null : found.witness };
  }

  /** A text within all and in none, and none of the literals: by trying the likely ones, then by proof. */
  search(
    within: readonly Pattern[],
    without: readonly Pattern[],
    samples: readonly string[],
  ): { readonly witness: string } | 'empty' | 'undecided' {
    const likely = [...samples, ...samplesOfAll(within)].find((text) => this.#lies(text, within, without));
    if (likely !== undefined) return { witness: likely };
    const literals = [...this.#literals].flatMap(([text, glob]) =>
      within.every(({ matches }) => matches(text)) ? [glob] : [],
    );
    const found = emptiness(
      [...within.map(({ tokens }) => tokens), ...this.#universe.within],
      [...without.map(({ tokens }) => tokens), ...literals],
      this.#budget,
    );
    return found.kind === 'inhabited' ? { witness: found.witness } : found.kind;
  }

  #lies(text: string, within: readonly Pattern[], without: readonly Pattern[]): boolean {
    return (
      !this.#literals.has(text) &&
      within.every(({ matches }) => matches(text)) &&
      !without.some(({ matches }) => matches(text)) &&
      this.#relations.isAsked(text)
    );
  }
}
