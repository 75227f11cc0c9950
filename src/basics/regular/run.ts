/** Running a program over a text. */
import type { Spend } from './spend.ts';
import type { Program } from './program.ts';

export interface Found {
  readonly start: number;
  readonly end: number;
  /** Whether it may be another where more stands behind the text. */
  readonly isOpen: boolean;
  /** The text of a group; undefined for one that took no part. */
  readonly group: (index: number) => string | undefined;
}

export interface Search {
  readonly spend: Spend;
  readonly from?: number;
  /** Only a match that begins where the search does. */
  readonly anchored?: boolean;
  /** The first end instead of the last. */
  readonly shortest?: boolean;
}

/** What following one way by one character costs, measured against expanding one. */
const WAY_COST = 4;
/** What a search costs before its first character. */
const SEARCH_COST = 100;
/** Places that are cleared in the time of one character. */
const CLEARED = 16;

type Slots = readonly (number | undefined)[];

/** Places of a program that are reached at one place of the text, best first. */
class Threads {
  readonly places: number[] = [];
  readonly slots: Slots[] = [];
  readonly #seen: Uint8Array;

  constructor(size: number) {
    this.#seen = new Uint8Array(size);
  }

  /** True for a place that is reached for the first time. */
  visit(place: number): boolean {
    if (this.#seen[place] === 1) return false;
    this.#seen[place] = 1;
    return true;
  }

  clear(): void {
    this.places.length = 0;
    this.slots.length = 0;
    this.#seen.fill(0);
  }
}

/** The first match, and there the longest (or the shortest); null: there is none. */
export function find(program: Program, text: string, search: Search): Found | null {
  const { from = 0, anchored = false, shortest = false, spend } = search;
  const { length: size } = program.instructions;
  spend(SEARCH_COST);
  let best: Slots | null = null;
  let isOpen = false;
  let [now, next] = [new Threads(size), new Threads(size)];
  for (let at = from; at <= text.length; at += 1) {
    if (best === null && (at === from || !anchored)) reach(program, now, { place: 0, text, at, slots: [] });
    if (now.places.length === 0 && (best !== null || anchored)) break;
    spend(WAY_COST * now.places.length + 1 + size / CLEARED);
    for (const [index, place] of now.places.entries()) {
      const instruction = program.instructions[place];
      const slots = now.slots[index] ?? [];
      // What begins after the best match so far is not the first.
      if (best !== null && (slots[0] ?? 0) > (best[0] ?? 0)) continue;
      if (instruction?.kind === 'end') {
        best = slots;
        if (shortest) return foundAt(text, slots, true);
      } else if (at === text.length) isOpen = true;
      else if (instruction?.kind === 'one' && instruction.has(text.charCodeAt(at)))
        reach(program, next, { place: place + 1, text, at: at + 1, slots });
    }
    now.clear();
    [now, next] = [next, now];
  }
  return best === null ? null : foundAt(text, best, isOpen || best[1] === text.length);
}

interface Reached {
  readonly place: number;
  readonly text: string;
  readonly at: number;
  readonly slots: Slots;
}

/** Adds a place, and in its stead what can be reached from it without a character. */
function reach(program: Program, threads: Threads, { place, text, at, slots }: Reached): void {
  const open: (readonly [number, Slots])[] = [[place, slots]];
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const [current, held] = top;
    const instruction = program.instructions[current];
    if (instruction === undefined || !threads.visit(current)) continue;
    switch (instruction.kind) {
      case 'one':
      case 'end':
        threads.places.push(current);
        threads.slots.push(held);
        break;
      case 'fork':
        // What is pushed last is followed first.
        for (const to of instruction.to.toReversed()) open.push([to, held]);
        break;
      case 'mark':
        open.push([current + 1, marked(held, instruction.slot, at)]);
        break;
      case 'place':
        if (instruction.holds(text, at)) open.push([current + 1, held]);
        break;
      default:
        instruction satisfies never;
    }
  }
}

/** Part of a text: characters, or any number of characters of which only those are known that may be among them. */
export type Part = string | { readonly codes: readonly number[] };

/** Whether there may be a match in a text of which parts are not known; false is certain. */
export function mayFind(program: Program, parts: readonly Part[], spend: Spend): boolean {
  const ends = (places: ReadonlySet<number>): boolean =>
    [...places].some((place) => program.instructions[place]?.kind === 'end');
  const start = onward(program, [0]);
  let now = start;
  const step = (has: (one: { has: (code: number) => boolean }) => boolean): ReadonlySet<number> => {
    spend(WAY_COST * now.size);
    const next = [...now].flatMap((place) => {
      const instruction = program.instructions[place];
      return instruction?.kind === 'one' && has(instruction) ? [place + 1] : [];
    });
    return new Set([...start, ...onward(program, next)]);
  };
  for (const part of parts) {
    if (typeof part === 'string') {
      for (let at = 0; at < part.length && !ends(now); at += 1)
        now = step((one) => one.has(part.charCodeAt(at)));
      continue;
    }
    for (let size = -1; size !== now.size && !ends(now); ) {
      size = now.size;
      spend(part.codes.length * size);
      now = new Set([...now, ...step((one) => part.codes.some((code) => one.has(code)))]);
    }
  }
  return ends(now);
}

/** The places reached without a character; without `holds`, any place between two characters may be the one that is asked for. */
export function onward(
  program: Program,
  from: readonly number[],
  holds: (place: Extract<Program['instructions'][number], { readonly kind: 'place' }>) => boolean = () =>
    true,
): ReadonlySet<number> {
  const reached = new Set(from);
  // A set takes in what is added to it while it is walked.
  for (const place of reached) {
    const instruction = program.instructions[place];
    if (instruction?.kind === 'fork') for (const to of instruction.to) reached.add(to);
    else if (instruction?.kind === 'mark' || (instruction?.kind === 'place' && holds(instruction)))
      reached.add(place + 1);
  }
  return reached;
}

function marked(slots: Slots, slot: number, at: number): Slots {
  const copy = slots.slice();
  copy[slot] = at;
  return copy;
}

function foundAt(text: string, slots: Slots, isOpen: boolean): Found {
  return {
    isOpen,
    start: slots[0] ?? 0,
    end: slots[1] ?? 0,
    group: (index) => {
      const [start, end] = [slots[2 * index], slots[2 * index + 1]];
      return start === undefined || end === undefined ? undefined : text.slice(start, end);
    },
  };
}
