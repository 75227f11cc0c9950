/** A set of classes written with as few patterns as can be found simply: some patterns, and exceptions to them. */
import { meetOfAll } from './glob-meet.ts';
import type { Partition } from './partition.ts';

export interface Wording {
  readonly patterns: readonly string[];
  readonly except: readonly string[];
  /** False where the patterns hold more than the classes: no pattern says what several have in common. */
  readonly exact: boolean;
}

/**
 * Words sets of classes of one partition. The wordings of a set together hold the texts of its classes and no
 * others, where they are exact.
 */
export function wordingFor(partition: Partition): (classes: readonly number[]) => readonly Wording[] {
  const covers = coversOf(partition);
  return (classes) => wordingsOf(partition, covers, classes);
}

function wordingsOf(
  partition: Partition,
  covers: readonly Cover[],
  classes: readonly number[],
): readonly Wording[] {
  const wanted = new Set(classes);
  const whole = cover(
    covers.filter(({ classes: own }) => own.every((index) => wanted.has(index))),
    wanted,
  );
  const left = new Set(classes.filter((index) => !whole.covered.has(index)));
  const withExceptions: Wording[] = [];
  for (const index of left) {
    const wording = exceptional(near(partition, covers, index), covers, wanted);
    if (wording === null) {
      withExceptions.push(bare(partition, index));
      continue;
    }
    for (const own of wording.classes) left.delete(own);
    withExceptions.push({ patterns: [wording.text], except: wording.except, exact: true });
  }
  const plain = whole.texts.length === 0 ? [] : [{ patterns: whole.texts, except: [], exact: true }];
  return joined([...plain, ...withExceptions], covers, wanted);
}

/** A pattern and the classes it holds whole. */
interface Cover {
  readonly text: string;
  readonly classes: readonly number[];
}

function coversOf({ patterns, classes, universe }: Partition): readonly Cover[] {
  const every = classes.map((_one, index) => index);
  const written = patterns.map(({ text }, pattern) => ({
    text,
    classes: every.filter((index) => classes[index]?.membership[pattern] === 'yes'),
    partly: classes.some(({ membership }) => membership[pattern] === 'maybe'),
  }));
  return [
    { text: '*', classes: every },
    ...(universe.star
      ? [{ text: 'arn:*', classes: every.filter((index) => classes[index]?.kind !== 'star') }]
      : []),
    ...written.filter(({ partly, classes: own }) => !partly && own.length > 0),
  ];
}

interface Covering {
  readonly texts: readonly string[];
  readonly covered: ReadonlySet<number>;
}

/** Greedy: the pattern that covers most of what is left comes first. */
function cover(covers: readonly Cover[], wanted: ReadonlySet<number>): Covering {
  const left = new Set(wanted);
  const texts: string[] = [];
  for (;;) {
    let [best, gain] = [null as Cover | null, 0];
    for (const one of covers) {
      const own = one.classes.filter((index) => left.has(index)).length;
      if (own > gain) [best, gain] = [one, own];
    }
    if (best === null) break;
    texts.push(best.text);
    for (const index of best.classes) left.delete(index);
  }
  return { texts, covered: new Set([...wanted].filter((index) => !left.has(index))) };
}

/** The narrowest patterns that hold a class. */
function near({ classes }: Partition, covers: readonly Cover[], index: number): readonly Cover[] {
  const within = new Set(classes[index]?.within.map(({ text }) => text));
  return covers.filter(({ text, classes: own }) => own.includes(index) && (within.size === 0 || within.has(text)));
}

/** One of the patterns, less patterns that hold none of what is wanted. */
function exceptional(
  candidates: readonly Cover[],
  covers: readonly Cover[],
  wanted: ReadonlySet<number>,
): (Cover & { readonly except: readonly string[] }) | null {
  let best: (Cover & { readonly except: readonly string[] }) | null = null;
  for (const one of candidates) {
    const kept = new Set(one.classes.filter((own) => wanted.has(own)));
    const unwanted = new Set(one.classes.filter((own) => !wanted.has(own)));
    const harmless = covers.filter(({ classes }) => !classes.some((own) => kept.has(own)));
    const { texts, covered } = cover(harmless, unwanted);
    if (covered.size < unwanted.size) continue;
    if (best === null || texts.length < best.except.length) best = { ...one, except: texts };
  }
  return best;
}

/** A class in its own words: what its patterns have in common, less those it is kept from. */
function bare({ classes, patterns, universe }: Partition, index: number): Wording {
  const one = classes[index];
  if (one === undefined || one.kind === 'star') return { patterns: ['*'], except: ['arn:*'], exact: true };
  const everything = universe.star ? 'arn:*' : '*';
  const literals = patterns.filter(
    ({ literal }) => literal !== null && one.within.every(({ matches }) => matches(literal)),
  );
  const except = [...one.without, ...literals].map(({ text }) => text);
  const [first, ...others] = one.within.map(({ text, coversStar }) => (coversStar ? everything : text));
  if (first === undefined || others.length === 0) return { patterns: [first ?? everything], except, exact: true };
  const common = meetOfAll(one.within.map(({ tokens }) => tokens))?.map(universe.spell) ?? [null];
  const texts = common.filter((text) => text !== null);
  return texts.length < common.length
    ? { patterns: [first], except, exact: false }
    : { patterns: texts, except, exact: true };
}

/** Wordings become one where the exceptions of each keep nothing from the others. */
function joined(
  wordings: readonly Wording[],
  covers: readonly Cover[],
  wanted: ReadonlySet<number>,
): readonly Wording[] {
  const classesOf = new Map(covers.map(({ text, classes }) => [text, classes]));
  const harmless = ({ except, exact }: Wording): boolean =>
    exact && except.every((text) => classesOf.get(text)?.some((own) => wanted.has(own)) === false);
  const [alike, apart] = [wordings.filter(harmless), wordings.filter((one) => !harmless(one))];
  if (alike.length < 2) return wordings;
  const together = {
    patterns: [...new Set(alike.flatMap(({ patterns }) => patterns))],
    except: [...new Set(alike.flatMap(({ except }) => except))],
    exact: true,
  };
  return [together, ...apart];
}
