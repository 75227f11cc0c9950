/**
 * Programs over a text of which parts are not known. Comes in: a program, and a text in which one character stands for each such part.
 * Goes out: a program that matches that text as the first would match the whole one, whatever the parts are. Never: guesses; where
 * what is in a part could matter, there is none.
 */
import type { Program } from './program.ts';
import { onward } from './run.ts';
import type { Spend } from './spend.ts';

/** The characters that a part may have, by the character that stands for it. */
export type Parts = (mark: number) => readonly number[] | null;

type Places = ReadonlySet<number>;

/**
 * Null: how it matches hangs on what is not known. A way on that takes all that a part may have, and any number of it, goes through the
 * part as it goes through the one character; any other way into a part must come to no end.
 */
export function overUnknown(
  program: Program,
  text: string,
  { parts, spend }: { readonly parts: Parts; readonly spend: Spend },
): Program | null {
  const ways = new Ways(program);
  if (ways.looks) return null;
  let certain: Places = ways.from([0], { text, at: 0 });
  let open: Places = new Set();
  for (let at = 0; at < text.length; at += 1) {
    const codes = parts(text.charCodeAt(at));
    const next = { text, at: at + 1 };
    spend((certain.size + open.size) * (codes?.length ?? 1));
    if (codes === null) {
      const code = [text.charCodeAt(at)];
      open = ways.from(ways.after(open, code), next);
      certain = ways.from([0, ...ways.after(certain, code)], next);
    } else {
      // Of nothing it would match at every character.
      if (ways.ends(ways.inside([0]))) return null;
      const into = ways.taking(new Set([...certain, ...ways.inside([0])]), codes);
      const through = into.filter((place) => ways.isThrough(place, codes));
      const others = into.filter((place) => !through.includes(place));
      open = ways.within(new Set([...open, ...ways.inside(others.map((place) => place + 1))]), codes);
      open = ways.from([...open], next);
      certain = ways.from([0, ...through.map((place) => place + 1)], next);
    }
    if (ways.ends(open)) return null;
  }
  return ways.programFor(parts);
}

interface At {
  readonly text: string;
  readonly at: number;
}

/** Where a program goes on from its places. */
class Ways {
  readonly #program: Program;

  constructor(program: Program) {
    this.#program = program;
  }

  /** Whether it asks what stands around a place. */
  get looks(): boolean {
    return this.#program.instructions.some((one) => one.kind === 'place' && one.looks === true);
  }

  /** The places reached without a character. */
  from(places: readonly number[], { text, at }: At): Places {
    return onward(this.#program, places, (one) => one.holds(text, at));
  }

  /** The same between two characters of a part, where no text begins or ends. */
  inside(places: readonly number[]): Places {
    return onward(this.#program, places, () => false);
  }

  taking(places: Places, codes: readonly number[]): readonly number[] {
    return [...places].filter((place) => {
      const one = this.#program.instructions[place];
      return one?.kind === 'one' && codes.some((code) => one.has(code));
    });
  }

  after(places: Places, codes: readonly number[]): readonly number[] {
    return this.taking(places, codes).map((place) => place + 1);
  }

  /** All that is reached by any characters of a part. */
  within(places: Places, codes: readonly number[]): Places {
    let reached = places;
    for (let size = -1; size !== reached.size; ) {
      size = reached.size;
      reached = new Set([...reached, ...this.inside(this.after(reached, codes))]);
    }
    return reached;
  }

  ends(places: Places): boolean {
    return [...places].some((place) => this.#program.instructions[place]?.kind === 'end');
  }

  /** Whether what takes a character of a part takes each, again and again, and leads to nothing else inside of it. */
  isThrough(place: number, codes: readonly number[]): boolean {
    const one = this.#program.instructions[place];
    const next = this.taking(this.inside([place + 1]), codes);
    return (
      one?.kind === 'one' &&
      codes.every((code) => one.has(code)) &&
      this.#isLoop(place) &&
      next.every((other) => other === place)
    );
  }

  /** Whether a place comes after itself with no mark between: a group would begin or end inside of a part. */
  #isLoop(place: number): boolean {
    const reached = new Set([place + 1]);
    // A set takes in what is added to it while it is walked.
    for (const at of reached) {
      const instruction = this.#program.instructions[at];
      if (instruction?.kind === 'fork') for (const to of instruction.to) reached.add(to);
    }
    return reached.has(place);
  }

  programFor(parts: Parts): Program {
    const instructions = this.#program.instructions.map((one) => {
      if (one.kind !== 'one') return one;
      const has = (code: number): boolean => parts(code)?.every((each) => one.has(each)) ?? one.has(code);
      return { ...one, has };
    });
    return { ...this.#program, instructions };
  }
}
