import type { Span } from './text-span.ts';

/** What takes time to make is made when it is asked for first; a command that never asks does not wait for it. */
export function once<Out>(make: () => Out): () => Out {
  let made: { readonly answer: Out } | null = null;
  return () => {
    made ??= { answer: make() };
    return made.answer;
  };
}

/** A pure reader of values that never change, asked several times about the same one, reads it once. */
export function remember<In extends object, Out>(read: (value: In) => Out): (value: In) => Out {
  const answers = new WeakMap<In, { readonly answer: Out }>();
  return (value) => {
    const known = answers.get(value);
    if (known !== undefined) return known.answer;
    const answer = read(value);
    answers.set(value, { answer });
    return answer;
  };
}

/** The same for a reader of an object's members, as long as they are the same ones as the last time. */
export function rememberLast<In extends object, Out>(read: (input: In) => Out): (input: In) => Out {
  let last: { readonly members: ReadonlyMap<string, unknown>; readonly answer: Out } | null = null;
  return (input) => {
    const members = new Map<string, unknown>(Object.entries(input));
    const isSame =
      last?.members.size === members.size &&
      [...members].every(([name, value]) => last?.members.get(name) === value);
    if (last === null || !isSame) last = { members, answer: read(input) };
    return last.answer;
  };
}

/** A text, null where nothing is known but that one of its hash came once; and what was made of it. */
interface KnownText<Out> {
  readonly length: number;
  readonly made: { readonly text: string; readonly answer: Out } | null;
}

/**
 * The same for a reader of texts: the newest are kept, up to so many characters in all. Where most texts may come only
 * once, what is made of one is kept from the `second` time on: to keep what nobody asks for again takes as long as to read.
 */
export function rememberTexts<Out>(
  kept: number,
  from: 'first' | 'second' = 'first',
): (text: string, read: () => Out, hash?: number) => Out {
  // By a hash of our own: the text that came once is not held for it, and of two of one hash the later stays.
  const known = new Map<number, KnownText<Out>>();
  let characters = 0;
  return (text, read, hash = hashOf(text, { start: 0, end: text.length })) => {
    const found = known.get(hash);
    if (found !== undefined && found.made?.text === text) return found.made.answer;
    const answer = read();
    const isKept = from === 'first' || found !== undefined;
    const own = isKept ? copyOf(text) : text;
    // A text with half a character in it comes back from its bytes as another.
    if (own !== text) return answer;
    known.set(hash, { length: text.length, made: isKept ? { text: own, answer } : null });
    characters += text.length - (found?.length ?? 0);
    if (characters > kept) characters -= forgetOldest(known, characters - kept);
    return answer;
  };
}

/** So many characters at least; how many they were. */
function forgetOldest(known: Map<number, KnownText<unknown>>, characters: number): number {
  let forgotten = 0;
  for (const [hash, { length }] of known) {
    if (forgotten >= characters) break;
    known.delete(hash);
    forgotten += length;
  }
  return forgotten;
}

/** Characters of a text that are looked at: all of them in most. */
const HASHED = 4096;

/** What a hash starts from, and what each next character is multiplied in by. */
const [BASIS, PRIME] = [0x811c9dc5, 0x01000193];

/** FNV-1a, of UTF-16 units, of a part of a text; on from the hash of what stands before it, where there is one. */
export function hashOf(text: string, { start, end }: Span, before = BASIS): number {
  const step = Math.ceil((end - start) / HASHED);
  let hash = before ^ (end - start);
  for (let at = start; at < end; at += step) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
}

/** The same for a part whose own hash is known. */
export const hashOn = (before: number, part: number): number => Math.imul(before ^ part, PRIME);

/** A slice keeps in memory the whole text it is of; a copy only itself. */
const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
