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
  const words = { partition, covers: coversOf(partition), bare: rememberedBare(partition) };
  const known = new Map<string, readonly Wording[]>();
  return (classes) => {
    const key = classes.join();
    const wordings = known.get(key) ?? wordingsOf(words, classes);
    known.set(key, wordings);
    return wordings;
  };
}

interface Words {
  readonly partition: Partition;
  readonly covers: readonly Cover[];
  /** A class in its own words. */
  readonly bare: (index: number) => Wording;
}

function rememberedBare(partition: Partition): Words['bare'] {
  const known = new Map<number, Wording>();
  return (index) => {
    const wording = known.get(index) ?? bare(partition, index);
    known.set(index, wording);
    return wording;
  };
}

function wordingsOf({ partition, covers, bare: own }: Words, classes: readonly number[]): readonly Wording[] {
  const wanted = new Set(classes);
  const whole = cover(
    covers.filter((one) => one.classes.every((index) => wanted.has(index))),
    wanted,
  );
  const left = new Set(classes.filter((index) => !whole.covered.has(index)));
  const withExceptions: Wording[] = [];
  for (const index of left) {
    const wording = exceptional(near(partition, covers, index), covers, wanted);
    if (wording === null) {
      withExceptions.push(own(index));
      continue;
    }
    for (const other of wording.classes) left.delete(other);
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

/** The widest first. */
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
    ...written
      .filter(({ partly, classes: own }) => !partly && own.length > 0)
      .sort((one, other) => other.classes.length - one.classes.length),
  ];
}

interface Covering {
  readonly texts: readonly string[];
  readonly covered: ReadonlySet<number>;
}

/** Greedy: the widest patterns come first, and those that others make superfluous go again. */
function cover(covers: readonly Cover[], wanted: ReadonlySet<number>): Covering {
  const left = new Set(wanted);
  const times = new Map<number, number>();
  const chosen = covers.filter(({ classes }) => {
    if (!classes.some((index) => left.has(index))) return false;
    for (const index of classes) {
      left.delete(index);
      times.set(index, (times.get(index) ?? 0) + 1);
    }
    return true;
  });
  const needed = chosen.filter(({ classes }) => {
    if (classes.some((index) => wanted.has(index) && times.get(index) === 1)) return true;
    for (const index of classes) times.set(index, (times.get(index) ?? 0) - 1);
    return false;
  });
  return {
    texts: needed.map(({ text }) => text),
    covered: new Set([...wanted].filter((index) => !left.has(index))),
  };
}

/** The narrowest patterns that hold a class. */
function near({ classes }: Partition, covers: readonly Cover[], index: number): readonly Cover[] {
  const within = new Set(classes[index]?.within.map(({ text }) => text));
  return covers.filter(
    ({ text, classes: own }) => own.includes(index) && (within.size === 0 || within.has(text)),
  );
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
  if (first === undefined || others.length === 0)
    return { patterns: [first ?? everything], except, exact: true };
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
