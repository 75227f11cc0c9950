/** Brace expansion: one word becomes several. Source: Bash manual, brace expansion. */
import type { Word, WordPart } from 'unbash';

/** Far above what a build writes out. */
const MAX_WORDS = 64;

/** The word itself where its braces hold more than plain words or a range of numbers. */
export function wordsOfBraces(word: Word): readonly Word[] {
  const parts = word.parts ?? [];
  if (!parts.some(({ type }) => type === 'BraceExpansion')) return [word];
  let words: readonly (readonly WordPart[])[] = [[]];
  for (const part of parts) {
    const choices = part.type === 'BraceExpansion' ? choicesOf(part.text) : null;
    if (choices === null || words.length * choices.length > MAX_WORDS)
      words = words.map((one) => [...one, part]);
    else words = words.flatMap((one) => choices.map((choice) => [...one, literalOf(part, choice)]));
  }
  return words.map((one) => ({ ...word, value: one.map(({ text }) => text).join(''), parts: one }));
}

function literalOf({ pos, end }: WordPart, text: string): WordPart {
  return { type: 'Literal', pos, end, value: text, text };
}

function choicesOf(text: string): readonly string[] | null {
  const inner = /^\{([^{}$`"'\\]{1,500})\}$/.exec(text)?.[1];
  if (inner === undefined) return null;
  if (inner.includes(',')) return inner.split(',');
  const [, from, to] = /^(-?\d{1,4})\.\.(-?\d{1,4})$/.exec(inner) ?? [];
  if (from === undefined || to === undefined) return null;
  const [first, last] = [Number(from), Number(to)];
  const isPadded = /^-?0\d/.test(from) || /^-?0\d/.test(to);
  if (isPadded || Math.abs(last - first) >= MAX_WORDS) return null;
  const step = last < first ? -1 : 1;
  return Array.from({ length: Math.abs(last - first) + 1 }, (_, index) => `${first + index * step}`);
}
