/**
 * Functions of tests as reduced ordered binary decision diagrams (Bryant 1986): each asks one test after another, in
 * ascending order, and what is equal is the same diagram. So however many statements meet, a function is compared
 * by its number, and what was found out about it once is known.
 */
import { holdsIn, literalOf, testOf, type Cube } from './cubes.ts';

/** The number of a diagram; `TOO_LARGE` where it was not worked out. */
export type Diagram = number;

export const NEVER: Diagram = 0;
export const ALWAYS: Diagram = 1;
/** Whatever is made of it is too large as well, unless that is known without it. */
export const TOO_LARGE: Diagram = -1;

/** A power of two so that two numbers of diagrams make one small integer. Policies of people need some hundreds. */
const DIAGRAM_BOUND = 2 ** 15;
/** Steps all diagrams of one comparison may take to make, and those of one question: no question starves the others. */
const STEP_BOUND = 200_000;
const STEP_BOUND_OF_QUESTION = 10_000;
/** More products than this would not be read by anybody. */
export const CUBE_BOUND = 192;

const pairOf = (left: Diagram, right: Diagram): number => left * DIAGRAM_BOUND + right;

type Operation = 'and' | 'or' | 'minus';

/** Cubes that cover some function, and the function that they are. */
interface Products {
  readonly cubes: readonly Cube[];
  readonly union: Diagram;
}

export class Diagrams {
  /** The test each diagram asks first, and what is left where it does not hold and where it does. */
  readonly #tests: number[] = [Infinity, Infinity];
  readonly #without: Diagram[] = [NEVER, ALWAYS];
  readonly #with: Diagram[] = [NEVER, ALWAYS];
  readonly #numbers = new Map<number, Map<number, Diagram>>();
  readonly #made: Readonly<Record<Operation, Map<number, Diagram>>> = {
    and: new Map(),
    or: new Map(),
    minus: new Map(),
  };
  readonly #products = new Map<number, Products | null>();
  #steps = STEP_BOUND;
  /** How many steps have to be left when the question ends. */
  #kept = 0;

  /** Begins a question, which may take no more than its share of steps. */
  ask(): void {
    this.#kept = Math.max(0, this.#steps - STEP_BOUND_OF_QUESTION);
  }

  ofCube(cube: Cube): Diagram {
    return cube.reduceRight((rest, literal) => {
      const test = testOf(literal);
      return holdsIn(literal) ? this.#diagram(test, NEVER, rest) : this.#diagram(test, rest, NEVER);
    }, ALWAYS);
  }

  and(left: Diagram, right: Diagram): Diagram {
    if (left === NEVER || right === NEVER) return NEVER;
    if (left === ALWAYS || left === right) return right;
    if (right === ALWAYS) return left;
    return left < right ? this.#applied('and', left, right) : this.#applied('and', right, left);
  }

  or(left: Diagram, right: Diagram): Diagram {
    if (left === ALWAYS || right === ALWAYS) return ALWAYS;
    if (left === NEVER || left === right) return right;
    if (right === NEVER) return left;
    return left < right ? this.#applied('or', left, right) : this.#applied('or', right, left);
  }

  /** The one and not the other. */
  minus(left: Diagram, right: Diagram): Diagram {
    if (left === NEVER || right === ALWAYS) return NEVER;
    if (right === NEVER) return left;
    if (left === right && left !== TOO_LARGE) return NEVER;
    return this.#applied('minus', left, right);
  }

  /** Ascending: the tests that the function hangs on. */
  testsOf(diagram: Diagram): readonly number[] {
    const seen = new Set<Diagram>();
    const tests = new Set<number>();
    const left = [diagram];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      if (at <= ALWAYS || seen.has(at)) continue;
      seen.add(at);
      tests.add(this.#testAt(at));
      left.push(this.#half(at, this.#testAt(at), false), this.#half(at, this.#testAt(at), true));
    }
    return [...tests].sort((one, other) => one - other);
  }

  /**
   * Cubes that hold all of `least` and nothing beyond `most`, none of which the others make superfluous (Minato's
   * and Morreale's irredundant sum of products); null where they would be too many.
   */
  cubes(least: Diagram, most: Diagram): readonly Cube[] | null {
    return this.#sum(least, most)?.cubes ?? null;
  }

  #sum(least: Diagram, most: Diagram): Products | null {
    if (least === TOO_LARGE || most === TOO_LARGE) return null;
    if (least === NEVER) return { cubes: [], union: NEVER };
    if (most === ALWAYS) return { cubes: [[]], union: ALWAYS };
    const key = pairOf(least, most);
    const known = this.#products.get(key);
    if (known !== undefined) return known;
    if (this.#steps <= this.#kept) return null;
    const found = this.#sumOverTest(least, most);
    this.#products.set(key, found);
    return found;
  }

  #sumOverTest(least: Diagram, most: Diagram): Products | null {
    const test = Math.min(this.#testAt(least), this.#testAt(most));
    const [least0, least1] = [this.#half(least, test, false), this.#half(least, test, true)];
    const [most0, most1] = [this.#half(most, test, false), this.#half(most, test, true)];
    const without = this.#sum(this.minus(least0, most1), most0);
    if (without === null) return null;
    const having = this.#sum(this.minus(least1, most0), most1);
    if (having === null) return null;
    const left = this.or(this.minus(least0, without.union), this.minus(least1, having.union));
    const either = this.#sum(left, this.and(most0, most1));
    if (either === null) return null;
    const count = without.cubes.length + having.cubes.length + either.cubes.length;
    if (count > CUBE_BOUND) return null;
    this.#steps -= count;
    const union = this.#diagram(
      test,
      this.or(without.union, either.union),
      this.or(having.union, either.union),
    );
    const [fails, holds] = [literalOf(test, false), literalOf(test, true)];
    return {
      cubes: [
        ...without.cubes.map((cube) => [fails, ...cube]),
        ...having.cubes.map((cube) => [holds, ...cube]),
        ...either.cubes,
      ],
      union,
    };
  }

  #applied(operation: Operation, left: Diagram, right: Diagram): Diagram {
    if (left === TOO_LARGE || right === TOO_LARGE) return TOO_LARGE;
    const made = this.#made[operation];
    const key = pairOf(left, right);
    const known = made.get(key);
    if (known !== undefined) return known;
    if (this.#steps <= this.#kept) return TOO_LARGE;
    this.#steps -= 1;
    const test = Math.min(this.#testAt(left), this.#testAt(right));
    const diagram = this.#diagram(
      test,
      this[operation](this.#half(left, test, false), this.#half(right, test, false)),
      this[operation](this.#half(left, test, true), this.#half(right, test, true)),
    );
    made.set(key, diagram);
    return diagram;
  }

  #diagram(test: number, without: Diagram, having: Diagram): Diagram {
    if (without === TOO_LARGE || having === TOO_LARGE) return TOO_LARGE;
    if (without === having) return without;
    let numbers = this.#numbers.get(test);
    if (numbers === undefined) this.#numbers.set(test, (numbers = new Map<number, Diagram>()));
    const key = pairOf(without, having);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#tests.length;
    if (number >= DIAGRAM_BOUND) return TOO_LARGE;
    this.#tests.push(test);
    this.#without.push(without);
    this.#with.push(having);
    numbers.set(key, number);
    return number;
  }

  #testAt(diagram: Diagram): number {
    return this.#tests[diagram] ?? Infinity;
  }

  /** What is left of the function once the test is known. */
  #half(diagram: Diagram, test: number, holds: boolean): Diagram {
    if (this.#testAt(diagram) !== test) return diagram;
    return (holds ? this.#with : this.#without)[diagram] ?? diagram;
  }
}
