/** Command lines of the kind most programs take. */

/** The words that are neither options nor the values of those in `withValue`. */
export function operandsOf(
  words: readonly string[],
  withValue: ReadonlySet<string> = new Set(),
): readonly string[] {
  const operands: string[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (withValue.has(word)) at += 1;
    else if (!word.startsWith('-') || word === '-') operands.push(word);
  }
  return operands;
}

/** The values of an option in all its forms: `--name value`, `--name=value`, `-nvalue`. */
export function valuesOf(words: readonly string[], names: readonly string[]): readonly string[] {
  return words.flatMap((word, index) => {
    for (const name of names) {
      if (word === name) return words[index + 1] === undefined ? [] : [words[index + 1] ?? ''];
      if (name.startsWith('--') && word.startsWith(`${name}=`)) return [word.slice(name.length + 1)];
      if (/^-\w$/.test(name) && word.startsWith(name) && !word.startsWith('--') && word.length > 2) {
        return [word.slice(2).replace(/^=/, '')];
      }
    }
    return [];
  });
}

/** `type=registry,ref=…,mode=max`. */
export function attributesOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const at = pair.indexOf('=');
      return at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
