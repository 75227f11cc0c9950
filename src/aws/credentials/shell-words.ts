/**
 * A command line in words, as a POSIX shell would split it, with nothing expanded: the AWS CLI starts the program
 * itself. None for a quote that is not closed. Source: Python's shlex.split, which the AWS CLI uses.
 */
export function shellWords(line: string): readonly string[] {
  const pieces = /\s+|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([^\s'"\\]+)/gy;
  const words: string[] = [];
  let word: string | null = null;
  let end = 0;
  for (const match of line.matchAll(pieces)) {
    const [whole, single, double, escaped, bare] = match;
    end += whole.length;
    const text = single ?? double?.replaceAll(/\\(["\\])/g, '$1') ?? escaped ?? bare;
    if (text !== undefined) {
      word = (word ?? '') + text;
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  if (end !== line.length) return [];
  return word === null ? words : [...words, word];
}
