/** The words in AWS's names: `DBInstance` is `DB instance`. */

/** A name in words: `BatchDelete` is `batch delete`, `DBInstance` `DB instance`. */
export function asWords(name: string): string {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+/g) ?? [name];
  return words.map((word) => (/^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}

/** `a repository`, `an image`, `objects`. */
export function withArticle(name: string): string {
  const words = asWords(name);
  if (isMany(words)) return words;
  return `${/^(?:[aeioAEIO]|u(?!s)|[FHLMNRSX][A-Z])/.test(words) ? 'an' : 'a'} ${words}`;
}

/** More than one: `images`. */
export function counted(name: string): string {
  const words = asWords(name);
  if (isMany(words)) return words;
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}

/** `objects`, but not `access`, `status`, `address`. */
function isMany(words: string): boolean {
  return /[^su]s$/.test(words) && !/(?:is|alias)$/.test(words);
}
