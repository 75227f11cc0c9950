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

/**
 * The same for a reader of texts: the newest are kept, up to so many characters in all. Where most texts may come only
 * once, what is made of one is kept from the `second` time on: to keep what nobody asks for again takes as long as to read.
 */
export function rememberTexts<Out>(
  kept: number,
  from: 'first' | 'second' = 'first',
): (text: string, read: () => Out) => Out {
  const answers = new Map<string, { readonly answer: Out } | null>();
  let characters = 0;
  return (text, read) => {
    const known = answers.get(text);
    if (known) return known.answer;
    const answer = read();
    // The key that is there stays.
    if (known === null) {
      answers.set(text, { answer });
      return answer;
    }
    const own = copyOf(text);
    // A text with half a character in it comes back from its bytes as another.
    if (own !== text) return answer;
    answers.set(own, from === 'first' ? { answer } : null);
    characters += own.length;
    for (const oldest of answers.keys()) {
      if (characters <= kept) break;
      answers.delete(oldest);
      characters -= oldest.length;
    }
    return answer;
  };
}

/** A slice keeps in memory the whole text it is of; a copy only itself. */
const copyOf = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');
